import {
  CallError,
  ExpectedError,
  IdempotencyConflictError,
  UncommittedStateError,
} from "@backstage/actors";
import {
  leavesEntry,
  type SafeEntry,
  type SafeObserver,
  type SafeTask,
} from "../../cast/safe.ts";
import { Facts, type Fate, type Logs, type News } from "./facts.ts";
import { ERASED, MISFIT, type Planned, user } from "./plan.ts";
import { Verdict } from "./verdict.ts";

/**
 * The reference model of the durable mix: what promises 18 to 23 allow. It
 * learns of what is told to anyone, and compares it with what is there at last.
 */
export class DurableWitness implements SafeObserver {
  readonly facts: Facts;
  #time = 0;
  /** How many turns have begun. */
  turns = 0;

  constructor(planned: readonly Planned[]) {
    this.facts = new Facts(planned);
  }

  load(id: string, log: readonly SafeEntry[], count: number): void {
    this.facts.expect(log.length === count, `${id} has a part of a turn`);
    this.facts.expect(id !== MISFIT, `${id} reads what does not fit`);
    if (id === ERASED) return;
    // Whatever was told to anyone is there in every later life.
    for (const seen of this.facts.seen) {
      if (seen.id === id) this.facts.expectAt(log, seen);
    }
  }

  begin(
    id: string,
    { key, user: carried }: SafeTask,
    log: readonly SafeEntry[],
    count: number,
    held: number,
  ): void {
    this.turns++;
    this.facts.expect(log.length === count, `${id} has a part of a turn`);
    // A class may say that its objects stay.
    const fits = held === log.length || id.startsWith("r");
    this.facts.expect(fits, `${id} has a field of an undone turn`);
    const told = user.getStore() ?? null;
    this.facts.expect(told === carried, `${id} has ${told}, not ${carried}`);
    const fate = this.facts.fates.get(key);
    this.facts.expect(fate?.isRefused !== true, `${id} runs what did not run`);
  }

  /** A task is asked for. */
  ask({ key }: SafeTask): void {
    if (this.facts.fates.has(key)) return;
    this.facts.fates.set(key, {
      position: null,
      answeredAt: Infinity,
      isRefused: false,
    });
  }

  settle(
    to: string,
    task: SafeTask,
    result: PromiseSettledResult<number>,
    isDirty: boolean,
  ): void {
    this.ask(task);
    const fate = this.facts.fates.get(task.key)!;
    if (result.status === "fulfilled") {
      this.facts.expect(!isDirty, `a turn with changes got an answer of ${to}`);
      return this.#answer(to, task, fate, result.value);
    }
    const { reason } = result;
    const isUncommitted = reason instanceof UncommittedStateError;
    if (isUncommitted && reason.outcome === "not-run") {
      this.facts.expect(
        isDirty,
        `a call of ${to} was refused without a change`,
      );
    }
    if (!(reason instanceof CallError)) return this.#fail(to, task, reason);
    if (reason.outcome === "not-run" && fate.position === null) {
      fate.isRefused = true;
    }
  }

  /** A call under a key that another payload has. */
  conflict(to: string, result: PromiseSettledResult<number>): void {
    const isTold = result.status === "rejected" &&
      (result.reason instanceof IdempotencyConflictError ||
        result.reason instanceof CallError);
    this.facts.expect(isTold, `${to} answers a key's call with another's`);
  }

  /** A call of the safe that does not fit settles. */
  misfit(result: PromiseSettledResult<unknown>): void {
    const isTold = result.status === "rejected" &&
      result.reason instanceof CallError;
    this.facts.expect(isTold, "what does not fit was read");
  }

  /** An erasing task was answered that began at some time. */
  noteErased(begunAt: number): void {
    this.facts.erasedAt = Math.max(this.facts.erasedAt, begunAt);
  }

  /** The time among all that happens. */
  now(): number {
    return this.#time++;
  }

  /** A step of a streaming reply was seen. */
  see(id: string, { key }: SafeTask, step: number, position: number): void {
    this.#note(id, position - 1, { key, step });
  }

  /** A safe has shown its whole log. */
  show(id: string, log: readonly SafeEntry[]): void {
    for (const [at, entry] of log.entries()) this.#note(id, at, entry);
  }

  /** Others have heard of a safe. */
  hear(kind: "tell" | "publish", news: News): void {
    this.facts.heard[kind].push(news);
  }

  /** All is over, and these are the logs. */
  check(logs: Logs): void {
    new Verdict(this.facts, logs).check();
  }

  #answer(to: string, task: SafeTask, fate: Fate, position: number): void {
    this.facts.expect(!fate.isRefused, `${to} answers what did not run`);
    const isSame = fate.position === null || fate.position === position;
    this.facts.expect(isSame, `${to} gives two answers under one key`);
    fate.answeredAt = Math.min(fate.answeredAt, this.#time++);
    fate.position = position;
    const step = task.steps.findLastIndex(leavesEntry);
    if (step >= 0) this.#note(to, position - 1, { key: task.key, step });
  }

  /** A turn has failed: what it has changed since its last commit is undone. */
  #fail(to: string, { key, steps }: SafeTask, reason: unknown): void {
    const message = reason instanceof Error ? reason.message : "";
    const isPlanned = message === `planned ${key}` ||
      message.includes(": fault ");
    this.facts.expect(isPlanned, `a call of ${to} failed by ${reason}`);
    if (reason instanceof ExpectedError) this.#noteTold(to, reason.details);
    const isWhole = steps.every(({ deed }) => deed !== "commit");
    if (isWhole) this.facts.fates.get(key)!.isRefused = true;
  }

  /** What a refusal tells of turns before its own. */
  #noteTold(id: string, details: unknown): void {
    const { position, key, step } = details as SafeEntry & { position: number };
    if (position >= 0) this.#note(id, position, { key, step });
  }

  #note(id: string, position: number, entry: SafeEntry): void {
    this.#time++;
    if (id !== ERASED) this.facts.seen.push({ id, position, entry });
  }
}
