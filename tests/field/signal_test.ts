import { assertEquals } from "@std/assert";
import { RunningProgram } from "../support/program.ts";

/** Runs a part until it works, sends SIGTERM, and reads to its end. */
async function end(part: string): Promise<string[]> {
  await using program = new RunningProgram("signals.ts", [part]);
  await program.readTo("working");
  program.signal("SIGTERM");
  await program.readTo(
    "SIGTERM: the engine finishes its work; again: it stops at once",
  );
  const { lines, status } = await program.readToEnd();
  assertEquals([status.code, status.signal], [0, null]);
  return lines;
}

const STOPPED = ["stopping", "worked", "deinit: shutdown", "stopped", "over"];

// Windows sends a process no signal but its end.
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "R2: stopOnSignals() ends what is read from streams before beforeStop",
  ignore,
  fn: async () => {
    const lines = await end("reading");
    assertEquals(lines.slice(0, 1), ["before"]);
    assertEquals(lines.slice(1, 4).toSorted(), [
      "iteration ended",
      "late ended",
      "readable ended",
    ]);
    assertEquals(lines.slice(4), STOPPED);
  },
});

Deno.test({
  name: "R2: stopOnSignals() waits drainTimeoutMs for beforeStop, and says so",
  ignore,
  fn: async () => {
    assertEquals(await end("hanging"), [
      "before",
      "Stopping did not wait longer than 50 ms for beforeStop",
      ...STOPPED,
    ]);
  },
});

Deno.test({
  name: "R2: stopOnSignals() stops though beforeStop waits for its events",
  ignore,
  fn: async () => {
    const lines = await end("events");
    assertEquals(lines.filter((line) => line !== "events ended"), [
      "before",
      "Stopping did not wait longer than 50 ms for beforeStop",
      ...STOPPED,
    ]);
    assertEquals(lines.includes("events ended"), true);
  },
});
