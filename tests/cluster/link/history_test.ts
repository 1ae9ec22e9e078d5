import { assertEquals } from "@std/assert";
import { History } from "./fuzz/history.ts";

const SEEDS = 2_000;

Deno.test("Links deliver once and in order, whatever the network does", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const history = new History(seed);
    history.play();
    assertEquals(history.problems, [], `seed ${seed}`);
  }
});
