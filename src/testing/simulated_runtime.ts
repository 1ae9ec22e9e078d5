import {
  type Runtime,
  type RuntimeTimer,
  setImmediate,
} from "../base/runtime.ts";
import { showOption } from "../base/show_option.ts";

interface SimulatedTimer extends RuntimeTimer {
  readonly dueAt: number;
  /** Whether it fires without waiting for the clock. */
  readonly isImmediate: boolean;
  readonly callback: () => void;
}

/** What {@linkcode SimulatedRuntime} is made of. */
export interface SimulatedRuntimeOptions {
  /** A whole number that all chance comes from; 1 unless given. */
  readonly seed?: number;
  /** Where the clock starts, in milliseconds since the epoch; 0 by default. */
  readonly startMs?: number;
}

/**
 * Time and chance under control: the clock stands still until it is told to
 * go on, and a seed picks which ready actor runs next.
 *
 * The same seed replays the same run, always, as long as the actors wait for
 * nothing but each other and their timers.
 *
 * @example A minute passes at once
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { SimulatedRuntime } from "@backstage/actors/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const runtime = new SimulatedRuntime({ seed: 7 });
 * await using engine = new Engine({ runtime });
 * await runtime.advance(60_000);
 * assertEquals(engine.snapshot().at, 60_000);
 * ```
 */
export class SimulatedRuntime implements Runtime {
  /** The seed that all chance comes from: print it when a test fails. */
  readonly seed: number;
  readonly #timers = new Set<SimulatedTimer>();
  #nowMs: number;
  #state: number;

  /**
   * Creates a runtime whose clock stands still.
   *
   * @throws {RangeError} If the seed is no whole number.
   */
  constructor(options: SimulatedRuntimeOptions = {}) {
    this.seed = options.seed ?? 1;
    if (!Number.isSafeInteger(this.seed)) {
      throw new RangeError(
        `Cannot use seed ${showOption(this.seed)}: it must be whole`,
      );
    }
    this.#nowMs = options.startMs ?? 0;
    this.#state = this.seed | 0;
  }

  /** The simulated time in milliseconds since the epoch. */
  now(): number {
    return this.#nowMs;
  }

  /**
   * Calls back when the clock has come that far; with no delay, as soon as
   * everything that is ready has run.
   */
  setTimer(delayMs: number, callback: () => void): RuntimeTimer {
    const timer: SimulatedTimer = {
      dueAt: this.#nowMs + delayMs,
      isImmediate: delayMs <= 0,
      callback,
      cancel: () => void this.#timers.delete(timer),
    };
    this.#timers.add(timer);
    // Like the real thing, it needs no help to let the event loop in.
    if (timer.isImmediate) setImmediate(() => this.#fire(timer));
    return timer;
  }

  /** The next number of the seed's sequence: at least 0 and less than 1. */
  random(): number {
    // Mulberry32, by Tommy Ettinger (public domain).
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Calls back as a microtask. */
  defer(callback: () => void): void {
    queueMicrotask(callback);
  }

  /** Picks by the seed which of `ready` actors runs next. */
  choose(ready: number): number {
    return Math.floor(this.random() * ready);
  }

  /**
   * Lets `ms` milliseconds pass: every timer that is due fires at its time, and
   * what it sets off runs before the clock goes on.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(
        `Cannot advance by ${showOption(ms)} ms: ` +
          "it must be finite and not negative",
      );
    }
    const end = this.#nowMs + ms;
    await this.settle();
    for (let next = this.#findNext(end); next; next = this.#findNext(end)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueAt);
      this.#fire(next);
      await this.settle();
    }
    // Another advance may have gone further meanwhile.
    this.#nowMs = Math.max(this.#nowMs, end);
  }

  /** Runs what is ready, without letting time pass. */
  async settle(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve)); while (
      this.#timers.values().some(({ isImmediate }) => isImmediate)
    );
  }

  #fire(timer: SimulatedTimer): void {
    if (this.#timers.delete(timer)) timer.callback();
  }

  #findNext(end: number): SimulatedTimer | undefined {
    let next: SimulatedTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt > end) continue;
      if (next === undefined || timer.dueAt < next.dueAt) next = timer;
    }
    return next;
  }
}
