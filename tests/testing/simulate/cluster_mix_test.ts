import { assertEquals } from "@std/assert";
import {
  CLUSTER_WAYS,
  playClusterMix,
} from "../../support/cluster_mix/play.ts";

/** For each way: 2,000 in all. */
const SEEDS = 250;

for (const [way, options] of CLUSTER_WAYS) {
  const title = `A cluster keeps its promises in ${SEEDS} seeds (${way})`;
  Deno.test(title, async () => {
    const { seeds } = await playClusterMix({ ...options, seeds: SEEDS });
    assertEquals(seeds, SEEDS);
  });
}
