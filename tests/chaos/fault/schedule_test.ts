import { assertEquals } from "@std/assert";
import { Chance } from "../../support/chance.ts";
import { FAULT_NAMES, type FaultName, schedule } from "./schedule.ts";

function take(seed: number, only: FaultName | null, count: number) {
  return schedule(new Chance(seed), only).take(count).toArray();
}

Deno.test("schedule() does each fault once, before two come together", () => {
  const { length } = FAULT_NAMES;
  const first = take(7, null, length);
  assertEquals(first.flat().sort(), FAULT_NAMES);
  assertEquals(
    first.slice(0, 6).flat().sort(),
    ["cut", "kill", "leader", "meta", "roll", "stop"],
  );
  const later = take(7, null, 10 * length).slice(length);
  assertEquals(later.some((names) => names.length === 2), true);
});

Deno.test("schedule() is that of its seed", () => {
  assertEquals(take(7, null, 50), take(7, null, 50));
  assertEquals(
    JSON.stringify(take(7, null, 50)) === JSON.stringify(take(8, null, 50)),
    false,
  );
});

Deno.test("schedule() does one fault again and again when told", () => {
  assertEquals(take(1, "cut", 3), [["cut"], ["cut"], ["cut"]]);
});
