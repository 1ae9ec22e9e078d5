// Customers who transfer money at the same time, under many schedules.
import { ExpectedError } from "@backstage/actors";
import {
  simulate,
  type SimulateOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { BankProxy } from "../generated/bank_proxy.gen.ts";
import { HastyBankProxy } from "../generated/hasty_bank_proxy.gen.ts";

const ACCOUNTS = ["ann", "bob", "eve"];
const CENTS = 1_000;

/**
 * Lets customers transfer money, and looks whether it is all still there.
 *
 * @throws {SimulationError} If a seed finds that it is not.
 */
export function simulateTransfers(
  proxy: typeof BankProxy | typeof HastyBankProxy,
  options: SimulateOptions,
): Promise<SimulationSummary> {
  return simulate(options, async ({ engine, random }) => {
    const pick = <T>(from: readonly T[]): T =>
      from[Math.floor(random() * from.length)]!;
    const bank = engine.getActor(proxy, "main");
    for (const account of ACCOUNTS) bank.open(account, CENTS);
    const transfers = Array.from(
      { length: 1 + Math.floor(random() * 5) },
      () => bank.transfer(pick(ACCOUNTS), pick(ACCOUNTS), pick([10, 200, 700])),
    );
    for (const result of await Promise.allSettled(transfers)) {
      if (result.status === "fulfilled") continue;
      // That an account holds too little is no fault of the bank's.
      if (!(result.reason instanceof ExpectedError)) throw result.reason;
    }
    const total = await bank.total();
    if (total !== ACCOUNTS.length * CENTS) {
      throw new Error(`the accounts hold ${total} cents together`);
    }
  });
}
