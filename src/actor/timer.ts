import { MAX_DELAY_MS } from "../base/limits.ts";
import type { QueuedTimer, TimerQueue } from "./timer_queue.ts";

/** A timer of an actor, as `runOnce` and `runRecurring` return it. */
export interface Timer extends Disposable {
  /** Keeps it from firing again; harmless when it is over. */
  cancel(): void;
}

/** What a timer calls as a turn of its actor. */
export type TimerCallback = () => void | Promise<void>;

/** What a timer needs of its activation. */
export interface TimerOwner {
  /** Queues a turn that calls {@linkcode ActorTimer.run}. */
  deliverTick(timer: ActorTimer): void;
  /** Forgets a timer that is over. */
  forgetTimer(timer: ActorTimer): void;
}

/** One timer: it fires as turns of its activation and dies with it. */
export class ActorTimer implements Timer, QueuedTimer {
  dueAt: number;
  place = -1;
  order = 0;
  readonly #queue: TimerQueue;
  readonly #owner: TimerOwner;
  readonly #callback: TimerCallback;
  readonly #intervalMs: number | null;
  #isTickWaiting = false;
  #isOver = false;

  constructor(
    queue: TimerQueue,
    owner: TimerOwner,
    callback: TimerCallback,
    dueAt: number,
    intervalMs: number | null,
  ) {
    this.#queue = queue;
    this.#owner = owner;
    this.#callback = callback;
    this.dueAt = dueAt;
    this.#intervalMs = intervalMs;
    queue.add(this);
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.forgetTimer(this);
    this.#queue.remove(this);
  }

  [Symbol.dispose](): void {
    this.cancel();
  }

  fire(now: number): void {
    const interval = this.#intervalMs;
    if (interval !== null) {
      // Counted from the start, not from now, so that ticks do not drift;
      // whole intervals that were missed are skipped.
      const missed = Math.floor((now - this.dueAt) / interval);
      this.dueAt += (missed + 1) * interval;
      this.#queue.add(this);
    }
    // A busy actor gets one tick, not a heap of them.
    if (this.#isTickWaiting) return;
    this.#isTickWaiting = true;
    this.#owner.deliverTick(this);
  }

  /** Calls back: the turn of a tick. */
  run(): void | Promise<void> {
    this.#isTickWaiting = false;
    if (this.#isOver) return;
    if (this.#intervalMs === null) this.cancel();
    return this.#callback();
  }
}

/**
 * Throws unless a timer can wait for `delayMs`.
 *
 * @throws {RangeError} If it cannot.
 */
export function assertDelay(name: string, delayMs: number, min: number): void {
  const isNumber = typeof delayMs === "number";
  if (isNumber && delayMs >= min && delayMs <= MAX_DELAY_MS) return;
  throw new RangeError(
    `Cannot ${name}: delay must be a number of milliseconds from ${min} to ` +
      `${MAX_DELAY_MS}, not ${delayMs}`,
  );
}
