import { planOne } from "./one_engine.ts";
import { readSimulateOptions, type SimulateOptions } from "./options.ts";
import { search } from "./search.ts";
import type { Scenario } from "./simulation.ts";
import type { SimulationSummary } from "./summary.ts";

/**
 * Runs a scenario under many schedules, in simulated time, with faults, until
 * every seed has passed; the first that fails rejects with what replays it.
 *
 * The same seed runs in the same way, always, as long as actors and scenario
 * ask for no time and no chance but the context's and the simulation's. A
 * scenario that needs `SEED` to replay needs `--allow-env=SEED`.
 *
 * @example Find an order in which a counter is wrong
 * ```ts
 * import { simulate } from "@backstage/actors/testing";
 * import {
 *   CounterProxy,
 * } from "../../../examples/generated/counter_proxy.gen.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await simulate({ seeds: 20 }, async ({ engine, settled }) => {
 *   const counter = engine.getActor(CounterProxy, "visits");
 *   for (let visit = 0; visit < 5; visit++) counter.add(1);
 *   await settled();
 *   assertEquals(await counter.add(0), 5);
 * });
 * ```
 *
 * @throws {SimulationError} If a seed fails, or needs more than `steps`; if two
 * runs of a seed differ; if `exhaustive` needs more than `schedules`.
 * @throws {TypeError} If an option has no such name, or is of the wrong kind.
 * @throws {RangeError} If a seed is no whole number, or a number is out of its
 * limits.
 */
export async function simulate(
  options: SimulateOptions,
  scenario: Scenario,
): Promise<SimulationSummary> {
  const { stack } = new Error();
  const settings = readSimulateOptions(options);
  if (typeof scenario !== "function") {
    throw new TypeError("Cannot simulate: the scenario must be a function");
  }
  return await search(planOne(settings, scenario), settings, stack);
}
