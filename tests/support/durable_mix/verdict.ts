import { leavesEntry, type SafeEntry, type SafeTask } from "../../cast/safe.ts";
import type { Facts, Logs } from "./facts.ts";
import { ERASED } from "./plan.ts";

/** What of a run is as it must be, once all of it is over. */
export class Verdict {
  readonly #facts: Facts;
  readonly #logs: Logs;
  /** The keys of tasks that safes send, and that reminders do. */
  readonly #sends: ReadonlySet<number>;
  readonly #ticks: ReadonlySet<number>;

  constructor(facts: Facts, logs: Logs) {
    this.#facts = facts;
    this.#logs = logs;
    this.#sends = this.#listKeys("send");
    this.#ticks = this.#listKeys("remind");
  }

  /** Notes what is wrong. */
  check(): void {
    const facts = this.#facts;
    for (const [id, log] of this.#logs) {
      this.#checkTasks(id, log);
      this.#checkOrder(id, log);
      if (id === ERASED) continue;
      this.#checkSends(id, log);
      this.#checkReminders(id, log);
    }
    for (const seen of facts.seen) {
      facts.expectAt(this.#logs.get(seen.id)!, seen);
    }
    this.#checkHeard();
  }

  #listKeys(deed: "send" | "remind"): ReadonlySet<number> {
    return new Set(
      this.#facts.planned.flatMap(({ task }) =>
        task.steps.flatMap((step) => step.deed === deed ? step.task!.key : [])
      ),
    );
  }

  /** Each part of a task that is committed at once is there, or is not. */
  #checkTasks(id: string, log: readonly SafeEntry[]): void {
    const steps = new Map<number, number[]>();
    for (const { key, step } of log) {
      const known = steps.get(key) ?? [];
      known.push(step);
      steps.set(key, known);
    }
    for (const [key, found] of steps) {
      const { to, task } = this.#facts.planned[key]!;
      this.#facts.expect(to === id, `${id} has done what ${to} was asked to`);
      const fate = this.#facts.fates.get(key);
      this.#facts.expect(!fate?.isRefused, `${id} keeps what was not to be`);
      this.#checkParts(id, task, found);
      const isGone = id === ERASED && fate !== undefined &&
        fate.answeredAt < this.#facts.erasedAt;
      this.#facts.expect(!isGone, `${id} keeps what was erased`);
    }
  }

  #checkParts(id: string, task: SafeTask, found: readonly number[]): void {
    const expected = [...task.steps.keys()]
      .filter((step) => leavesEntry(task.steps[step]!));
    const isStart = found.every((step, at) => step === expected[at]);
    this.#facts.expect(isStart, `${id} has a task twice, or in another order`);
    const rest = task.steps.slice((found.at(-1) ?? 0) + 1);
    const next = rest.findIndex(leavesEntry);
    const hasCommitted = rest.slice(0, Math.max(0, next))
      .some(({ deed }) => deed === "commit");
    const isWhole = next < 0 || hasCommitted ||
      this.#facts.streamed.has(task.key);
    this.#facts.expect(isWhole, `${id} has a part of a turn`);
  }

  /** What one sender has asked for was done in its order. */
  #checkOrder(id: string, log: readonly SafeEntry[]): void {
    let last = -1;
    for (const { key } of log) {
      const { from } = this.#facts.planned[key]!.task;
      const isAgain = this.#facts.keyed.has(key) ||
        this.#facts.streamed.has(key);
      if (from !== "out" || isAgain) continue;
      this.#facts.expect(key >= last, `${id} has calls out of order`);
      last = key;
    }
  }

  /** All that a safe has sent was taken once, in its order. */
  #checkSends(from: string, log: readonly SafeEntry[]): void {
    const sent = new Map<string, number[]>();
    for (const { key, step } of log) {
      const { deed, task, to } = this.#facts.planned[key]!.task.steps[step]!;
      if (deed !== "send" || !takesEffect(task!)) continue;
      sent.set(to, [...sent.get(to) ?? [], task!.key]);
    }
    for (const [to, others] of this.#logs) {
      if (to === ERASED) continue;
      const taken = this.#listTaken(from, others);
      const expected = sent.get(to) ?? [];
      const isSame = taken.length === expected.length &&
        taken.every((key, at) => key === expected[at]);
      this.#facts.expect(
        isSame,
        `${to} took ${taken} of ${from}, which has sent ${expected}`,
      );
    }
  }

  /** Each reminder that was set has fired once, unless it was forgotten. */
  #checkReminders(id: string, log: readonly SafeEntry[]): void {
    const set = new Set<number>();
    const fired = new Set<number>();
    for (const { key, step } of log) {
      fired.add(key);
      const { deed, task } = this.#facts.planned[key]!.task.steps[step]!;
      if (deed === "remind") set.add(task!.key);
      if (deed !== "forget") continue;
      // One that has fired is there no more, and another is not there yet.
      if (fired.has(task!.key) || !set.has(task!.key)) continue;
      const isLate = log.some((entry) => entry.key === task!.key);
      this.#facts.expect(!isLate, `${id} has a reminder that it forgot`);
      set.delete(task!.key);
    }
    for (const key of set) {
      this.#facts.expect(fired.has(key), `${id} has lost reminder ${key}`);
    }
    for (const { to, task } of this.#facts.planned) {
      if (to !== id || !fired.has(task.key) || set.has(task.key)) continue;
      const isTick = this.#ticks.has(task.key);
      this.#facts.expect(!isTick, `${id} has a reminder that it never set`);
    }
  }

  /** The sends of a safe that another one has taken, in its order. */
  #listTaken(from: string, log: readonly SafeEntry[]): number[] {
    const keys = log.map(({ key }) => key)
      .filter((key) =>
        this.#sends.has(key) &&
        this.#facts.planned[key]!.task.from === from
      );
    return [...new Set(keys)];
  }

  /** What was told is true, told once, and in its order. */
  #checkHeard(): void {
    for (const kind of ["tell", "publish"] as const) {
      const places = new Map<string, number>();
      for (const { from, key, step } of this.#facts.heard[kind]) {
        if (from === ERASED) continue;
        const place = this.#logs.get(from)!.findIndex((entry) =>
          entry.key === key && entry.step === step
        );
        this.#facts.expect(
          place >= 0,
          `${from} told what it did not keep (${kind})`,
        );
        const isNext = place > (places.get(from) ?? -1);
        this.#facts.expect(
          isNext,
          `${from} told out of order, or twice (${kind})`,
        );
        places.set(from, place);
      }
    }
  }
}

/** Whether a send that is taken leaves entries behind. */
function takesEffect({ steps }: SafeTask): boolean {
  return steps.some(leavesEntry) &&
    !steps.some(({ deed }) => deed === "fail" || deed === "refuse");
}
