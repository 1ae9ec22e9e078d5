import { assertEquals } from "@std/assert";
import {
  earliestWake,
  failTick,
  passTick,
  saysTheSame,
  wakeTime,
} from "../../src/actor/durable/reminder/reminder.ts";
import type { Schedule } from "../../src/actor/durable/reminder/schedule.ts";
import type { StoredReminder } from "../../src/store/record.ts";
import { resumeReminder } from "../../src/store/resume_reminder.ts";

const DAY = 86_400_000;

const DAILY: Schedule = {
  next: (after) => (Math.floor(after / DAY) + 1) * DAY,
};
const ONCE: Schedule = { next: () => null };

const REMINDER: StoredReminder = {
  name: "bill",
  method: "bill",
  payload: new Uint8Array([1]),
  schedule: { kind: "every", everyMs: DAY },
  missed: "once",
  setAt: 0,
  dueAt: DAY,
  tries: 0,
  retryAt: null,
  parked: null,
};

/** Fails a reminder's tick as often as it is tried; lists when it was. */
function failAll(schedule: Schedule) {
  const at: number[] = [];
  let reminder = REMINDER;
  while (reminder.parked === null) {
    const now = wakeTime(reminder)!;
    at.push(now - DAY);
    reminder = failTick(reminder, schedule, now, "it is broken");
  }
  return { at, reminder };
}

Deno.test("failTick() tries a tick again, ever later, and parks it", () => {
  const { at, reminder } = failAll(ONCE);
  const seconds = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511];
  assertEquals(at, seconds.map((second) => second * 1_000));
  assertEquals(reminder.parked, "it is broken");
  assertEquals(reminder.tries, 10);
  assertEquals(wakeTime(reminder), null);
});

Deno.test("failTick() parks until the next tick when there is one", () => {
  const { reminder } = failAll(DAILY);
  assertEquals(reminder.parked, "it is broken");
  assertEquals(wakeTime(reminder), 2 * DAY);
  const again = failTick(reminder, DAILY, 2 * DAY, "it is broken");
  assertEquals([again.tries, again.parked], [1, null]);
  assertEquals(wakeTime(again), 2 * DAY + 1_000);
});

Deno.test("passTick() begins anew with the next tick, if there is one", () => {
  const failed = { ...REMINDER, tries: 3, retryAt: DAY + 7_000 };
  assertEquals(passTick(failed, 2 * DAY), { ...REMINDER, dueAt: 2 * DAY });
  assertEquals(passTick(failed, null), null);
});

Deno.test("resumeReminder() has a parked reminder fire at once", () => {
  const { reminder } = failAll(ONCE);
  assertEquals(resumeReminder(reminder, 9 * DAY), REMINDER);
  const skipping = { ...reminder, missed: "skip" } as const;
  assertEquals(resumeReminder(skipping, 9 * DAY).dueAt, 9 * DAY);
});

Deno.test("earliestWake() finds the first that is not parked", () => {
  const parked = { ...REMINDER, dueAt: 0, parked: "it is broken" };
  const late = { ...REMINDER, retryAt: DAY * 2 };
  assertEquals(earliestWake([]), null);
  assertEquals(earliestWake([parked]), null);
  assertEquals(earliestWake([late, parked, REMINDER]), DAY);
  assertEquals(earliestWake([parked, late]), DAY * 2);
});

Deno.test("saysTheSame() compares all that was asked for", () => {
  const differs = (change: Partial<StoredReminder>) =>
    !saysTheSame(REMINDER, { ...REMINDER, ...change });
  const cron = { kind: "cron", cron: "@daily", timeZone: "UTC" } as const;
  const zone = { ...cron, timeZone: "Asia/Tokyo" };
  assertEquals(differs({ setAt: 5, dueAt: 7, tries: 2, parked: "no" }), false);
  assertEquals(differs({ method: "charge" }), true);
  assertEquals(differs({ missed: "all" }), true);
  assertEquals(differs({ payload: new Uint8Array([2]) }), true);
  assertEquals(differs({ schedule: { kind: "every", everyMs: 5_000 } }), true);
  assertEquals(differs({ schedule: { kind: "at", at: DAY } }), true);
  assertEquals(differs({ schedule: cron }), true);
  const patterns = [cron, zone].map((schedule) => ({ ...REMINDER, schedule }));
  assertEquals(saysTheSame(patterns[0]!, patterns[1]!), false);
  assertEquals(saysTheSame(patterns[0]!, { ...patterns[0]! }), true);
});
