/**
 * Measures what it costs to ask for a proxy where one could be kept:
 * `this.ctx.getActor(XProxy, id)` in each turn, beside a proxy in a field:
 * `deno task bench:references`.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { arrivals } from "./arrivals.ts";
import { NeighbourProxy } from "./generated/neighbour_proxy.gen.ts";
import { describeMachine } from "./machine.ts";
import { measure, printTable, time, type Workload } from "./measure.ts";

const HOPS = 300_000;

/** Makes the others that a ball goes to, each of which knows them all. */
async function makeCrowd(others: number) {
  const engine = new Engine();
  for (let at = 0; at < others; at++) {
    const one = engine.getActor(NeighbourProxy, `n${at}`);
    for (let to = 1; to <= others; to++) {
      await one.meet(`n${(at + to) % others}`);
    }
  }
  return engine;
}

async function play(start: () => unknown): Promise<void> {
  arrivals.reset();
  start();
  await arrivals.reached(1);
}

/** A ball that each of two hits on to the other, whose id it keeps. */
function makePair(engine: Engine): Workload {
  const first = engine.getActor(NeighbourProxy, "n0");
  return {
    name: "a hop to one other, whose id it keeps",
    operations: HOPS,
    floorName: "a kept proxy",
    goal: "at most 2.0",
    floor: () => time(() => play(() => first.hit(HOPS))),
    ours: () => time(() => play(() => first.hitByName(HOPS))),
  };
}

/** A ball that each hits on to one of so many, whose id it makes. */
function makeChoice(engine: Engine, others: number): Workload {
  const first = engine.getActor(NeighbourProxy, "n0");
  return {
    name: `a hop to one of ${others}, whose id it makes`,
    operations: HOPS,
    floorName: "a kept proxy",
    goal: "",
    floor: () => time(() => play(() => first.spread(HOPS))),
    ours: () => time(() => play(() => first.spreadByName(HOPS))),
  };
}

if (import.meta.main) {
  const results = [];
  for (const others of [2, 8, 100]) {
    await using engine = await makeCrowd(others);
    if (others === 2) results.push(await measure(makePair(engine)));
    else results.push(await measure(makeChoice(engine, others)));
  }
  printTable(results);
  console.log(`${describeMachine()}; medians of 7.`);
}
