import { deferInRoot } from "../../base/async_context.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import type { Clock, Holder } from "./clock.ts";
import type { ActorAt } from "./strategy.ts";

/** A timer that never fires. */
const NEVER: RuntimeTimer = { cancel() {} };

/** How the clock of a machine differs from the time of its simulation. */
export interface Drift {
  /** How fast it goes: 1 is as fast as time. */
  readonly rate: number;
  /** What it is ahead by at first, in milliseconds. */
  readonly aheadMs: number;
}

const NO_DRIFT: Drift = { rate: 1, aheadMs: 0 };

/**
 * The clock of a simulation as one engine's process has it: it may go wrong a
 * little, and the process may stand still, or end.
 */
export class EngineClock implements Runtime, Holder {
  readonly #clock: Clock;
  readonly #drift: Drift;
  #isStill = false;
  #hasEnded = false;
  // What has come while it stood still: of its own timers, and from outside.
  #late: (() => void)[] = [];
  #received: (() => void)[] = [];
  // What it waited to go on with.
  #waiting: (() => void)[] = [];

  constructor(clock: Clock, drift: Drift = NO_DRIFT) {
    this.#clock = clock;
    this.#drift = drift;
  }

  /** What defers in the engine's own way, which costs least. */
  readonly defer = deferInRoot;

  /** Whether nothing of it goes on for now. */
  get isStill(): boolean {
    return this.#isStill;
  }

  /** Whether it is no more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Calls back no more, as for a process that is no more. */
  end(): void {
    this.#hasEnded = true;
    this.#isStill = false;
    this.#late = this.#received = this.#waiting = [];
    this.#clock.forget(this);
  }

  /** Stands still, as a process that is stopped; its clock goes on. */
  halt(): void {
    if (this.#hasEnded || this.#isStill) return;
    this.#isStill = true;
    this.#waiting.push(...this.#clock.take(this));
  }

  /**
   * Goes on, with all that has come meanwhile, one by one; `below` decides what
   * of its timers and of what came from outside is next.
   */
  goOn(below: (limit: number) => number): void {
    if (!this.#isStill) return;
    this.#isStill = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) this.#clock.awaitIo(callback, this);
    this.#catchUp(below);
  }

  keep(callback: () => void): void {
    this.#late.push(callback);
  }

  /** Lets what comes from outside in, or later, or never. */
  pass(callback: () => void): void {
    if (this.#hasEnded) return;
    // It does not overtake what came before and is not let in yet.
    if (this.#isStill || this.#received.length > 0) {
      this.#received.push(callback);
    } else callback();
  }

  now(): number {
    const { aheadMs, rate } = this.#drift;
    return aheadMs + this.#clock.now() * rate;
  }

  random(): number {
    return this.#clock.random();
  }

  choose(ready: number, actorAt: ActorAt): number {
    return this.#hasEnded ? 0 : this.#clock.choose(ready, actorAt);
  }

  mayRun(nameNext: () => string): boolean {
    return !this.#hasEnded && !this.#isStill && this.#clock.mayRun(nameNext);
  }

  setTimer(delayMs: number, callback: () => void): RuntimeTimer {
    if (this.#hasEnded) return NEVER;
    return this.#clock.setTimer(this.#toTime(delayMs), callback, this);
  }

  awaitIo(callback: () => void): void {
    if (this.#hasEnded) return;
    if (this.#isStill) this.#waiting.push(callback);
    else this.#clock.awaitIo(callback, this);
  }

  /** How long a delay by this clock takes at least, so as not to end early. */
  #toTime(delayMs: number): number {
    const { rate } = this.#drift;
    if (rate === 1 || delayMs <= 0) return delayMs;
    // In whole milliseconds, as real timers: no rounding makes it too early.
    return Math.floor(delayMs / rate) + 1;
  }

  #catchUp(below: (limit: number) => number): void {
    if (this.#late.length + this.#received.length === 0) return;
    // The promises behind each run before the next, as in an event loop.
    this.setTimer(0, () => {
      this.#takeNext(below)?.();
      this.#catchUp(below);
    });
  }

  #takeNext(below: (limit: number) => number): (() => void) | undefined {
    const [late, received] = [this.#late, this.#received];
    if (late.length === 0) return received.shift();
    if (received.length === 0) return late.shift();
    return [late, received][below(2)]!.shift();
  }
}
