import { assertEquals } from "@std/assert";
import { findWaits } from "../../../src/inspector/answer/wait_graph.ts";
import type { ActorRecord } from "../../../src/inspector/collect/actor_record.ts";

Deno.test("findWaits() tells a cycle from a queue", () => {
  const wait = (from: string, ...to: string[]) => ({
    activation: { actor: { type: "T", id: from } },
    waits: () =>
      to.map((id) => ({ actor: { type: "T", id }, method: "m", ms: 5 })),
  });
  const records = [
    wait("a", "b"),
    wait("b", "c", "free"),
    wait("c", "a"),
    wait("d", "a"),
    wait("e", "free"),
    wait("self", "self"),
  ] as unknown as ActorRecord[];
  const edges = findWaits(records, 0).map(({ from, to, isDeadlock }) =>
    `${from.id}${to.id}${isDeadlock ? "!" : ""}`
  );
  assertEquals(edges.sort(), [
    "ab!",
    "bc!",
    "bfree",
    "ca!",
    "da",
    "efree",
    "selfself!",
  ]);
});
