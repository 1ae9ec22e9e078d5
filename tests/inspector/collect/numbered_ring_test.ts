import { assertEquals } from "@std/assert";
import { NumberedRing } from "../../../src/inspector/collect/numbered_ring.ts";

Deno.test("NumberedRing keeps the last ones under their numbers", () => {
  const ring = new NumberedRing<string>(3);
  const all = (after = 0) =>
    [...ring.since(after)].map(({ number, item }) => `${number}${item}`);
  assertEquals([ring.first, ring.total, all()], [1, 0, []]);
  for (const item of "abcde") ring.push(item);
  assertEquals([ring.first, ring.total], [3, 5]);
  assertEquals(all(), ["3c", "4d", "5e"]);
  assertEquals(all(4), ["5e"]);
  assertEquals(all(99), []);
  const backwards = [...ring.backwards()].map(({ item }) => item);
  assertEquals(backwards, ["e", "d", "c"]);
  ring.clear();
  assertEquals([ring.first, all()], [6, []]);
  ring.push("f");
  ring.push("g");
  assertEquals(all(), ["6f", "7g"]);
});
