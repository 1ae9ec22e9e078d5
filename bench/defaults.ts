/**
 * Measures what the time limits of awaited calls cost, which are on unless an
 * engine is made with `callTimeoutMs: 0`: `deno task bench:defaults`.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { SlowAdderProxy } from "./generated/slow_adder_proxy.gen.ts";
import { describeMachine } from "./machine.ts";
import { measure, printTable, time, type Workload } from "./measure.ts";
import type { Adder } from "./subject.ts";

const CALLS = 100_000;
const IN_FLIGHT = 1_000;

async function callInTurn(adder: Adder): Promise<void> {
  for (let at = 0; at < CALLS; at++) await adder.add(1);
}

async function callTogether(adder: Adder): Promise<void> {
  for (let called = 0; called < CALLS; called += IN_FLIGHT) {
    const replies = Array.from({ length: IN_FLIGHT }, () => adder.add(1));
    for (const reply of replies) await reply;
  }
}

function compare(
  name: string,
  [floor, ours]: readonly [Adder, Adder],
  call: (adder: Adder) => Promise<void>,
): Workload {
  return {
    name,
    operations: CALLS,
    floorName: "callTimeoutMs: 0",
    goal: "at most 1.10",
    floor: () => time(() => call(floor)),
    ours: () => time(() => call(ours)),
  };
}

if (import.meta.main) {
  await using unlimited = new Engine({ callTimeoutMs: 0 });
  await using limited = new Engine();
  const both = (proxy: typeof AdderProxy | typeof SlowAdderProxy) =>
    [
      unlimited.getActor(proxy, "adder"),
      limited.getActor(proxy, "adder"),
    ] as const;
  const workloads = [
    compare("W3, call after call", both(AdderProxy), callInTurn),
    compare("W4, 1,000 in flight", both(AdderProxy), callTogether),
    compare("W10, async, 1,000 in flight", both(SlowAdderProxy), callTogether),
  ];
  const results = [];
  for (const workload of workloads) results.push(await measure(workload));
  printTable(results);
  console.log(`${describeMachine()}; medians of 7.`);
}
