import { areSameBytes } from "../../../base/same_bytes.ts";
import { MAX_TRIES, RETRY_MAX_MS, RETRY_MIN_MS } from "../../../base/limits.ts";
import type { StoredReminder } from "../../../store/record.ts";
import type { Schedule } from "./schedule.ts";

/** What a reminder takes in a record beside its name and payload. */
const REMINDER_BYTES = 80;

/** When a reminder fires next, or `null` where it waits to be told. */
export function wakeTime(
  { dueAt, retryAt, parked }: StoredReminder,
): number | null {
  return retryAt ?? (parked === null ? dueAt : null);
}

/** Returns those that are due by now, in the order of their times. */
export function sortDue(
  reminders: readonly StoredReminder[],
  now: number,
): StoredReminder[] {
  const timeOf = (one: StoredReminder): number => wakeTime(one) ?? Infinity;
  return reminders
    .filter((one) => timeOf(one) <= now)
    .sort((one, other) => timeOf(one) - timeOf(other));
}

/** When the first of some reminders fires next, or `null` where none does. */
export function earliestWake(
  reminders: readonly StoredReminder[],
): number | null {
  let earliest: number | null = null;
  for (const reminder of reminders) {
    const at = wakeTime(reminder);
    if (at !== null && (earliest === null || at < earliest)) earliest = at;
  }
  return earliest;
}

/** Returns a reminder whose tick is done, or `null` where that was the last. */
export function passTick(
  reminder: StoredReminder,
  nextAt: number | null,
): StoredReminder | null {
  if (nextAt === null) return null;
  return { ...reminder, dueAt: nextAt, tries: 0, retryAt: null, parked: null };
}

/**
 * Returns a reminder whose tick has failed once more: it is tried again, later
 * each time, and given up after some tries. Given up, it is parked until its
 * schedule comes to another tick, or for good where there is none.
 */
export function failTick(
  reminder: StoredReminder,
  schedule: Schedule,
  now: number,
  reason: string,
): StoredReminder {
  const tries = reminder.parked === null ? reminder.tries + 1 : 1;
  if (tries < MAX_TRIES) {
    const delayMs = Math.min(RETRY_MIN_MS * 2 ** (tries - 1), RETRY_MAX_MS);
    const retryAt = Math.ceil(now + delayMs);
    return { ...reminder, tries, retryAt, parked: null };
  }
  return { ...reminder, tries, retryAt: schedule.next(now), parked: reason };
}

/** Returns about how many bytes a reminder takes in a record. */
export function sizeOfReminder(
  { name, payload, parked }: StoredReminder,
): number {
  return name.length + payload.length + (parked?.length ?? 0) + REMINDER_BYTES;
}

/** Whether a reminder that is set says nothing that is not said already. */
export function saysTheSame(one: StoredReminder, other: StoredReminder) {
  return one.method === other.method && one.missed === other.missed &&
    isSameSchedule(one, other) && areSameBytes(one.payload, other.payload);
}

function isSameSchedule(
  { schedule: one }: StoredReminder,
  { schedule: other }: StoredReminder,
): boolean {
  switch (one.kind) {
    case "at":
      return other.kind === "at" && one.at === other.at;
    case "every":
      return other.kind === "every" && one.everyMs === other.everyMs;
    case "cron":
      return other.kind === "cron" && one.cron === other.cron &&
        one.timeZone === other.timeZone;
  }
}

/** Returns a list with one of it replaced, or taken out, if it is in it. */
export function replaceReminder(
  list: readonly StoredReminder[],
  old: StoredReminder,
  next: StoredReminder | null,
): readonly StoredReminder[] {
  if (!list.includes(old)) return list;
  if (next === null) return list.filter((one) => one !== old);
  return list.map((one) => one === old ? next : one);
}
