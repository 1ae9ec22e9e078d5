import { assertEquals } from "@std/assert";
import {
  DURABLE_WAYS,
  playDurableMix,
} from "../../support/durable_mix/play.ts";

/** For each way: 2,000 in all, with those of the other wire. */
const SEEDS = 250;

for (const [way, options] of DURABLE_WAYS) {
  if (options.wire !== "always") continue;
  const title = `Durable actors keep their promises in ${SEEDS} seeds (${way})`;
  Deno.test(title, async () => {
    const { seeds } = await playDurableMix({ ...options, seeds: SEEDS });
    assertEquals(seeds, SEEDS);
  });
}
