// Who may do what: an interceptor asks the user whom the calls carry.
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type ActorOptions,
  type Context,
  Engine,
  ExpectedError,
  type Interceptor,
} from "@backstage/actors";
import { BranchProxy } from "./generated/branch_proxy.gen.ts";
import { VaultProxy } from "./generated/vault_proxy.gen.ts";

export interface User {
  readonly name: string;
  readonly roles: readonly string[];
}

/** Whose request it is: calls carry it from actor to actor. */
export const user = new AsyncLocalStorage<User>();

/** Lets those call a method who have the role that it needs. */
export function authorize(needed: ReadonlyMap<string, string>): Interceptor {
  return {
    incoming({ kind, method }, next) {
      const role = needed.get(method);
      const isFree = kind !== "call" || role === undefined;
      if (isFree || user.getStore()?.roles.includes(role)) return next();
      throw new ExpectedError(`${method} needs the role ${role}`, {
        code: "forbidden",
        details: { role },
      });
    },
  };
}

/** Holds the money; knows nothing of users. */
// @generate-proxy
export class Vault {
  static readonly options: ActorOptions = {
    interceptors: [authorize(new Map([["withdraw", "teller"]]))],
  };
  #cents = 10_000;

  balance(): number {
    return this.#cents;
  }

  withdraw(cents: number): number {
    return this.#cents -= cents;
  }
}

/** Asks the vault in its caller's stead. */
// @generate-proxy
export class Branch {
  constructor(private readonly ctx: Context) {}

  async pay(cents: number): Promise<string> {
    const vault = this.ctx.getActor(VaultProxy, this.ctx.actorId);
    const left = await vault.withdraw(cents);
    // It is still the same user's turn.
    return `${user.getStore()?.name} got ${cents}, ${left} are left`;
  }
}

if (import.meta.main) {
  await using engine = new Engine({ carry: { user } });
  const branch = engine.getActor(BranchProxy, "main street");
  const pay = async (): Promise<void> => {
    try {
      console.log(await branch.pay(2_500));
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      console.log(error.code, error.details);
    }
  };

  await user.run({ name: "ann", roles: ["teller"] }, pay);
  await user.run({ name: "bob", roles: ["customer"] }, pay);
  await pay(); // there is no user at all
}
