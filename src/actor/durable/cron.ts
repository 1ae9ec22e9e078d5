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
