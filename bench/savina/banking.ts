// Savina 15, Bank Transaction: a credit waits for the debit of another account.
import type { Engine } from "@backstage/actors";
import { BankAccountProxy } from "../generated/bank_account_proxy.gen.ts";
import { TellerProxy } from "../generated/teller_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const ACCOUNTS = 1_000;
const TRANSACTIONS = 50_000;
const INITIAL = 1e9;

// @generate-proxy
export class BankAccount {
  #balance = INITIAL;

  debit(amount: number): void {
    this.#balance += amount;
  }

  async credit(amount: number, to: BankAccountProxy): Promise<void> {
    this.#balance -= amount;
    await to.debit(amount);
  }

  balance(): number {
    return this.#balance;
  }
}

// @generate-proxy
export class Teller {
  async start(
    accounts: BankAccountProxy[],
    transactions: number,
  ): Promise<number> {
    const random = new PseudoRandom(123456);
    const replies: PromiseLike<void>[] = [];
    for (let m = 0; m < transactions; m++) {
      const from = random.below(accounts.length / 10 * 8);
      const to = from + (random.below(accounts.length - from) || 1);
      replies.push(
        accounts[from]!.credit(random.fraction() * 1000, accounts[to]!),
      );
    }
    await Promise.all(replies);
    return replies.length;
  }
}

export async function playBanking(engine: Engine): Promise<void> {
  const accounts = Array.from(
    { length: ACCOUNTS },
    (_, i) => engine.getActor(BankAccountProxy, String(i)),
  );
  const done = await engine.getActor(TellerProxy, "t").start(
    accounts,
    TRANSACTIONS,
  );
  verify(done === TRANSACTIONS, "transactions");
  let sum = 0;
  for (const balance of await Promise.all(accounts.map((a) => a.balance()))) {
    sum += balance;
  }
  verify(Math.abs(sum - ACCOUNTS * INITIAL) < 1, `balance ${sum}`);
}
