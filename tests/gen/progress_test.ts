import { assertEquals } from "@std/assert";
import { Progress } from "../../cli/gen/progress.ts";

function play(isTerminal: boolean, times: readonly number[]): string[] {
  const written: string[] = [];
  let now = 0;
  const progress = new Progress({
    isTerminal,
    now: () => now,
    write: (text) => written.push(text),
  });
  for (const [index, time] of times.entries()) {
    now = time;
    progress.report("Reading", index, times.length);
  }
  progress.clear();
  return written;
}

Deno.test("Progress.report() shows long work on a terminal", () => {
  assertEquals(play(true, [100, 600, 610, 700]), [
    "\r\x1b[KReading 1/4",
    "\r\x1b[KReading 3/4",
    "\r\x1b[K",
  ]);
});

Deno.test("Progress.report() is silent in a pipe and at first", () => {
  assertEquals(play(false, [100, 600, 700]), []);
  assertEquals(play(true, [100, 200, 499]), []);
});
