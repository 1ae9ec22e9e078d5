import { assertEquals } from "@std/assert";
import { toCall } from "../check/bank.ts";
import type { Call } from "../client/history.ts";
import { feel, type Strike } from "./felt.ts";
import { tellFelt, tellKinds, tellOutcomes, tellVerdicts } from "./report.ts";

/** Makes calls up that one actor has answered, every half second. */
function answers(actor: string, from: number, to: number): Call[] {
  const calls: Call[] = [];
  for (let at = from; at <= to; at += 500) {
    calls.push(toCall({ kind: "read", number: at, actor, at, endedAt: at }));
  }
  return calls;
}

const KILL: Strike = {
  name: "kill -9",
  target: "node-1",
  at: 10_200,
  healedAt: 13_000,
};

Deno.test("feel() counts silences from the fault on, actor by actor", () => {
  const calls = [
    ...answers("a", 0, 60_000),
    ...answers("b", 0, 10_000),
    ...answers("b", 14_200, 60_000),
    ...answers("c", 0, 10_000),
    ...answers("c", 12_000, 60_000),
  ];
  const next = { ...KILL, at: 14_100, healedAt: 15_000 };
  const [first, second] = feel([KILL, next], calls);
  assertEquals(
    [first?.actors, first?.longestMs, first?.medianMs],
    [2, 4_000, 1_800],
  );
  assertEquals([second?.actors, second?.longestMs], [0, 0]);
});

Deno.test("feel() takes a silence as of the fault that it began with", () => {
  const calls = [
    ...answers("a", 0, 13_500),
    ...answers("a", 20_000, 60_000),
  ];
  const next = { ...KILL, at: 14_000, healedAt: 15_000 };
  const felt = feel([KILL, next], calls).map(({ longestMs }) => longestMs);
  assertEquals(felt, [0, 6_000]);
});

Deno.test("feel() counts what became of calls until the next fault", () => {
  const lost = toCall({
    kind: "write",
    number: 1,
    at: 10_000,
    endedAt: 10_300,
    outcome: "unknown",
  });
  const calls = [
    lost,
    { ...lost, outcome: "not-run" } as const,
    { ...lost, endedAt: 35_000 },
    ...answers("a", 10_250, 12_000),
  ];
  const next = { ...KILL, at: 30_000 };
  const counts = feel([KILL, next], calls).map(
    ({ answered, failed, notRun, unknown }) => [
      ...[answered, unknown, notRun, failed],
    ],
  );
  assertEquals(counts, [[4, 1, 1, 0], [0, 1, 0, 0]]);
});

Deno.test("feel() takes an actor that never answers again as silent", () => {
  const open = { outcome: "unknown", endedAt: Infinity } as const;
  const calls = [
    ...answers("a", 0, 10_000),
    toCall({ kind: "read", number: 0, at: 10_300, ...open }),
    ...answers("b", 0, 50_000),
  ];
  const [felt] = feel([KILL], calls);
  assertEquals([felt?.actors, felt?.longestMs], [1, 39_800]);
});

Deno.test("tellFelt() and its like write tables", () => {
  const calls = answers("a", 10_500, 12_000);
  const felt = feel([KILL], calls);
  assertEquals(tellFelt(felt, 0).split("\n")[2]?.split("|")[2], " kill -9 ");
  assertEquals(tellKinds(felt).split("\n").length, 3);
  assertEquals(tellOutcomes(calls).includes("answered"), true);
  const faults = Array.from({ length: 30 }, (_, at) => `fault ${at}`);
  const told = tellVerdicts([{ check: "money", faults }]).split("\n");
  assertEquals(told[2], "| money | 30     |");
  assertEquals(told.at(-1), "fault 19");
});
