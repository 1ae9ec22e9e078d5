// A transfer that looks right and loses money, and the one that does not.
import {
  type ActorOptions,
  type Context,
  ExpectedError,
} from "@backstage/actors";
import { FraudDeskProxy } from "../generated/fraud_desk_proxy.gen.ts";

/** Looks at transfers before they are made. */
// @generate-proxy
export class FraudDesk {
  #seen = 0;

  /** Returns whether a transfer may be made. */
  check(_from: string, _to: string, cents: number): boolean {
    this.#seen++;
    return cents <= 100_000;
  }

  seen(): number {
    return this.#seen;
  }
}

/** Keeps accounts; while one transfer is looked at, others may begin. */
abstract class Accounts {
  static readonly options: ActorOptions = { reentrancy: "full" };
  protected readonly balances: Map<string, number> = new Map();

  constructor(protected readonly ctx: Context) {}

  open(account: string, cents: number): void {
    this.balances.set(account, cents);
  }

  /** What all accounts hold together. */
  total(): number {
    return this.balances.values().reduce((sum, cents) => sum + cents, 0);
  }

  /** Throws unless an account holds enough. */
  protected read(account: string, cents: number): number {
    const balance = this.balances.get(account) ?? 0;
    if (balance >= cents) return balance;
    throw new ExpectedError(`${account} has ${balance} cents only`, {
      code: "not-enough",
    });
  }

  protected async mayTransfer(
    from: string,
    to: string,
    cents: number,
  ): Promise<boolean> {
    const desk = this.ctx.getActor(FraudDeskProxy, "main");
    return await desk.check(from, to, cents);
  }
}

/** Writes back what it read before it asked: another may have written since. */
// @generate-proxy
export class HastyBank extends Accounts {
  async transfer(from: string, to: string, cents: number): Promise<void> {
    const balance = this.read(from, cents);
    if (!await this.mayTransfer(from, to, cents)) return;
    this.balances.set(from, balance - cents);
    this.balances.set(to, (this.balances.get(to) ?? 0) + cents);
  }
}

/** Reads behind the last `await`: nothing comes between that and the write. */
// @generate-proxy
export class Bank extends Accounts {
  async transfer(from: string, to: string, cents: number): Promise<void> {
    if (!await this.mayTransfer(from, to, cents)) return;
    this.balances.set(from, this.read(from, cents) - cents);
    this.balances.set(to, (this.balances.get(to) ?? 0) + cents);
  }
}
