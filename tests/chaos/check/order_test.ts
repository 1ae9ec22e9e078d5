import { assertEquals } from "@std/assert";
import { toCall } from "./bank.ts";
import { tellOrder } from "./order.ts";

/** Makes notes up of their numbers, lives and places. */
function note(...notes: readonly (readonly [number, string, number])[]) {
  return notes.map(([number, life, place]) =>
    toCall({ kind: "note", number, value: { life, place } })
  );
}

Deno.test("tellOrder() finds nothing where places go up in each life", () => {
  const other = note([1, "x", 2], [2, "x", 4])
    .map((call) => ({ ...call, lane: "1/a" }));
  const own = note([1, "x", 1], [2, "x", 3], [4, "y", 1], [5, "y", 2]);
  const lost = { ...own[0]!, number: 3, outcome: "unknown" } as const;
  assertEquals(tellOrder([...own, lost, ...other]), []);
});

Deno.test("tellOrder() finds a note in front of an earlier one", () => {
  assertEquals(tellOrder(note([1, "x", 1], [2, "x", 3], [3, "x", 2])), [
    "0/a: 3 came at place 2, behind 2 at 3",
  ]);
});

Deno.test("tellOrder() finds a note in a life that was over", () => {
  assertEquals(tellOrder(note([1, "x", 1], [2, "y", 1], [3, "x", 2])), [
    "0/a: 3 came into a life that was over at 2",
  ]);
});
