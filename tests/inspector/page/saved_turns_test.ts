import { assertAlmostEquals, assertEquals } from "@std/assert";
import { readTurns } from "../../../src/inspector/page/model/saved_turns.ts";
import type { TimelineTurn } from "../../../src/inspector/wire/protocol.ts";
import { toTrace } from "../../../src/inspector/wire/trace.ts";

const TURNS: TimelineTurn[] = [
  {
    number: 1,
    actor: { type: "Cart", id: "a/b" },
    method: "add",
    caller: { type: "Guest", id: "g" },
    queuedAt: 0,
    startedAt: 2,
    endedAt: 3.5,
    outcome: "failed",
  },
  {
    number: 2,
    actor: { type: "Cart", id: "c" },
    method: "timer",
    caller: null,
    queuedAt: null,
    startedAt: 4,
    endedAt: 4,
    outcome: "done",
  },
];

Deno.test("readTurns() reads what the timeline has saved", () => {
  assertEquals(readTurns(JSON.stringify(TURNS)), TURNS);
});

Deno.test("readTurns() reads a trace, as it was", () => {
  const [first, second] = readTurns(JSON.stringify(toTrace(TURNS)))!;
  assertEquals([first, second], TURNS);
  assertAlmostEquals(first!.endedAt, 3.5);
});

Deno.test("readTurns() reads a trace of others as well as it can", () => {
  const text = JSON.stringify({
    traceEvents: [
      null,
      { ph: "X", name: "paint", tid: 3, ts: 1_000 },
      { ph: "i", name: "mark", tid: 3, ts: 1_000 },
    ],
  });
  assertEquals(readTurns(text), [{
    number: 1,
    actor: { type: "3", id: "" },
    method: "paint",
    caller: null,
    queuedAt: null,
    startedAt: 1,
    endedAt: 1,
    outcome: "done",
  }]);
});

Deno.test("readTurns() refuses what is no file of turns", () => {
  for (const text of ["", "no", "7", "null", "[1]", "[{}]", "{}", '{"a":1}']) {
    assertEquals(readTurns(text), null, text);
  }
});
