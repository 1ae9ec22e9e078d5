import { assertEquals } from "@std/assert";
import type { Call } from "../client/history.ts";
import { toCall } from "./bank.ts";
import { tellSlots } from "./slots.ts";

const OPEN = { outcome: "unknown", endedAt: Infinity } as const;

function read(at: number, value: number): Call {
  return toCall({ kind: "read", number: at, at, value });
}

function write(at: number, value: number, rest: Partial<Call> = {}): Call {
  return toCall({ kind: "write", number: at, at, parts: [value], ...rest });
}

function swap(
  at: number,
  parts: readonly [number, number],
  rest: Partial<Call>,
): Call {
  return toCall({ kind: "swap", number: at, at, parts, ...rest });
}

function isGood(...calls: readonly Call[]): boolean {
  return tellSlots(calls).length === 0;
}

Deno.test("tellSlots() finds nothing where reads are of the last write", () => {
  const good = [read(0, 0), write(10, 1), read(20, 1), read(30, 1)];
  assertEquals(tellSlots(good), []);
});

Deno.test("tellSlots() finds a read of the past", () => {
  const [fault] = tellSlots([write(10, 1), write(20, 2), read(30, 1)]);
  assertEquals(fault?.includes("with 2 behind"), true, fault);
});

Deno.test("tellSlots() takes reads either way while a write is open", () => {
  const slow = write(10, 1, { endedAt: 100 });
  assertEquals(isGood(slow, read(20, 0), read(30, 1)), true);
  assertEquals(isGood(slow, read(20, 1), read(30, 0)), false);
});

Deno.test("tellSlots() takes an unknown write as done, late or never", () => {
  const open = write(10, 1, OPEN);
  assertEquals(isGood(open, read(20, 0), read(30, 0)), true);
  assertEquals(isGood(open, read(20, 0), read(5_000, 1)), true);
  assertEquals(isGood(open, read(20, 1), read(30, 0)), false);
  assertEquals(isGood(read(0, 1), write(100, 1, OPEN)), false);
});

Deno.test("tellSlots() finds the effect of a write that was not run", () => {
  const write1 = write(10, 1, { outcome: "not-run" });
  assertEquals(isGood(write1, read(20, 0)), true);
  assertEquals(isGood(write1, read(20, 1)), false);
});

Deno.test("tellSlots() lets one swap alone take the same number", () => {
  const first = swap(10, [0, 1], { value: 0 });
  assertEquals(isGood(first, swap(20, [0, 2], { value: 1 })), true);
  assertEquals(isGood(first, swap(20, [0, 2], { value: 0 })), false);
  const both = swap(10, [0, 2], { value: 0, endedAt: 100 });
  assertEquals(isGood(first, both, read(200, 2)), false);
});

Deno.test("tellSlots() takes an unknown swap where it could have been", () => {
  const open = swap(10, [0, 1], OPEN);
  assertEquals(isGood(open, read(20, 1)), true);
  assertEquals(isGood(write(0, 7), open, read(20, 1)), false);
});
