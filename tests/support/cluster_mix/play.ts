import {
  type ClusterScenario,
  memoryStore,
  simulateCluster,
  type SimulateClusterOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { cast } from "../cast.ts";
import { FAULTS } from "./climate.ts";
import { ACTORS, ClusterMix } from "./mix.ts";
import { FenceWitness, watchStore } from "./watched_store.ts";

const SHARDS = 5;

/** How the mix is simulated unless a way says otherwise. */
export const CLUSTER_MIX: SimulateClusterOptions = {
  actors: ACTORS,
  shards: SHARDS,
  faults: FAULTS,
  engine: { drainTimeoutMs: 20_000 },
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

/** The mix as a simulation runs it. */
export interface PreparedMix {
  readonly options: SimulateClusterOptions;
  readonly scenario: ClusterScenario;
}

/** Returns the mix with some options; its scenario throws what is wrong. */
export function prepareClusterMix(
  given: Partial<SimulateClusterOptions>,
): PreparedMix {
  let witness = new FenceWitness();
  const { faults = FAULTS } = given;
  return {
    options: {
      ...CLUSTER_MIX,
      store: () => {
        witness = new FenceWitness();
        return watchStore(memoryStore(), witness, SHARDS);
      },
      ...given,
    },
    scenario: async (sim) => {
      const problems = await new ClusterMix(sim, faults, witness).play();
      if (problems.length > 0) throw new Error(problems.join("; "));
    },
  };
}

/** Plays the mix for seeds; throws what is wrong. */
export async function playClusterMix(
  given: Partial<SimulateClusterOptions>,
): Promise<SimulationSummary> {
  const { options, scenario } = prepareClusterMix(given);
  try {
    return await simulateCluster(options, scenario);
  } finally {
    cast.clear();
  }
}
