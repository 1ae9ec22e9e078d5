// An actor with several methods, each with a result.
import { type Context, Engine } from "@backstage/actors";
import { AccountProxy } from "./generated/account_proxy.gen.ts";

export interface Entry {
  text: string;
  cents: number;
}

// @generate-proxy
export class Account {
  readonly #entries: Entry[] = [];

  constructor(private readonly ctx: Context) {}

  deposit(cents: number, text = "deposit"): number {
    this.#entries.push({ text, cents });
    return this.balance();
  }

  withdraw(cents: number, text = "withdrawal"): boolean {
    if (cents > this.balance()) return false;
    this.#entries.push({ text, cents: -cents });
    return true;
  }

  async transfer(cents: number, to: string): Promise<boolean> {
    if (!this.withdraw(cents, `to ${to}`)) return false;
    const other = this.ctx.getActor(AccountProxy, to);
    await other.deposit(cents, `from ${this.ctx.actorId}`);
    return true;
  }

  balance(): number {
    return this.#entries.reduce((sum, { cents }) => sum + cents, 0);
  }

  statement(): Entry[] {
    return this.#entries;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const ann = engine.getActor(AccountProxy, "ann");
  const bob = engine.getActor(AccountProxy, "bob");

  console.log("Ann has", await ann.deposit(5_000, "wages"));
  console.log("Ann withdraws:", await ann.withdraw(10_000));
  console.log("Ann pays Bob:", await ann.transfer(1_500, "bob"));
  console.log("Ann", await ann.statement());
  console.log("Bob", await bob.statement(), "has", await bob.balance());
}
