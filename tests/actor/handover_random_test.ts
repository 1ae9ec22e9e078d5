import { assertEquals } from "@std/assert";
import { playMoving } from "../support/moving_mix/play.ts";

/** Each on both wires; a failure names its own. */
const SEEDS = 300;

Deno.test("Activation.handOver() loses nothing at random", async () => {
  assertEquals(await playMoving(SEEDS, ["auto", "always"]), null);
});
