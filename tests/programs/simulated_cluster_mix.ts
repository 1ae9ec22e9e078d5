/**
 * Plays the mix of `tests/support/cluster_mix/` for seeds, one after the other,
 * until something is wrong. It is bundled to be run with broken cores.
 */
import { readClusterOptions } from "../../src/testing/simulate/cluster_options.ts";
import { planCluster } from "../../src/testing/simulate/cluster_stage.ts";
import { Run } from "../../src/testing/simulate/run.ts";
import { RandomStrategy } from "../../src/testing/simulate/strategy.ts";
import {
  CLUSTER_WAYS,
  prepareClusterMix,
} from "../support/cluster_mix/play.ts";

/** What the first seed found that is wrong. */
export interface ClusterCatch {
  readonly seed: number;
  readonly problem: string;
}

/** Returns what the first seed finds, `null` if none finds anything. */
export async function bite(most: number): Promise<ClusterCatch | null> {
  const ways = [...CLUSTER_WAYS.values()];
  for (let seed = 1; seed <= most; seed++) {
    const way = ways[seed % ways.length]!;
    const { options, scenario } = prepareClusterMix({ ...way, seeds: [seed] });
    const plan = planCluster(readClusterOptions(options), scenario);
    // Found is enough here: none is shrunk.
    const run = new Run(plan, seed, new RandomStrategy(seed), null);
    const { failure } = await run.play();
    if (failure === null) continue;
    return { seed, problem: String((failure.error as Error)?.message) };
  }
  return null;
}
