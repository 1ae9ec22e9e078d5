import { assertEquals } from "@std/assert";
import { playMix, WAYS } from "../../support/mix/play.ts";
import { traceMix } from "../../support/mix/traces.ts";
import { runProgram } from "../../support/program.ts";

/** For each way: 2,000 in all. */
const SEEDS = 250;
/** As many are traced here; `simulated_traces.ts` traces any number. */
const TRACED = 25;

for (const [way, options] of WAYS) {
  const title = `Engine keeps its promises in ${SEEDS} seeds (${way})`;
  Deno.test(title, async () => {
    const { seeds } = await playMix({ ...options, seeds: SEEDS });
    assertEquals(seeds, SEEDS);
  });
}

Deno.test("simulate() traces a seed alike in another process", async () => {
  const first = await traceMix(1, TRACED);
  assertEquals(await traceMix(1, TRACED), first);
  const { stdout } = await runProgram("simulated_traces.ts", {
    args: ["1", `${TRACED}`],
  });
  assertEquals(stdout.trim().split("\n"), first);
  // Each seed has a trace of its own, on whatever wire.
  const digests = first.map((line) => line.split(" ")[2]);
  assertEquals(new Set(digests).size >= TRACED, true);
});
