import { cron } from "@backstage/actors/cron";
import { assertEquals } from "@std/assert";
import {
  openSchedule,
  type Schedule,
  takeTick,
} from "../../src/actor/durable/reminder/schedule.ts";
import type { StoredReminder, StoredSchedule } from "../../src/store/record.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other schedules; the one of a failure repeats them. */
const SEED = 4_117;
const SCHEDULES = 400;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function open(stored: StoredSchedule, setAt = 0): Schedule {
  return openSchedule(stored, setAt, cron.read);
}

function every(everyMs: number, setAt = 0): Schedule {
  return open({ kind: "every", everyMs }, setAt);
}

function due(
  dueAt: number,
  missed: StoredReminder["missed"],
  tries = 0,
): StoredReminder {
  return {
    name: "tick",
    method: "tick",
    payload: new Uint8Array(),
    schedule: { kind: "every", everyMs: HOUR },
    missed,
    setAt: 0,
    dueAt,
    tries,
    retryAt: null,
    parked: null,
  };
}

Deno.test("Schedule.next() counts ticks from when it was set", () => {
  const asked = [0, 500, 1_499, 1_499.9, 1_500, 1_500.1, 86_400_000];
  const schedule = every(1_000, 500);
  assertEquals(asked.map((after) => schedule.next(after)), [
    1_500,
    1_500,
    1_500,
    1_500,
    2_500,
    2_500,
    86_400_500,
  ]);
});

Deno.test("Schedule.next() is one time only when it is at a time", () => {
  const { next } = open({ kind: "at", at: 1_000 });
  assertEquals([0, 999, 1_000, 1_001].map(next), [1_000, 1_000, null, null]);
});

Deno.test("takeTick() makes one turn of all that is due when once", () => {
  const took = takeTick(due(HOUR, "once"), every(HOUR), 5.5 * HOUR);
  assertEquals(took, { fires: true, nextAt: 6 * HOUR });
});

Deno.test("takeTick() makes a turn of each that is due when all", () => {
  const took = takeTick(due(HOUR, "all"), every(HOUR), 5.5 * HOUR);
  assertEquals(took, { fires: true, nextAt: 2 * HOUR });
});

Deno.test("takeTick() fires only what is in time when skip", () => {
  const schedule = every(HOUR);
  const take = (now: number, tries = 0) =>
    takeTick(due(HOUR, "skip", tries), schedule, now);
  assertEquals(take(HOUR), { fires: true, nextAt: 2 * HOUR });
  assertEquals(take(HOUR + MINUTE), { fires: true, nextAt: 2 * HOUR });
  assertEquals(take(HOUR + MINUTE + 1), { fires: false, nextAt: 2 * HOUR });
  assertEquals(take(3 * HOUR), { fires: true, nextAt: 4 * HOUR });
  assertEquals(take(3 * HOUR + 0.5), { fires: true, nextAt: 4 * HOUR });
  assertEquals(take(3.5 * HOUR), { fires: false, nextAt: 4 * HOUR });
  // What has failed was not missed.
  assertEquals(take(3.5 * HOUR, 1), { fires: true, nextAt: 4 * HOUR });
});

Deno.test("takeTick() ends a reminder of one time, missed or not", () => {
  const schedule = open({ kind: "at", at: HOUR });
  const take = (missed: StoredReminder["missed"]) =>
    takeTick(due(HOUR, missed), schedule, 2 * HOUR);
  assertEquals(take("once"), { fires: true, nextAt: null });
  assertEquals(take("all"), { fires: true, nextAt: null });
  assertEquals(take("skip"), { fires: false, nextAt: null });
});

/** The times of a schedule, found by looking at each minute, or each tick. */
function listSlowly(
  stored: StoredSchedule,
  setAt: number,
  until: number,
): number[] {
  if (stored.kind === "at") return stored.at <= until ? [stored.at] : [];
  const ticks: number[] = [];
  if (stored.kind === "every") {
    for (let at = setAt + stored.everyMs; at <= until; at += stored.everyMs) {
      ticks.push(at);
    }
    return ticks;
  }
  const [minutes = "", hours = ""] = stored.cron.split(" ");
  const step = Number(minutes.slice(2));
  for (let at = 0; at <= until; at += MINUTE) {
    const minute = Math.floor(at / MINUTE) % 60;
    const hour = Math.floor(at / HOUR) % 24;
    const fits = minute % step === 0 && (hours === "*" || hour === +hours);
    if (at > setAt && fits) ticks.push(at);
  }
  return ticks;
}

function makeSchedule(chance: Chance, setAt: number): StoredSchedule {
  switch (chance.below(3)) {
    case 0:
      return { kind: "at", at: setAt + 1 + chance.below(48 * HOUR) };
    case 1:
      return { kind: "every", everyMs: MINUTE + chance.below(8 * HOUR) };
    default: {
      const hours = chance.pick(["*", "3", "17"]);
      const step = chance.pick([5, 7, 20, 30]);
      const pattern = `*/${step} ${hours} * * *`;
      return { kind: "cron", cron: pattern, timeZone: "UTC" };
    }
  }
}

/** What the ticks that are due by now must make, said the plain way. */
function takeSlowly(
  ticks: readonly number[],
  { dueAt, missed, tries }: StoredReminder,
  now: number,
): { fires: boolean; nextAt: number | null } {
  const after = missed === "all" ? dueAt : now;
  const nextAt = ticks.find((at) => at > after) ?? null;
  const isInTime = ticks.some((at) =>
    at >= dueAt && at >= now - MINUTE && at <= now
  );
  return { fires: missed !== "skip" || tries > 0 || isInTime, nextAt };
}

Deno.test("takeTick() agrees with a model when schedules are random", () => {
  for (let seed = SEED; seed < SEED + SCHEDULES; seed++) {
    const chance = new Chance(seed);
    const setAt = chance.below(24 * HOUR);
    const stored = makeSchedule(chance, setAt);
    const schedule = open(stored, setAt);
    const ticks = listSlowly(stored, setAt, setAt + 120 * HOUR);
    let dueAt = schedule.next(setAt);
    assertEquals(dueAt, ticks[0] ?? null, `seed ${seed}`);
    let now = setAt;
    // The clock goes on by chance, as that of an engine that stops and starts.
    for (let turns = 0; turns < 40 && dueAt !== null; turns++) {
      now += chance.below(chance.pick([MINUTE, HOUR, 12 * HOUR])) / 4;
      if (now > setAt + 48 * HOUR) break;
      if (now < dueAt) continue;
      const missed = chance.pick(["all", "once", "skip"] as const);
      const reminder = due(dueAt, missed, chance.pick([0, 0, 1]));
      const took = takeTick(reminder, schedule, now);
      const expected = takeSlowly(ticks, reminder, now);
      assertEquals(took, expected, `seed ${seed}, at ${now} of ${missed}`);
      dueAt = took.nextAt;
    }
  }
});
