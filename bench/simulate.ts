/**
 * Measures how many turns a second one core simulates, in its time of the
 * process: `deno task bench:simulate`. The goal is 50,000.
 *
 * @module
 */
import type { Simulation } from "@backstage/actors/testing";
import { simulate } from "@backstage/actors/testing";
import process from "node:process";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { PlayerProxy } from "./generated/player_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { describeMachine } from "./machine.ts";

const REPEATS = 7;
const SEEDS = 20;
const ACTORS = 10;
const TURNS = 2_000;

type Scenario = (sim: Simulation) => Promise<void>;

const WORKLOADS: Readonly<Record<string, Scenario>> = {
  "sends to 10 actors": async ({ engine, settled }) => {
    const sinks = Array.from(
      { length: ACTORS },
      (_, at) => engine.getActor(SinkProxy, `${at}`),
    );
    for (let turn = 0; turn < TURNS; turn++) sinks[turn % ACTORS]!.take("a");
    await settled();
  },
  "awaited calls, one after the other": async ({ engine }) => {
    const adder = engine.getActor(AdderProxy, "a");
    for (let turn = 0; turn < TURNS; turn++) await adder.add(1);
  },
  "awaited calls, 100 in flight": async ({ engine }) => {
    for (let turn = 0; turn < TURNS; turn += 100) {
      await Promise.all(Array.from(
        { length: 100 },
        (_, at) => engine.getActor(AdderProxy, `${at % ACTORS}`).add(1),
      ));
    }
  },
  "hops from actor to actor": async ({ engine, settled }) => {
    const [player, other] = ["a", "b"].map((id) =>
      engine.getActor(PlayerProxy, id)
    );
    player!.meet("b");
    other!.meet("a");
    player!.hit(TURNS);
    await settled();
  },
};

/** Returns how many turns a second of the process's time simulates. */
async function measure(scenario: Scenario): Promise<number> {
  const rates: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const before = process.cpuUsage();
    const { turns } = await simulate({ seeds: SEEDS }, scenario);
    const { system, user } = process.cpuUsage(before);
    // The first seed is run twice.
    rates.push(turns * (SEEDS + 1) / SEEDS / (system + user) * 1e6);
  }
  return rates.sort((a, b) => a - b)[REPEATS >> 1]!;
}

if (import.meta.main) {
  for (const [name, scenario] of Object.entries(WORKLOADS)) {
    const rate = Math.round(await measure(scenario) / 1_000);
    console.log(`${name}: ${rate},000 turns a second`);
  }
  console.log(`${describeMachine()}; medians of ${REPEATS}.`);
}
