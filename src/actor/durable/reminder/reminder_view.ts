import type { StoredReminder, StoredSchedule } from "../../../store/record.ts";

/** When a reminder fires; times are milliseconds since the epoch. */
export type ReminderSchedule = StoredSchedule;

/** A reminder of a durable actor, as `ctx.reminders()` lists it. */
export interface Reminder {
  /** Its name among those of its actor. */
  readonly name: string;
  /** The method that it calls. */
  readonly method: string;
  /** When it fires: at one time, every so often, or by a cron pattern. */
  readonly schedule: ReminderSchedule;
  /** What becomes of ticks that were missed. */
  readonly missed: "all" | "once" | "skip";
  /** When it was set, in milliseconds since the epoch: ticks count from it. */
  readonly setAt: number;
  /** When its next tick is, or was, due. */
  readonly dueAt: number;
  /** How often that tick has failed. */
  readonly tries: number;
  /** When it is tried again; `null` where it has not failed, or is parked. */
  readonly retryAt: number | null;
  /**
   * Why its tick was given up; `null` where it was not. One that recurs fires
   * again at `retryAt`, its schedule's next tick.
   */
  readonly parked: string | null;
}

/** Shows a stored reminder without what it is called with. */
export function toReminder(
  { payload: _payload, schedule, ...facts }: StoredReminder,
): Reminder {
  return { ...facts, schedule: { ...schedule } };
}
