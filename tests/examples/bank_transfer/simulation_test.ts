import { SimulationError } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { simulateTransfers } from "../../../examples/bank_transfer/simulation.ts";
import { BankProxy } from "../../../examples/generated/bank_proxy.gen.ts";
import {
  HastyBankProxy,
} from "../../../examples/generated/hasty_bank_proxy.gen.ts";
import { testOutput } from "../example.ts";

/** What is left of the schedule: a transfer that begins within another. */
const SHRUNK = [
  "HastyBank/main.open <- scenario",
  "HastyBank/main.open <- scenario",
  "HastyBank/main.open <- scenario",
  "HastyBank/main.transfer <- scenario",
  "HastyBank/main.transfer <- scenario",
  "FraudDesk/main.check <- HastyBank/main",
  "HastyBank/main.transfer done",
  "FraudDesk/main.check <- HastyBank/main",
  "HastyBank/main.transfer done",
  "HastyBank/main.total <- scenario",
];

testOutput("bank_transfer/main", [
  "HastyBank, seed 1: the accounts hold 3700 cents together",
  ...SHRUNK.map((line) => `  ${line}`),
  "Bank passed 1000 seeds",
]);

Deno.test("simulate() finds what HastyBank.transfer() loses", async () => {
  const find = (seeds: number | number[]) =>
    assertRejects(
      () => simulateTransfers(HastyBankProxy, { seeds }),
      SimulationError,
    );
  const found = await find(100);
  assertEquals(found.seed, 1);
  assertEquals(found.shrunk?.lines, SHRUNK);
  // Its seed replays it.
  const replayed = await find([found.seed]);
  assertEquals(replayed.message, found.message);
});

Deno.test("simulate() finds nothing in 10,000 seeds of Bank", async () => {
  const seeds = 10_000;
  const summary = await simulateTransfers(BankProxy, { seeds });
  assertEquals(summary.seeds, seeds);
});

Deno.test("simulate() sees every order of Bank.transfer()", async () => {
  const { isComplete } = await simulateTransfers(BankProxy, {
    strategy: "exhaustive",
    seeds: [3],
  });
  assertEquals(isComplete, true);
});
