import { assertEquals } from "@std/assert";
import { Chance } from "../support/chance.ts";
import { addToRuns, isInRuns, listRuns } from "../support/runs.ts";

Deno.test("addToRuns() joins neighbours, and tells what it has had", () => {
  const runs: number[] = [];
  const added = [5, 3, 4, 9, 5, 10, 8, 1].map((one) => addToRuns(runs, one));
  assertEquals(added, [true, true, true, true, false, true, true, true]);
  assertEquals(runs, [1, 1, 3, 5, 8, 10]);
});

Deno.test("addToRuns() is a set, whatever the order", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const chance = new Chance(seed);
    const runs: number[] = [];
    const numbers = new Set<number>();
    for (let left = 60; left > 0; left--) {
      const number = chance.below(50);
      assertEquals(addToRuns(runs, number), !numbers.has(number), `${seed}`);
      numbers.add(number);
    }
    const sorted = [...numbers].sort((one, other) => one - other);
    assertEquals([...listRuns(runs)], sorted, `seed ${seed}`);
    assertEquals(
      Array.from({ length: 50 }, (_, one) => isInRuns(runs, one)),
      Array.from({ length: 50 }, (_, one) => numbers.has(one)),
    );
    // No two runs touch.
    for (let at = 2; at < runs.length; at += 2) {
      assertEquals(runs[at]! > runs[at - 1]! + 1, true, `seed ${seed}`);
    }
  }
});
