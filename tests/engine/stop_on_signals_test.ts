import { stopOnSignals } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { RunningProgram, runProgram } from "../support/program.ts";
import { testInRealTime } from "../support/stage.ts";

// Windows sends a process no signal but its end.
const SIGNALS: Partial<Record<Deno.Signal, number>> =
  Deno.build.os === "windows" ? {} : { SIGINT: 130, SIGTERM: 143 };
const FIRST = "the engine finishes its work; again: it stops at once";

for (const [name, code] of Object.entries(SIGNALS)) {
  const signal = name as Deno.Signal;

  Deno.test(`stopOnSignals() drains when the first ${name} comes`, async () => {
    await using program = new RunningProgram("signals.ts", ["drain"]);
    await program.readTo("working");
    program.signal(signal);
    const { lines, status } = await program.readToEnd();
    assertEquals(lines, [
      `${name}: ${FIRST}`,
      "before",
      "What was to be done before the engine stops failed: Error: no",
      "stopping",
      "worked",
      "deinit: shutdown",
      "stopped",
      "over",
    ]);
    assertEquals([status.code, status.signal], [0, null]);
  });

  Deno.test(`stopOnSignals() cuts it short at the next ${name}`, async () => {
    await using program = new RunningProgram("signals.ts", ["endless"]);
    await program.readTo("working");
    program.signal("SIGTERM");
    await program.readTo("stopping");
    program.signal(signal);
    const { lines, status } = await program.readToEnd();
    assertEquals(lines, [
      `${name}: the engine stops at once`,
      "deinit: shutdown",
      "stopped",
      "over",
    ]);
    assertEquals([status.code, status.signal], [code, null]);
  });

  Deno.test(`stopOnSignals() lets a third ${name} end it`, async () => {
    await using program = new RunningProgram("signals.ts", ["deaf"]);
    await program.readTo("working");
    program.signal(signal);
    await program.readTo("stopping");
    program.signal(signal);
    await program.readTo("deinit: shutdown");
    program.signal(signal);
    const { lines, status } = await program.readToEnd();
    assertEquals([lines, status.signal], [[], signal]);
  });

  Deno.test(`stopOnSignals() twice stops once: ${name}`, async () => {
    await using program = new RunningProgram("signals.ts", ["twice"]);
    await program.readTo("working");
    program.signal(signal);
    const { lines, status } = await program.readToEnd();
    assertEquals(lines.toSorted(), [
      `${name}: ${FIRST}`,
      `${name}: ${FIRST}`,
      "before",
      "deinit: shutdown",
      "over",
      "stopped",
      "stopping",
      "worked",
    ]);
    assertEquals([status.code, status.signal], [0, null]);
  });

  for (const part of ["stopped", "disposed"]) {
    const title = `stopOnSignals() leaves ${name} alone when ${part}`;
    Deno.test(title, async () => {
      await using program = new RunningProgram("signals.ts", [part]);
      await program.readTo("gone");
      program.signal(signal);
      const { lines, status } = await program.readToEnd();
      assertEquals([lines, status.signal], [[], signal]);
    });
  }
}

Deno.test("stopOnSignals() keeps the program's own exit code", async () => {
  await using program = new RunningProgram("signals.ts", ["failing"]);
  await program.readTo("working");
  program.signal("SIGINT");
  await program.readTo("stopping");
  program.signal("SIGINT");
  assertEquals((await program.readToEnd()).status.code, 3);
});

Deno.test("stopOnSignals() keeps no process alive", async () => {
  const { stdout } = await runProgram("signals.ts");
  assertEquals(stdout, "");
});

testInRealTime(
  "stopOnSignals() ends with the engine",
  async (stage) => {
    const engine = stage.open();
    stopOnSignals(engine);
    await engine.stop();
    stopOnSignals(engine);
    await engine.stopped;
  },
);
