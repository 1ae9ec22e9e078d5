import {
  type Runtime,
  type RuntimeTimer,
  setImmediate,
} from "../base/runtime.ts";
import { RUNS_AT_ONCE } from "../base/limits.ts";
import { showOption } from "../base/show_option.ts";

// Kept from when it was loaded: a test may put a clock of its own in place.
const readClock = performance.now.bind(performance);

/** How long time waits for I/O before a stop jumps over it: real time. */
const IO_MS = 20;

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
  /**
   * How many runs actors may have, each of some turns, while the clock stands
   * still: more are work without an end. A whole number; 1,000,000 by default.
   */
  readonly maxRunsAtOnce?: number;
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
  readonly #maxRunsAtOnce: number;
  #nowMs: number;
  #state: number;
  // How often actors ran, or timers without a delay fired, at this instant.
  #runs = 0;
  /** What goes on without an end, for those who wait for it. */
  #endless: string | null = null;
  #settling = 0;

  /**
   * Creates a runtime whose clock stands still.
   *
   * @throws {RangeError} If the seed or the number of runs is no whole number,
   * or the time is not finite.
   */
  constructor(options: SimulatedRuntimeOptions = {}) {
    this.seed = options.seed ?? 1;
    if (!Number.isSafeInteger(this.seed)) {
      throw new RangeError(
        `Cannot use seed ${showOption(this.seed)}: it must be whole`,
      );
    }
    this.#maxRunsAtOnce = options.maxRunsAtOnce ?? RUNS_AT_ONCE;
    if (
      !(Number.isSafeInteger(this.#maxRunsAtOnce) && this.#maxRunsAtOnce > 0)
    ) {
      throw new RangeError(
        `Cannot use maxRunsAtOnce ${showOption(this.#maxRunsAtOnce)}: ` +
          "it must be whole and at least 1",
      );
    }
    this.#nowMs = options.startMs ?? 0;
    if (!Number.isFinite(this.#nowMs)) {
      throw new RangeError(
        `Cannot use startMs ${showOption(this.#nowMs)}: it must be finite`,
      );
    }
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
   * Counts the runs of actors while the clock stands still. After too many the
   * event loop has its chance, and `settle()` and `advance()` reject.
   */
  mayRun(nameNext: () => string): boolean {
    if (++this.#runs <= this.#maxRunsAtOnce) return true;
    this.#noteEndless(`${nameNext()} still has turns`);
    return false;
  }

  /**
   * Counts a turn within a run as one more, where turns are seen: a run may
   * have a great many.
   */
  noteTurn(): void {
    this.#runs++;
  }

  /**
   * Lets `ms` milliseconds pass: every timer that is due fires at its time, and
   * what it sets off runs before the clock goes on.
   *
   * @throws {RangeError} If `ms` is negative or not finite.
   * @throws {Error} If actors run without an end at one instant; it names one.
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
    while (await this.advanceToNext(end));
    // Another advance may have gone further meanwhile.
    this.#nowMs = Math.max(this.#nowMs, end);
  }

  /**
   * Lets time pass until the next timer is due, unless that is after `end`, in
   * milliseconds since the epoch; fires it, and runs what it sets off. Returns
   * whether there was one.
   *
   * @throws {Error} If actors run without an end at that instant; it names one.
   */
  async advanceToNext(end = Infinity): Promise<boolean> {
    const isPassed = this.#fireNext(end);
    if (isPassed) await this.settle();
    return isPassed;
  }

  /**
   * Lets time pass by itself until an engine has stopped, which takes no longer
   * than its `drainTimeoutMs`: `await using` needs no help.
   */
  passUntil(stopped: Promise<void>): void {
    let isOver = false;
    stopped.then(() => isOver = true);
    void this.#pass(() => isOver);
  }

  async #pass(isOver: () => boolean): Promise<void> {
    let last = readClock();
    let waitedMs = 0;
    while (!isOver()) {
      try {
        await this.settle();
        const now = readClock();
        // While others have the processor, nothing of this process goes on.
        waitedMs += Math.min(now - last, 1);
        last = now;
        // Time that is jumped over is lost to what waits for a disk, say.
        if (waitedMs < IO_MS || isOver()) continue;
      } catch {
        // Work without an end is cut when the time of the drain is over.
      }
      if (!this.#fireNext(Infinity)) return;
    }
  }

  /**
   * Runs what is ready, without letting time pass.
   *
   * @throws {Error} If actors run without an end; it names one of them.
   */
  async settle(): Promise<void> {
    if (this.#settling++ === 0) this.#runs = 0;
    try {
      do {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (this.#endless !== null) throw new Error(this.#endless);
        this.#countRound();
      } while (this.#timers.values().some(({ isImmediate }) => isImmediate));
    } finally {
      if (--this.#settling === 0) this.#endless = null;
    }
  }

  /** Counts what timers without a delay go on by when no actor runs. */
  #countRound(): void {
    if (++this.#runs > this.#maxRunsAtOnce) {
      this.#noteEndless("timers without a delay still fire");
    }
  }

  #noteEndless(what: string): void {
    this.#runs = 0;
    if (this.#settling === 0) return;
    this.#endless ??= `Cannot settle: ${what} after ${this.#maxRunsAtOnce} ` +
      `runs at ${this.#nowMs} ms`;
  }

  /** Fires the timer that is due first; returns whether there was one. */
  #fireNext(end: number): boolean {
    const next = this.#findNext(end);
    if (next === undefined) return false;
    if (next.dueAt > this.#nowMs) this.#runs = 0;
    this.#nowMs = Math.max(this.#nowMs, next.dueAt);
    this.#fire(next);
    return true;
  }

  #fire(timer: SimulatedTimer): void {
    if (this.#timers.delete(timer)) timer.callback();
  }

  #findNext(end: number): SimulatedTimer | undefined {
    let next: SimulatedTimer | undefined;
    for (const timer of this.#timers) {
      // What has no delay fires by itself.
      if (timer.isImmediate || timer.dueAt > end) continue;
      if (next === undefined || timer.dueAt < next.dueAt) next = timer;
    }
    return next;
  }
}
