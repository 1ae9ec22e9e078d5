import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { tolerate } from "../../base/tolerate.ts";
import type { QueuedTimer, TimerQueue } from "./timer_queue.ts";

/** What {@linkcode Context.sleep} may be told beside its time. */
export interface SleepOptions {
  /** Ends the sleep when it is aborted, which rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What a sleep needs of its engine. */
export interface SleepClock {
  readonly runtime: Runtime;
  readonly sleeps: TimerQueue;
}

/** What a sleep needs of its activation. */
export interface SleepOwner {
  /** Forgets a sleep that is over. */
  forgetSleep(sleep: Sleep): void;
}

/** The sleeps that end with one signal, on one listener of it. */
class Sleepers {
  // The platform looks through all listeners of a signal at each change.
  static readonly #known = new WeakMap<AbortSignal, Sleepers>();
  readonly #signal: AbortSignal;
  readonly #sleeps = new Set<Sleep>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  static of(signal: AbortSignal): Sleepers {
    const known = Sleepers.#known.get(signal);
    if (known !== undefined) return known;
    const sleepers = new Sleepers(signal);
    Sleepers.#known.set(signal, sleepers);
    return sleepers;
  }

  add(sleep: Sleep): void {
    this.#sleeps.add(sleep);
    if (this.#sleeps.size > 1) return;
    this.#signal.addEventListener("abort", this.#onAbort);
  }

  delete(sleep: Sleep): void {
    if (!this.#sleeps.delete(sleep) || this.#sleeps.size > 0) return;
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => {
    for (const sleep of this.#sleeps) sleep.abort(this.#signal.reason);
  };
}

/** A wait for some time: it is over once, by its time or by an abort. */
export class Sleep implements QueuedTimer {
  readonly dueAt: number;
  place = -1;
  order = 0;
  /** The turn or hook that sleeps: see `AskedFor`. */
  readonly askedIn: number | null;
  /** What learns of its end: the turn or hook goes on by it. */
  onEnd: (() => void) | null = null;
  /** Resolves when the time has passed; rejects when it is aborted before. */
  readonly over: Promise<void>;
  readonly #queue: TimerQueue;
  readonly #owner: SleepOwner;
  readonly #sleepers: Sleepers | null;
  // It takes no time, and no place in the queue.
  readonly #break: RuntimeTimer | null;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;

  /** Begins it; the signal is not aborted. */
  constructor(
    { runtime, sleeps }: SleepClock,
    owner: SleepOwner,
    ms: number,
    signal: AbortSignal | undefined,
    askedIn: number | null,
  ) {
    this.askedIn = askedIn;
    this.#queue = sleeps;
    this.#owner = owner;
    this.#sleepers = signal === undefined ? null : Sleepers.of(signal);
    this.over = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#sleepers?.add(this);
    this.dueAt = runtime.now() + ms;
    if (ms === 0) this.#break = runtime.setTimer(0, () => this.fire());
    else {
      this.#break = null;
      sleeps.add(this);
    }
  }

  fire(): void {
    this.#end();
    this.#resolve();
  }

  /** Ends it before its time. */
  abort(reason: unknown): void {
    this.#end();
    // Code that has not awaited it by now is not told by a crash.
    tolerate(this.over);
    this.#reject(reason);
  }

  #end(): void {
    this.#sleepers?.delete(this);
    this.#break?.cancel();
    this.#queue.remove(this);
    this.#owner.forgetSleep(this);
    this.onEnd?.();
    this.onEnd = null;
  }
}

const NAMES: OptionNames<SleepOptions> = { signal: true };

/**
 * Throws unless a sleep can be told that.
 *
 * @throws {TypeError} If the signal is none, or an option has no such name.
 */
export function assertSleepOptions(options: SleepOptions): void {
  assertKnownOptions("a sleep", NAMES, options);
  const { signal } = options;
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new TypeError("Cannot sleep: signal must be an AbortSignal");
}
