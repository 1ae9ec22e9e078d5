/**
 * Cron patterns for reminders, read by
 * [croner](https://www.npmjs.com/package/croner).
 *
 * ```ts ignore
 * import { Engine } from "@backstage/actors";
 * import { cron } from "@backstage/actors/cron";
 *
 * const engine = new Engine({ store, cron });
 * ```
 *
 * @module
 */
import { Cron as Pattern } from "croner";
import type { Cron, CronTimes } from "../actor/port/cron.ts";
import { quote } from "../base/escape_controls.ts";

export type { Cron, CronTimes };

/** Patterns that are kept read: most actors of a class name the same few. */
const KEPT_PATTERNS = 1_000;

/** What croner puts before its sentences. */
const OWN_WORDS = /^(?:CronPattern|CronDate|Cron): /;

const kept = new Map<string, CronTimes>();

/**
 * Reads cron patterns: five fields (minute, hour, day of the month, month, day
 * of the week), six with seconds before them, or seven with a year behind them;
 * names, lists, ranges, steps, `L`, `W`, `#`, and `@daily` and its like. A day
 * of the month and one of the week mean either, `+` before the latter both.
 *
 * When clocks go forward, a pattern with one hour and one minute whose time is
 * left out matches at the first moment after the gap; when they go back, it
 * matches the first of the two times. Other patterns follow the clock on the
 * wall: they match what it shows, twice where it shows it twice.
 *
 * @example Find the next mornings in Berlin, where the clocks go forward
 * ```ts
 * import { cron } from "@backstage/actors/cron";
 * import { assertEquals } from "@std/assert";
 *
 * const mornings = cron.read("0 9 * * *", "Europe/Berlin");
 * const saturday = mornings.next(Date.parse("2026-03-28T00:00:00Z"))!;
 * const sunday = mornings.next(saturday)!;
 * assertEquals(new Date(saturday).toISOString(), "2026-03-28T08:00:00.000Z");
 * assertEquals(new Date(sunday).toISOString(), "2026-03-29T07:00:00.000Z");
 * ```
 */
export const cron: Cron = { read };

function read(pattern: string, timeZone: string): CronTimes {
  const key = `${timeZone}\n${pattern}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const times = parse(pattern, timeZone);
  if (kept.size >= KEPT_PATTERNS) kept.clear();
  kept.set(key, times);
  return times;
}

function parse(pattern: string, timeZone: string): CronTimes {
  const parsed = tryParse(pattern, timeZone);
  // What has a colon is a date to croner, and no pattern.
  if (parsed.getOnce() !== null) {
    throw new TypeError(
      `Cannot read cron pattern ${quote(pattern)}: it is a date, which is at`,
    );
  }
  return {
    next: (after) => parsed.nextRun(new Date(after))?.getTime() ?? null,
  };
}

function tryParse(pattern: string, timeZone: string): Pattern {
  assertTimeZone(timeZone);
  try {
    return new Pattern(pattern, { timezone: timeZone, paused: true });
  } catch (error) {
    const { message } = error as Error;
    const ThrownError = error instanceof RangeError ? RangeError : TypeError;
    throw new ThrownError(
      `Cannot read cron pattern ${quote(pattern)}: ` +
        message.replace(OWN_WORDS, ""),
      { cause: error },
    );
  }
}

function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (error) {
    throw new RangeError(
      `Cannot use timeZone ${quote(timeZone)}: there is none of that name, ` +
        'it is one like "Europe/Berlin", or "UTC"',
      { cause: error },
    );
  }
}
