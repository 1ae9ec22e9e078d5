import { assertEquals } from "@std/assert";
import type { ActorRow } from "../../../src/inspector/wire/protocol.ts";
import {
  findCircle,
  listWaits,
} from "../../../src/inspector/page/model/waits.ts";

function row(id: string, waits: Record<string, number>): ActorRow {
  return {
    actor: { type: "A", id },
    state: "waiting",
    runningMs: 0,
    waitsFor: Object.entries(waits).map(([id, ms]) => ({
      actor: { type: "A", id },
      method: "ask",
      ms,
    })),
    inbox: 0,
    oldestMs: null,
    rate: 0,
    accepted: 0,
    handled: 0,
    failed: 0,
    restarts: 0,
    refused: 0,
    dropped: 0,
    queueMs: null,
    runMs: null,
  };
}

Deno.test("listWaits() tells those in a circle from those behind it", () => {
  const lines = listWaits([
    row("behind", { a: 9_000 }),
    row("a", { b: 10 }),
    row("b", { c: 30 }),
    row("c", { a: 20 }),
    row("free", { idle: 5 }),
  ]);
  assertEquals(lines.map(({ from, isDeadlock }) => [from.id, isDeadlock]), [
    ["b", true],
    ["c", true],
    ["a", true],
    ["behind", false],
    ["free", false],
  ]);
});

Deno.test("findCircle() follows a circle once around", () => {
  const rows = [
    row("x", { a: 99 }),
    row("a", { b: 3 }),
    row("b", { a: 2 }),
    row("self", { self: 1 }),
  ];
  assertEquals(findCircle(listWaits(rows)).map(({ id }) => id), ["a", "b"]);
  assertEquals(findCircle(listWaits([row("x", { y: 1 })])), []);
  assertEquals(findCircle([]), []);
});
