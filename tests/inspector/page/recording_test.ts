import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { TimelineTurn } from "../../../src/inspector/wire/protocol.ts";
import {
  pan,
  Recording,
  spanOf,
  tickTimes,
  toLanes,
  zoom,
} from "../../../src/inspector/page/model/recording.ts";

function turn(number: number, changes: Partial<TimelineTurn> = {}) {
  return {
    number,
    actor: { type: "A", id: "a" },
    method: "run",
    caller: null,
    queuedAt: null,
    startedAt: number,
    endedAt: number + 1,
    outcome: "done",
    ...changes,
  };
}

function body(...numbers: number[]) {
  return { isRecording: true, first: 1, rows: numbers.map((n) => turn(n)) };
}

Deno.test("Recording.add() takes each turn once", () => {
  const recording = new Recording();
  recording.add(body(1, 2));
  recording.add(body(2, 3));
  assertEquals(recording.turns.map(({ number }) => number), [1, 2, 3]);
  assertEquals(recording.lastNumber, 3);
});

Deno.test("Recording.add() keeps the last twenty thousand", () => {
  const recording = new Recording();
  recording.add(body(...Array.from({ length: 20_001 }, (_, n) => n)));
  assertEquals(recording.turns.length, 20_000);
  assertEquals(recording.turns[0]?.number, 1);
});

Deno.test("Recording.show() keeps a file's turns apart from others", () => {
  const recording = new Recording();
  recording.add(body(1, 2));
  recording.show([turn(7)]);
  recording.add(body(3));
  assertEquals(recording.turns.map(({ number }) => number), [7]);
  recording.clear();
  recording.add(body(3, 4));
  assertEquals(recording.turns.map(({ number }) => number), [4]);
});

Deno.test("Recording.clear() takes no turn of the recording before", () => {
  const recording = new Recording();
  recording.add(body(1, 2));
  recording.clear();
  recording.add(body(2, 3));
  assertEquals(recording.turns.map(({ number }) => number), [3]);
});

Deno.test("Recording.follow() keeps a file's turns with any engine", () => {
  const recording = new Recording();
  recording.show([turn(7)]);
  // The file may have been opened before an engine answered at all.
  recording.follow("one");
  recording.add(body(1));
  recording.follow("other");
  assertEquals(recording.turns, [turn(7)]);
  assertEquals(recording.lastNumber, 0);
});

Deno.test("Recording.follow() counts anew with another engine", () => {
  const recording = new Recording();
  recording.follow("one");
  recording.add(body(7, 8));
  recording.follow("one");
  assertEquals(recording.lastNumber, 8);
  recording.follow("other");
  recording.add(body(1));
  assertEquals(recording.turns.map(({ number }) => number), [1]);
});

Deno.test("toLanes() has one lane an actor, the busiest first", () => {
  const b = { type: "A", id: "b" };
  const lanes = toLanes([
    turn(1),
    turn(2, { actor: b, endedAt: 50 }),
    turn(3),
  ]);
  assertEquals(
    lanes.map(({ label, turns, busyMs }) => [label, turns.length, busyMs]),
    [["A/b", 1, 48], ["A/a", 2, 2]],
  );
});

Deno.test("spanOf() covers all turns, and something when there is none", () => {
  assertEquals(spanOf([turn(5), turn(2)]), { from: 2, to: 6 });
  assertEquals(spanOf([]), { from: 0, to: 1 });
});

Deno.test("zoom() keeps what is below the pointer where it is", () => {
  const { from, to } = zoom({ from: 0, to: 100 }, 0.5, 0.2);
  assertEquals([from, to], [10, 60]);
  const least = zoom({ from: 0, to: 0.01 }, 0.001, 0.5);
  assertAlmostEquals(least.to - least.from, 0.01);
});

Deno.test("pan() moves by a share of what is seen", () => {
  assertEquals(pan({ from: 10, to: 30 }, -0.5), { from: 0, to: 20 });
});

Deno.test("tickTimes() picks round times in sight", () => {
  assertEquals(tickTimes({ from: 3, to: 47 }, 5), [10, 20, 30, 40]);
  assertEquals(tickTimes({ from: -1, to: 1 }, 4), [-1, -0.5, 0, 0.5, 1]);
});
