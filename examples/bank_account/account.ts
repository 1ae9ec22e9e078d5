// Accounts that are still there tomorrow, and money that is never lost between.
import { type Context, ExpectedError, type State } from "@backstage/actors";
import { BankAccountProxy } from "../generated/bank_account_proxy.gen.ts";

/** One line of a statement. */
export interface Entry {
  readonly cents: number;
  readonly note: string;
}

/** What is kept of an account. */
interface Balance {
  cents: number;
  /** The last entries: a record is no archive. */
  entries: Entry[];
}

const KEPT_ENTRIES = 20;

// @generate-proxy
export class BankAccount {
  readonly #ctx: Context;
  readonly #balance: State<Balance>;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#balance = ctx.state("balance", (): Balance => ({
      cents: 0,
      entries: [],
    }));
  }

  /** Takes money in; returns the balance once that is stored. */
  deposit(cents: number, note: string): number {
    assertAmount(cents);
    return this.#enter(cents, note);
  }

  /**
   * Sends money to another account; returns the balance.
   *
   * The entry here and the send are one commit: the money has left, and will
   * arrive once, or nothing has happened, whenever the process ends.
   *
   * @throws {ExpectedError} If there is not enough (`not-enough`).
   */
  transfer(to: string, cents: number): number {
    assertAmount(cents);
    const balance = this.#balance.value;
    if (balance.cents < cents) {
      throw new ExpectedError(`there are only ${balance.cents} cents`, {
        code: "not-enough",
      });
    }
    const receiver = this.#ctx.getActor(BankAccountProxy, to);
    receiver.deposit(cents, `from ${this.#ctx.actorId}`); // not awaited: sent
    return this.#enter(-cents, `to ${to}`);
  }

  balance(): number {
    return this.#balance.value.cents;
  }

  /** The last entries, the oldest first. */
  statement(): readonly Entry[] {
    return this.#balance.value.entries;
  }

  #enter(cents: number, note: string): number {
    const balance = this.#balance.value;
    balance.cents += cents;
    balance.entries.push({ cents, note });
    balance.entries.splice(0, balance.entries.length - KEPT_ENTRIES);
    return balance.cents;
  }
}

function assertAmount(cents: number): void {
  if (Number.isInteger(cents) && cents > 0) return;
  throw new ExpectedError(`${cents} is no amount`, { code: "no-amount" });
}
