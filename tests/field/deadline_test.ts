import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";

async function play(part: string): Promise<string[]> {
  const { stdout, stderr } = await runProgram("awaiting.ts", { args: [part] });
  return (stdout + stderr).split("\n").slice(0, -1);
}

function late(call: string): string {
  return `CallTimeoutError: Cannot call "Puppet/${call}: ` +
    "no reply within 50 ms";
}

const HELD: readonly (readonly [part: string, title: string, call: string])[] =
  [
    ["engine", "the engine's limit of an awaited call", 'stuck".ask'],
    ["own", "a call's own limit", 'stuck".ask'],
    ["signal", "the limit of an awaited send with a signal", 'stuck".tell'],
    ["late", "the limit of a call that is awaited later", 'stuck".ask'],
    ["around", "the limit of a call whose turn waits", 'caller".ask'],
  ];

for (const [part, title, call] of HELD) {
  Deno.test(`R1: ${title} comes in a quiet process`, async () => {
    assertEquals(await play(part), [late(call)]);
  });
}

Deno.test("R1: every awaited call of a script has its limit", async () => {
  const line = late('stuck".ask');
  const not = line.replace("no reply", "not begun") + ", the actor was in ask";
  assertEquals(await play("twice"), [line, not]);
});

Deno.test("R1: a call that a turn awaits has its limit, too", async () => {
  for (const part of ["turn", "within"]) {
    const lines = await play(part);
    assertEquals(lines.length > 0, true, part);
    assertEquals(lines[0]!.includes("within 50 ms"), true, lines[0]);
  }
});

// A deadline of these would keep the process for days.
for (const part of ["send", "limited", "answered", "unlimited"]) {
  Deno.test(`R1: no waiter, no process: ${part}`, async () => {
    assertEquals(await play(part), []);
  });
}

Deno.test("R1: a stopped engine keeps no process", async () => {
  const lines = await play("stopped");
  assertEquals(lines.map((line) => line.split("ask: ")[1]).toSorted(), [
    "engine is stopped",
    "engine stopped while the method ran",
  ]);
});
