import {
  readClusterOptions,
  type SimulateClusterOptions,
} from "./cluster_options.ts";
import type { ClusterScenario } from "./cluster_simulation.ts";
import { planCluster } from "./cluster_stage.ts";
import { search } from "./search.ts";
import type { SimulationSummary } from "./summary.ts";

/**
 * Runs a scenario on several nodes of one cluster, which share a simulated
 * network, bucket and store, under many schedules and faults, until every seed
 * has passed; the first that fails rejects with what replays it, as that of
 * `simulate()` does.
 *
 * Each node has an engine and a clock of its own, which may be ahead of others,
 * and go faster or slower. Packets between nodes, and what they ask the bucket
 * for, take a while, whatever faults there are.
 *
 * @example A counter is one, whatever node is asked, and whichever crashes
 * ```ts
 * import { simulateCluster } from "@backstage/actors/testing";
 * import {
 *   MoneyBoxProxy,
 * } from "../../../examples/generated/money_box_proxy.gen.ts";
 * import { assert } from "@std/assert";
 *
 * const faults = { "node:crash": 0.02, "net:lost": 0.05 };
 * await simulateCluster(
 *   { seeds: 10, actors: [MoneyBoxProxy], faults },
 *   async ({ nodes, heal }) => {
 *     let told = 0;
 *     for (let coin = 0; coin < 9; coin++) {
 *       const box = nodes[coin % 3]!.engine.getActor(MoneyBoxProxy, "ann");
 *       told = await box.put(1).catch(() => told);
 *     }
 *     heal();
 *     const box = nodes[0]!.engine.getActor(MoneyBoxProxy, "ann");
 *     assert(await box.look() >= told);
 *   },
 * );
 * ```
 *
 * @throws {SimulationError} If a seed fails, or needs more than `steps`; if two
 * runs of a seed differ.
 * @throws {TypeError} If an option has no such name, or is of the wrong kind.
 * @throws {RangeError} If a seed is no whole number, or a number is out of its
 * limits.
 */
export async function simulateCluster(
  options: SimulateClusterOptions,
  scenario: ClusterScenario,
): Promise<SimulationSummary> {
  const { stack } = new Error();
  const settings = readClusterOptions(options);
  if (typeof scenario !== "function") {
    throw new TypeError("Cannot simulate: the scenario must be a function");
  }
  return await search(planCluster(settings, scenario), settings, stack);
}
