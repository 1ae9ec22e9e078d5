import { LATE_MS } from "../../base/limits.ts";

/** What is counted of the durable actors of one type, live or not by now. */
export class DurableCounts {
  /** How many ticks of reminders have begun their turns. */
  fired = 0;
  /** How many of them long after they were due. */
  late = 0;
  /** How many reminders were given up until they are told to fire again. */
  parkedReminders = 0;
  /** How many sends were. */
  parkedSends = 0;

  /** Counts a tick that begins so long after it was due. */
  noteTick(lateMs: number): void {
    this.fired++;
    if (lateMs >= LATE_MS) this.late++;
  }
}
