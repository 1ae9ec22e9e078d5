import { showOption } from "../../base/show_option.ts";

/** The times that a cron pattern names in one time zone. */
export interface CronTimes {
  /**
   * Returns the first of them after a time, in milliseconds since the epoch, or
   * `null` where none follows.
   */
  next(after: number): number | null;
}

/**
 * Reads the cron patterns of reminders: `cron` of `@backstage/actors/cron`,
 * which an engine is given so that one that needs none downloads nothing.
 */
export interface Cron {
  /**
   * Reads a pattern.
   *
   * @throws {TypeError} If it is none; its message says what is wrong with it.
   * @throws {RangeError} If there is no such time zone, or a number of the
   * pattern is out of its limits.
   */
  read(pattern: string, timeZone: string): CronTimes;
}

/**
 * Reads what an engine is given to read cron patterns with, if anything.
 *
 * @throws {TypeError} If it is not that.
 */
export function readCron(cron: unknown): Cron | null {
  if (cron === undefined) return null;
  const read: unknown = typeof cron === "object" && cron !== null
    ? Reflect.get(cron, "read")
    : undefined;
  if (typeof read === "function") return cron as Cron;
  throw new TypeError(
    `Cannot use cron ${showOption(cron)}: it must be what ` +
      '"@backstage/actors/cron" exports under that name',
  );
}
