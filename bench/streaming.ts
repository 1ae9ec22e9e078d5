/**
 * Measures a streaming reply beside an async generator that is called directly:
 * `deno task bench:streaming`. The goal is 400 ns a value. What counts is
 * processor time, of all threads: neighbours and waits are no part of it.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { add, count } from "./fountain.ts";
import { BasinProxy } from "./generated/basin_proxy.gen.ts";
import { FountainProxy } from "./generated/fountain_proxy.gen.ts";
import { describeMachine } from "./machine.ts";
import { median, printRows } from "./measure.ts";
import process from "node:process";

const VALUES = 1_000_000;
/** Bytes are dear. */
const VALUES_ON_A_WIRE = 20_000;
const WARM_UPS = 1;
const ROUNDS = 5;

const near = new Engine({ callTimeoutMs: 0 });
const far = new Engine({ callTimeoutMs: 0, wire: "always" });

function stream(engine: Engine, values: number): Promise<number> {
  return add(engine.getActor(FountainProxy, "a").count(values));
}

/** What is measured, and how many values it yields. */
const WAYS: Readonly<Record<string, [number, () => Promise<number>]>> = {
  "an async generator, called directly": [VALUES, () => add(count(VALUES))],
  "a streaming reply, to code outside": [VALUES, () => stream(near, VALUES)],
  "a streaming reply, within a turn": [
    VALUES,
    async () => await near.getActor(BasinProxy, "a").gather(VALUES),
  ],
  "a streaming reply, over a wire": [
    VALUES_ON_A_WIRE,
    () => stream(far, VALUES_ON_A_WIRE),
  ],
};

/** Measures one way; throws where a value is lost. */
async function run(values: number, gather: () => Promise<number>) {
  const before = process.cpuUsage();
  const sum = await gather();
  const { user, system } = process.cpuUsage(before);
  const expected = values * (values - 1) / 2;
  if (sum !== expected) throw new Error(`${sum} instead of ${expected}`);
  return (user + system) * 1e3 / values;
}

if (import.meta.main) {
  const figures = new Map<string, number[]>();
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    for (const [way, [values, gather]] of Object.entries(WAYS)) {
      const ns = await run(values, gather);
      if (round >= 0) figures.set(way, [...figures.get(way) ?? [], ns]);
    }
  }
  const rows = [...figures].map(([way, all]) => [
    way,
    median(all).toFixed(0),
    `${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)}`,
  ]);
  printRows(["values of", "ns a value", "range"], rows);
  console.log(`${describeMachine()}; processor time, medians of ${ROUNDS}.`);
  await Promise.all([near.stop(), far.stop()]);
}
