import { assertEquals } from "@std/assert";
import type { TimelineTurn } from "../../../src/inspector/wire/protocol.ts";
import { formatName, toTrace } from "../../../src/inspector/wire/trace.ts";

const TURN: TimelineTurn = {
  number: 1,
  actor: { type: "Counter", id: "a" },
  method: "add",
  caller: { type: "Guest", id: "g" },
  queuedAt: 1_000.5,
  startedAt: 1_002,
  endedAt: 1_002.25,
  outcome: "done",
};

Deno.test("toTrace() writes one thread an actor, in microseconds", () => {
  const other = {
    ...TURN,
    actor: { type: "Counter", id: "b" },
    caller: null,
    queuedAt: null,
    startedAt: 1_003,
    endedAt: 1_010,
    outcome: "failed",
  };
  const { traceEvents } = toTrace([TURN, other, TURN]);
  assertEquals(
    traceEvents.map(({ name, ph, tid, ts, dur, cat }) => [
      name,
      ph,
      tid,
      ts,
      dur,
      cat,
    ]),
    [
      ["thread_name", "M", 1, undefined, undefined, undefined],
      ["add", "X", 1, 1_500, 250, "done"],
      ["thread_name", "M", 2, undefined, undefined, undefined],
      ["add", "X", 2, 2_500, 7_000, "failed"],
      ["add", "X", 1, 1_500, 250, "done"],
    ],
  );
  assertEquals(traceEvents[0]?.args, { name: "Counter/a" });
  assertEquals(traceEvents[1]?.args, {
    outcome: "done",
    caller: "Guest/g",
    queueMs: 1.5,
  });
  assertEquals(traceEvents[3]?.args["queueMs"], null);
});

Deno.test("toTrace() writes an empty trace of no turns", () => {
  assertEquals(toTrace([]), { displayTimeUnit: "ms", traceEvents: [] });
});

Deno.test("formatName() writes a type alone where there is no id", () => {
  assertEquals(formatName({ type: "Counter", id: "" }), "Counter");
  assertEquals(formatName({ type: "Counter", id: "a/b" }), "Counter/a/b");
});
