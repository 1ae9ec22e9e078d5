import type { StoredReminder } from "./record.ts";

/**
 * Returns a parked reminder that fires again, at once, whatever it does with
 * ticks that were missed.
 */
export function resumeReminder(
  reminder: StoredReminder,
  now: number,
): StoredReminder {
  const { dueAt, missed } = reminder;
  const isSkipped = missed === "skip" && dueAt < now;
  return {
    ...reminder,
    dueAt: isSkipped ? Math.floor(now) : dueAt,
    tries: 0,
    retryAt: null,
    parked: null,
  };
}
