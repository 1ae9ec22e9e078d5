// Finds what is wrong with a transfer, and tells the shortest way to it.
import { SimulationError } from "@backstage/actors/testing";
import { BankProxy } from "../generated/bank_proxy.gen.ts";
import { HastyBankProxy } from "../generated/hasty_bank_proxy.gen.ts";
import { simulateTransfers } from "./simulation.ts";

try {
  await simulateTransfers(HastyBankProxy, { seeds: 100 });
} catch (error) {
  if (!(error instanceof SimulationError)) throw error;
  const [first] = error.message.split("\n");
  console.log(`HastyBank, ${first}`);
  for (const line of (error.shrunk ?? error.schedule)?.lines ?? []) {
    console.log(`  ${line}`);
  }
}

const { seeds } = await simulateTransfers(BankProxy, { seeds: 1_000 });
console.log(`Bank passed ${seeds} seeds`);
