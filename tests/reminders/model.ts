import type { ReminderOptions } from "@backstage/actors";

const MINUTE = 60_000;
/** How long a test takes to ask for something, at most. */
const SLACK_MS = 1_000;

/** A reminder as the model has it. */
interface Entry {
  readonly options: ReminderOptions;
  readonly setAt: number;
  dueAt: number;
  tries: number;
  retryAt: number | null;
}

/** What the reminders of one actor must do, said the plain way. */
export class ReminderModel {
  #entries = new Map<string, Entry>();
  /** What was wrong so far. */
  readonly wrongs: string[] = [];

  /** Learns that a reminder was set at a time, or about then. */
  set(name: string, options: ReminderOptions, setAt: number): void {
    const known = this.#entries.get(name);
    const isSame = known !== undefined &&
      JSON.stringify(known.options) === JSON.stringify(options);
    if (isSame && options.inMs === undefined) return;
    const entry = { options, setAt, dueAt: 0, tries: 0, retryAt: null };
    entry.dueAt = nextOf(entry, setAt - 1) ?? NaN;
    this.#entries.set(name, entry);
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }

  /** Returns what puts all back as it is now. */
  save(): () => void {
    const saved = new Map(
      [...this.#entries].map(([name, entry]) => [name, { ...entry }]),
    );
    return () => void (this.#entries = saved);
  }

  /** Learns that a tick runs, and whether it fails. */
  fire(name: string, now: number, fails: boolean): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      this.wrongs.push(`${name} fired at ${now}, and is not set`);
      return;
    }
    const { missed } = entry.options;
    const at = entry.retryAt ?? entry.dueAt;
    if (at > now) this.wrongs.push(`${name} fired at ${now} before ${at}`);
    if (missed === "skip" && entry.tries === 0 && isMissed(entry, now)) {
      this.wrongs.push(`${name} fired at ${now}, and was to skip`);
    }
    if (fails) {
      entry.tries++;
      entry.retryAt = now + 1_000 * 2 ** (entry.tries - 1);
      return;
    }
    const next = nextOf(entry, missed === "all" ? entry.dueAt : now);
    if (next === null) this.#entries.delete(name);
    else Object.assign(entry, { dueAt: next, tries: 0, retryAt: null });
  }

  /** Learns that nothing could fire until now. */
  noteDelay(now: number): void {
    for (const [name, entry] of this.#entries) {
      const mayMiss = entry.options.missed === "skip" && entry.tries === 0;
      if (!mayMiss || !isMissed(entry, now)) continue;
      const next = nextOf(entry, now);
      if (next === null) this.#entries.delete(name);
      else entry.dueAt = next;
    }
  }

  /** Looks that all has fired that could. */
  check(now: number): void {
    for (const [name, { dueAt, retryAt }] of this.#entries) {
      const at = retryAt ?? dueAt;
      if (at + SLACK_MS < now) {
        this.wrongs.push(`${name} has not fired at ${now}, but was due ${at}`);
      }
    }
  }

  /** The names of those that are set. */
  get names(): string[] {
    return [...this.#entries.keys()].toSorted();
  }
}

/** Whether no tick that is due is less than a minute old. */
function isMissed(entry: Entry, now: number): boolean {
  if (entry.dueAt >= now - MINUTE) return false;
  const next = nextOf(entry, now - MINUTE - 1);
  return next === null || next > now;
}

/** Returns the first tick after a time, by counting. */
function nextOf({ options, setAt }: Entry, after: number): number | null {
  const { at, everyMs, inMs } = options;
  if (everyMs === undefined) {
    const once = at === undefined ? setAt + inMs! : Number(at);
    return once > after ? once : null;
  }
  let tick = setAt + everyMs;
  while (tick <= after) tick += everyMs;
  return tick;
}
