import { CallError } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { readHistory } from "./history.ts";
import { Journal } from "./journal.ts";

const CALL = {
  lane: "0/a",
  actor: "a",
  kind: "deposit",
  parts: [5, "b"],
  isKeyed: true,
} as const;

Deno.test("Journal.record() writes what readHistory() reads", async () => {
  const path = await Deno.makeTempFile();
  const open = Promise.withResolvers<number>();
  const settled: Promise<unknown>[] = [];
  {
    using journal = new Journal(path);
    const record = (number: number, call: () => Promise<unknown>) =>
      settled.push(journal.record({ ...CALL, number }, call));
    record(1, () => Promise.resolve(7));
    record(2, () =>
      Promise.reject(
        new CallError("Cannot call", { code: "moved", outcome: "not-run" }),
      ));
    record(3, () => open.promise);
    record(4, () => Promise.reject(new TypeError("no")));
    await Promise.all([settled[0], settled[1], settled[3]]);
    const calls = readWithoutTimes(await flushed(journal, path));
    assertEquals(calls, [
      { number: 1, outcome: "answered", value: 7, code: null },
      { number: 2, outcome: "not-run", value: undefined, code: "moved" },
      { number: 3, outcome: "unknown", value: undefined, code: null },
      { number: 4, outcome: "failed", value: undefined, code: null },
    ]);
    open.resolve(1);
    await settled[2];
  }
  const calls = readHistory(await Deno.readTextFile(path));
  assertEquals(calls.map(({ endedAt }) => endedAt < Infinity), [
    ...[true, true, true, true],
  ]);
  assertEquals(calls.every(({ at, endedAt }) => at <= endedAt), true);
  await Deno.remove(path);
});

async function flushed(journal: Journal, path: string): Promise<string> {
  journal.flush();
  return await Deno.readTextFile(path);
}

function readWithoutTimes(text: string) {
  return readHistory(text).map(({ code, number, outcome, value }) => ({
    ...{ code, number, outcome, value },
  }));
}

Deno.test("readHistory() refuses what ends without a beginning", () => {
  const ended = { id: 3, at: 1, outcome: "answered" };
  const text = JSON.stringify({ ended });
  assertThrows(() => readHistory(text), SyntaxError, "3 has not begun");
});
