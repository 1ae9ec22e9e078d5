import {
  memoryStore,
  simulateCluster,
  type SimulateClusterOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { FAULTS } from "./climate.ts";
import { ACTORS, ClusterMix } from "./mix.ts";
import { FenceWitness, watchStore } from "./watched_store.ts";

const SHARDS = 5;

/** How the mix is simulated unless a way says otherwise. */
export const CLUSTER_MIX: SimulateClusterOptions = {
  actors: ACTORS,
  shards: SHARDS,
  faults: FAULTS,
  engine: { drainTimeoutMs: 5_000 },
};

/** The ways in which a seed of the mix is played, by name. */
export const CLUSTER_WAYS: ReadonlyMap<
  string,
  Partial<SimulateClusterOptions>
> = new Map(
  ([[3, 1], [3, 0], [4, 1], [5, 0]] as const).flatMap(([nodes, clients]) =>
    (["random", "pct"] as const).map((
      strategy,
    ): [string, Partial<SimulateClusterOptions>] => [
      `${nodes} nodes, ${clients} clients, ${strategy}`,
      { nodes, clients, strategy },
    ])
  ),
);

/** Plays the mix for seeds; throws what the model says is wrong. */
export async function playClusterMix(
  options: Partial<SimulateClusterOptions>,
): Promise<SimulationSummary> {
  let witness = new FenceWitness();
  return await simulateCluster({
    ...CLUSTER_MIX,
    store: () => {
      witness = new FenceWitness();
      return watchStore(memoryStore(), witness, SHARDS);
    },
    ...options,
  }, async (sim) => {
    const rates = options.faults ?? FAULTS;
    const problems = await new ClusterMix(sim, rates, witness).play();
    if (problems.length > 0) throw new Error(problems.join("; "));
  });
}
