import type { Adder } from "../subject.ts";
import { type Workload, workload } from "../workload.ts";

const IN_FLIGHT = 1_000;

/** Awaits every call before the next; `before` is what the sum was. */
async function callInTurn(
  adder: Adder,
  operations: number,
  before: number,
): Promise<number> {
  let sum = before;
  for (let at = 0; at < operations; at++) sum = await adder.add(1);
  return verify(sum, before + operations);
}

/** Makes a thousand calls, then awaits them all, in whatever order. */
async function callTogether(
  adder: Adder,
  operations: number,
  before: number,
): Promise<number> {
  const replies: PromiseLike<number>[] = [];
  let total = 0;
  for (let called = 0; called < operations; called += IN_FLIGHT) {
    for (let at = 0; at < IN_FLIGHT; at++) replies[at] = adder.add(1);
    for (let at = 0; at < IN_FLIGHT; at++) total += await replies[at]!;
  }
  verify(total, operations * before + operations * (operations + 1) / 2);
  return before + operations;
}

function verify(sum: number, expected: number): number {
  if (sum === expected) return sum;
  throw new Error(`Cannot trust the round: ${sum} instead of ${expected}`);
}

function prepare(adder: Adder, call: typeof callInTurn) {
  let sum = 0;
  return async (operations: number) => {
    sum = await call(adder, operations, sum);
  };
}

const calls = { unit: "call", skill: "adder" } as const;

/** Calls with a result: W3, W4, W10 and W11. */
export const awaited: readonly Workload[] = [
  workload({
    ...calls,
    id: "W3",
    title: "call after call",
    operations: 100_000,
    step: 1,
    prepare: async (stage) => prepare(await stage.adder!(), callInTurn),
  }),
  workload({
    ...calls,
    id: "W4",
    title: "calls, 1,000 in flight",
    operations: 200_000,
    step: IN_FLIGHT,
    prepare: async (stage) => prepare(await stage.adder!(), callTogether),
  }),
  workload({
    ...calls,
    id: "W10",
    title: "async methods that await once, 1,000 in flight",
    operations: 100_000,
    step: IN_FLIGHT,
    skill: "slowAdder",
    prepare: async (stage) => prepare(await stage.slowAdder!(), callTogether),
  }),
  workload({
    ...calls,
    id: "W11 call",
    title: "W3 with every message as bytes",
    operations: 50_000,
    step: 1,
    extra: "wire",
    prepare: async (stage) => prepare(await stage.adder!(), callInTurn),
  }),
  workload({
    ...calls,
    id: "W11 async",
    title: "W10 with every message as bytes",
    operations: 50_000,
    step: IN_FLIGHT,
    skill: "slowAdder",
    extra: "wire",
    prepare: async (stage) => prepare(await stage.slowAdder!(), callTogether),
  }),
];
