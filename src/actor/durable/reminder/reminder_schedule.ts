import { RETRY_MAX_MS } from "../../../base/limits.ts";
import type { StoredReminder } from "../../../store/record.ts";
import type { Cron } from "../../port/cron.ts";
import { requireCron } from "./reminder_options.ts";
import { openSchedule, type Schedule } from "./schedule.ts";

/** That of a reminder which cannot be read: an engine may come that can. */
const UNREADABLE: Schedule = {
  next: (after) => Math.ceil(after) + RETRY_MAX_MS,
};

/**
 * Returns the schedule of a reminder.
 *
 * @throws {Error} If it has a cron pattern that cannot be read here.
 */
export function scheduleOf(
  { schedule, setAt }: StoredReminder,
  cron: Cron | null,
): Schedule {
  return openSchedule(
    schedule,
    setAt,
    (pattern, zone) => requireCron(cron, pattern).read(pattern, zone),
  );
}

/** Returns what says when a reminder that was given up fires again. */
export function scheduleToRetry(
  reminder: StoredReminder,
  cron: Cron | null,
): Schedule {
  try {
    return scheduleOf(reminder, cron);
  } catch {
    return UNREADABLE;
  }
}
