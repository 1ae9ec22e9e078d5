import { MISSED_AFTER_MS } from "../../../base/limits.ts";
import type { StoredReminder, StoredSchedule } from "../../../store/record.ts";
import type { CronTimes } from "../../port/cron.ts";

/**
 * When a reminder ticks. Ticks are counted from when it was set, or are what
 * the pattern names, whenever the turns run: they never drift.
 */
export interface Schedule {
  /** Returns its first tick after a time, or `null` where none follows. */
  next(after: number): number | null;
}

/** Returns the schedule that a reminder was set with at a time. */
export function openSchedule(
  stored: StoredSchedule,
  setAt: number,
  readCron: (pattern: string, timeZone: string) => CronTimes,
): Schedule {
  if (stored.kind === "cron") return readCron(stored.cron, stored.timeZone);
  if (stored.kind === "every") return new Cadence(setAt, stored.everyMs);
  const { at } = stored;
  return { next: (after) => at > after ? at : null };
}

/** Ticks at equal distances from when it was set; the first one after that. */
class Cadence implements Schedule {
  readonly #setAt: number;
  readonly #everyMs: number;

  constructor(setAt: number, everyMs: number) {
    this.#setAt = setAt;
    this.#everyMs = everyMs;
  }

  next(after: number): number {
    // In whole numbers, where the division is exact at each tick.
    const passed = Math.floor(after) - this.#setAt;
    const ticks = Math.max(0, Math.floor(passed / this.#everyMs));
    return this.#setAt + (ticks + 1) * this.#everyMs;
  }
}

/** What becomes of a reminder that is due. */
export interface DueTick {
  /** Whether its method runs. */
  readonly fires: boolean;
  /** When its next tick is due, maybe at once; `null` where none follows. */
  readonly nextAt: number | null;
}

/**
 * Decides on a reminder that is due by now, of which some ticks may have been
 * missed.
 *
 * * `once`: all ticks that are due make one turn.
 * * `all`: each of them makes a turn of its own, the oldest first.
 * * `skip`: those within the last minute make one turn, older ones none.
 *
 * A tick that has failed is not missed: it is tried again.
 */
export function takeTick(
  reminder: StoredReminder,
  schedule: Schedule,
  now: number,
): DueTick {
  const { dueAt, missed, tries } = reminder;
  if (missed === "all") return { fires: true, nextAt: schedule.next(dueAt) };
  const nextAt = schedule.next(now);
  if (missed === "once" || tries > 0) return { fires: true, nextAt };
  const oldest = now - MISSED_AFTER_MS;
  if (dueAt >= oldest) return { fires: true, nextAt };
  // A tick at the bound itself is in time.
  const inTime = schedule.next(Math.ceil(oldest) - 1);
  return { fires: inTime !== null && inTime <= now, nextAt };
}
