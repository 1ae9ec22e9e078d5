import { cron } from "@backstage/actors/cron";
import { assertEquals, assertThrows } from "@std/assert";
import {
  assertReminderName,
  readReminderOptions,
  type ReminderOptions,
} from "../../src/actor/durable/reminder/reminder_options.ts";

const NOW = Date.parse("2026-03-28T00:00:00Z");
const HOUR = 3_600_000;

function read(options: ReminderOptions, now = NOW) {
  return readReminderOptions(options, now, cron);
}

/** Reads what the type of options has none of. */
function refusal(options: object, withCron = true): string {
  const reads = withCron ? cron : null;
  const { name, message } = assertThrows(
    () => readReminderOptions(options as ReminderOptions, NOW, reads),
    Error,
  );
  return `${name}: ${message}`;
}

Deno.test("readReminderOptions() reads each way to say when", () => {
  const common = { missed: "once", setAt: NOW } as const;
  assertEquals(read({ at: NOW + 1 }), {
    schedule: { kind: "at", at: NOW + 1 },
    dueAt: NOW + 1,
    ...common,
  });
  const at = NOW - HOUR;
  assertEquals(read({ at: new Date(at) }).dueAt, at);
  assertEquals(read({ inMs: 0.5 }, NOW - 0.75).dueAt, NOW + 1);
  assertEquals(read({ everyMs: HOUR, missed: "all" }), {
    ...common,
    schedule: { kind: "every", everyMs: HOUR },
    missed: "all",
    dueAt: NOW + HOUR,
  });
  assertEquals(read({ cron: "0 9 * * *" }), {
    ...common,
    schedule: { kind: "cron", cron: "0 9 * * *", timeZone: "UTC" },
    dueAt: NOW + 9 * HOUR,
  });
  const berlin = read({ cron: "0 9 * * *", timeZone: "Europe/Berlin" });
  assertEquals(berlin.dueAt, NOW + 8 * HOUR);
});

Deno.test("readReminderOptions() refuses what says when not once", () => {
  const sentence =
    "TypeError: Cannot use options of a reminder: it takes one " +
    "of at, inMs, everyMs, cron, got ";
  assertEquals(refusal({}), sentence + "none");
  assertEquals(
    refusal({ inMs: 1, cron: "@daily" }),
    sentence + "inMs and cron",
  );
  assertEquals(
    refusal({ inMs: 1, timeZone: "UTC" }),
    'TypeError: Cannot use timeZone "UTC": it is for cron',
  );
  assertEquals(
    refusal({ every: 1_000 }),
    'TypeError: Cannot use option "every": a reminder has none of that name, ' +
      'its nearest is "everyMs"',
  );
  assertEquals(
    refusal({ inMs: 1, missed: "twice" }),
    'TypeError: Cannot use missed "twice": it must be "all", "once" or "skip"',
  );
});

Deno.test("readReminderOptions() refuses times that cannot be", () => {
  const limits = "3155760000000";
  assertEquals(
    refusal({ at: "tomorrow" }),
    'TypeError: Cannot use at "tomorrow": it must be a Date, or ' +
      "milliseconds since the epoch",
  );
  assertThrows(() => read({ at: new Date(NaN) }), TypeError);
  assertThrows(() => read({ at: Infinity }), TypeError);
  assertEquals(
    refusal({ at: 9e15 }),
    `RangeError: Cannot use at 9000000000000000: it must be within ${limits} ` +
      "ms from now",
  );
  assertEquals(
    refusal({ inMs: -1 }),
    "RangeError: Cannot use inMs -1: it must be a number of milliseconds " +
      `from 0 to ${limits}`,
  );
  assertEquals(
    refusal({ inMs: "1" }),
    'RangeError: Cannot use inMs "1": it must be a number of milliseconds ' +
      `from 0 to ${limits}`,
  );
  assertThrows(() => read({ everyMs: 999 }), RangeError);
  assertThrows(() => read({ everyMs: NaN }), RangeError);
  assertEquals(
    refusal({ everyMs: 1_000.5 }),
    "RangeError: Cannot use everyMs 1000.5: it must be a whole number",
  );
});

Deno.test("readReminderOptions() refuses cron patterns that cannot be", () => {
  assertEquals(
    refusal({ cron: "0 0 30 2 *" }),
    'RangeError: Cannot use cron "0 0 30 2 *": no such time comes within ' +
      "100 years",
  );
  assertEquals(
    refusal({ cron: "0 25 * * *" }),
    'RangeError: Cannot read cron pattern "0 25 * * *": Invalid value for ' +
      "hour: 25",
  );
  assertThrows(() => read({ cron: "often" }), TypeError);
  assertThrows(() => read({ cron: "@daily", timeZone: "Mars" }), RangeError);
  assertThrows(() => read({ cron: "* ".repeat(1_000) }), RangeError);
  assertEquals(
    refusal({ cron: 5 }),
    "TypeError: Cannot use cron 5: it must be a text",
  );
  assertEquals(
    refusal({ cron: "@daily" }, false),
    'TypeError: Cannot use cron "@daily": the engine has nothing that reads ' +
      'patterns, give it { cron } of "@backstage/actors/cron"',
  );
});

Deno.test("assertReminderName() refuses what is no name", () => {
  const check = (name: unknown) => assertReminderName("remind", name);
  check("a");
  check("x".repeat(1_024));
  assertThrows(() => check(""), RangeError, "the name has 0 characters");
  assertThrows(() => check("x".repeat(1_025)), RangeError, "1 to 1024");
  assertThrows(() => check(7), TypeError, "must be a text, not 7");
  assertThrows(() => check("\ud800"), TypeError);
});
