import type {
  ActorRecord,
  StoredReminder,
  StoredSchedule,
  StoredSend,
  StoredState,
} from "../../src/store/record.ts";
import type { Chance } from "../support/chance.ts";

/** Texts of every kind of length and content, whole or not. */
const TEXTS = [
  "",
  "a",
  "balance",
  "größe",
  "日本語",
  "\u{1f600}",
  "\0",
  "\ufeffmark",
  "\ud800",
  "a\udc00b",
  "__proto__",
  "x".repeat(24),
  "é".repeat(300),
  "\ud83d".repeat(40),
];
const COUNTS = [0, 1, 23, 24, 255, 256, 65_536, 2 ** 32, 2 ** 53 - 1];
const TIMES = [0, -0, -1, 0.25, 1_700_000_000_000.125, 8.64e15, 1e300, 5e-324];

function randomBytes(chance: Chance): Uint8Array {
  const length = chance.pick([0, 1, 2, 3, 23, 24, 255, 256]);
  return Uint8Array.from({ length }, () => chance.below(256));
}

function listOf<Item>(chance: Chance, make: (chance: Chance) => Item): Item[] {
  return Array.from({ length: chance.pick([0, 1, 2, 3]) }, () => make(chance));
}

function randomState(chance: Chance): StoredState {
  return {
    name: chance.pick(TEXTS),
    version: chance.pick(COUNTS),
    shape: chance.pick(TEXTS),
    bytes: randomBytes(chance),
  };
}

function randomSend(chance: Chance): StoredSend {
  return {
    to: { type: chance.pick(TEXTS), id: chance.pick(TEXTS) },
    method: chance.pick(TEXTS),
    payload: randomBytes(chance),
    key: chance.pick([null, ...TEXTS]),
    carried: chance.pick([null, randomBytes(chance)]),
    sequence: chance.pick(COUNTS),
    sentAt: chance.pick(TIMES),
    tries: chance.pick(COUNTS),
    parked: chance.pick([null, ...TEXTS]),
  };
}

function randomSchedule(chance: Chance): StoredSchedule {
  const at = chance.pick(TIMES);
  const text = chance.pick(TEXTS);
  return chance.pick<StoredSchedule>([
    { kind: "at", at },
    { kind: "every", everyMs: at },
    { kind: "cron", cron: text, timeZone: chance.pick(TEXTS) },
  ]);
}

function randomReminder(chance: Chance): StoredReminder {
  return {
    name: chance.pick(TEXTS),
    method: chance.pick(TEXTS),
    payload: randomBytes(chance),
    schedule: randomSchedule(chance),
    missed: chance.pick(["all", "once", "skip"]),
    setAt: chance.pick(TIMES),
    dueAt: chance.pick(TIMES),
    tries: chance.pick(COUNTS),
    retryAt: chance.pick([null, ...TIMES]),
    parked: chance.pick([null, ...TEXTS]),
  };
}

/** Makes any record that can be. */
export function randomRecord(chance: Chance): ActorRecord {
  return {
    states: listOf(chance, randomState),
    outbox: chance.pick([null, {
      line: chance.pick(TEXTS),
      next: chance.pick(COUNTS),
      sends: listOf(chance, randomSend),
    }]),
    reminders: listOf(chance, randomReminder),
  };
}
