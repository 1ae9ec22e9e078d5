import { quote } from "../../../base/escape_controls.ts";
import {
  MAX_CRON_LENGTH,
  MAX_ID_LENGTH,
  MAX_REMINDER_MS,
  MIN_REMINDER_MS,
} from "../../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../../base/option_names.ts";
import { assertOption, oneOf } from "../../../base/option_rule.ts";
import { showOption } from "../../../base/show_option.ts";
import type { StoredReminder, StoredSchedule } from "../../../store/record.ts";
import type { Cron } from "../../port/cron.ts";

/**
 * When a reminder fires, and what becomes of ticks that were missed.
 *
 * @example A bill is due on the first of each month, at nine in Berlin
 * ```ts
 * import { cron } from "@backstage/actors/cron";
 * import { memoryStore, testEngine } from "@backstage/actors/testing";
 * import {
 *   SubscriptionProxy,
 * } from "../../../../examples/generated/subscription_proxy.gen.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = testEngine({ store: memoryStore(), cron });
 * const ann = engine.getActor(SubscriptionProxy, "ann");
 * await ann.start(900);
 * const due = new Date((await ann.dueAt())!);
 * assertEquals(due.toISOString(), "1970-01-01T08:00:00.000Z");
 * ```
 */
export interface ReminderOptions {
  /**
   * Once, at a time: a `Date`, or milliseconds since the epoch; at once where
   * that has passed.
   */
  readonly at?: number | Date;
  /** Once, after some milliseconds: 0 to 3,155,760,000,000, 100 years. */
  readonly inMs?: number;
  /**
   * Again and again, in whole milliseconds: 1,000 to 3,155,760,000,000. Ticks
   * are counted from when it was set, so they never drift.
   */
  readonly everyMs?: number;
  /**
   * Whenever a cron pattern says, such as `0 9 * * MON-FRI`. The engine must
   * have been given what reads it: `cron` of `@backstage/actors/cron`, where
   * patterns are explained.
   */
  readonly cron?: string;
  /** The time zone of `cron`, such as `Europe/Berlin`; `UTC` unless given. */
  readonly timeZone?: string;
  /**
   * What becomes of ticks that could not fire in time, for no engine ran or the
   * actor was busy: `once` (default) makes one turn of all that are due, `all`
   * one of each, the oldest first; `skip` one of those within the last minute,
   * and none of older ones.
   */
  readonly missed?: "all" | "once" | "skip";
}

const NAMES: OptionNames<ReminderOptions> = {
  at: true,
  inMs: true,
  everyMs: true,
  cron: true,
  timeZone: true,
  missed: true,
};

const KINDS = ["at", "inMs", "everyMs", "cron"] as const;
const MISSED = oneOf("all", "once", "skip");

/** What of a reminder its options say. */
export type ReminderTimes = Pick<
  StoredReminder,
  "schedule" | "missed" | "setAt" | "dueAt"
>;

/**
 * Throws unless a reminder can have a name.
 *
 * @throws {TypeError} If it is no string, or holds a lone surrogate.
 * @throws {RangeError} If it is empty or longer than 1,024 characters.
 */
export function assertReminderName(action: string, name: unknown): void {
  if (typeof name !== "string" || !name.isWellFormed()) {
    throw new TypeError(
      `Cannot ${action}: the name must be a text, not ${showOption(name)}`,
    );
  }
  if (name.length > 0 && name.length <= MAX_ID_LENGTH) return;
  throw new RangeError(
    `Cannot ${action}: the name has ${name.length} characters, 1 to ` +
      `${MAX_ID_LENGTH} are allowed`,
  );
}

/**
 * Reads when a reminder that is set now fires.
 *
 * @throws {TypeError} If an option has no such name or value, or not just one
 * of them says when.
 * @throws {RangeError} If a time is out of its limits, or never comes.
 */
export function readReminderOptions(
  options: ReminderOptions,
  now: number,
  cron: Cron | null,
): ReminderTimes {
  assertKnownOptions("a reminder", NAMES, options);
  const { missed = "once" } = options;
  assertOption("missed", missed, MISSED);
  // Times are whole, so that a cadence is exact; no tick is early.
  const setAt = Math.ceil(now);
  const schedule = readSchedule(options, setAt);
  const dueAt = findFirst(schedule, setAt, cron);
  return { schedule, missed, setAt, dueAt };
}

function readSchedule(
  options: ReminderOptions,
  setAt: number,
): StoredSchedule {
  const given = KINDS.filter((kind) => options[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    const got = given.length === 0 ? "none" : given.join(" and ");
    throw new TypeError(
      `Cannot use options of a reminder: it takes one of ${
        KINDS.join(", ")
      }, ` +
        `got ${got}`,
    );
  }
  if (kind !== "cron" && options.timeZone !== undefined) {
    throw new TypeError(
      `Cannot use timeZone ${showOption(options.timeZone)}: it is for cron`,
    );
  }
  switch (kind) {
    case "at":
      return { kind: "at", at: readTime(options.at, setAt) };
    case "inMs":
      return { kind: "at", at: setAt + readDelay("inMs", options.inMs, 0) };
    case "everyMs":
      return { kind: "every", everyMs: readEvery(options.everyMs) };
    case "cron":
      return readPattern(options.cron, options.timeZone ?? "UTC");
  }
}

function readTime(at: unknown, setAt: number): number {
  const time = at instanceof Date ? at.getTime() : at;
  if (typeof time !== "number" || !Number.isFinite(time)) {
    throw new TypeError(
      `Cannot use at ${showOption(at)}: it must be a Date, or milliseconds ` +
        "since the epoch",
    );
  }
  const latest = setAt + MAX_REMINDER_MS;
  if (Math.abs(time) <= latest) return Math.ceil(time);
  throw new RangeError(
    `Cannot use at ${time}: it must be within ${MAX_REMINDER_MS} ms from now`,
  );
}

function readDelay(name: string, ms: unknown, min: number): number {
  const isNumber = typeof ms === "number";
  if (isNumber && ms >= min && ms <= MAX_REMINDER_MS) return Math.ceil(ms);
  throw new RangeError(
    `Cannot use ${name} ${showOption(ms)}: it must be a number of ` +
      `milliseconds from ${min} to ${MAX_REMINDER_MS}`,
  );
}

function readEvery(everyMs: unknown): number {
  const ms = readDelay("everyMs", everyMs, MIN_REMINDER_MS);
  if (ms === everyMs) return ms;
  throw new RangeError(
    `Cannot use everyMs ${everyMs}: it must be a whole number`,
  );
}

function readPattern(cron: unknown, timeZone: unknown): StoredSchedule {
  if (typeof cron !== "string" || typeof timeZone !== "string") {
    const [name, value] = typeof cron === "string"
      ? ["timeZone", timeZone]
      : ["cron", cron];
    throw new TypeError(
      `Cannot use ${name} ${showOption(value)}: it must be a text`,
    );
  }
  if (cron.length > MAX_CRON_LENGTH) {
    throw new RangeError(
      `Cannot use cron: it has ${cron.length} characters, at most ` +
        `${MAX_CRON_LENGTH} are allowed`,
    );
  }
  return { kind: "cron", cron, timeZone };
}

function findFirst(
  schedule: StoredSchedule,
  setAt: number,
  cron: Cron | null,
): number {
  if (schedule.kind === "at") return schedule.at;
  if (schedule.kind === "every") return setAt + schedule.everyMs;
  const { cron: pattern, timeZone } = schedule;
  const first = requireCron(cron, pattern).read(pattern, timeZone).next(setAt);
  if (first !== null && first - setAt <= MAX_REMINDER_MS) return first;
  throw new RangeError(
    `Cannot use cron ${quote(pattern)}: no such time comes within 100 years`,
  );
}

/**
 * Returns what reads cron patterns.
 *
 * @throws {TypeError} If the engine was given none.
 */
export function requireCron(cron: Cron | null, pattern: string): Cron {
  if (cron !== null) return cron;
  throw new TypeError(
    `Cannot use cron ${quote(pattern)}: the engine has nothing that reads ` +
      'patterns, give it { cron } of "@backstage/actors/cron"',
  );
}
