import { deferInRoot } from "../../base/async_context.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import type { ActorAt } from "./strategy.ts";

/** A process on the clock, which may stand still. */
export interface Holder {
  /** Whether nothing of it goes on. */
  readonly isStill: boolean;
  /** Keeps what came due meanwhile. */
  keep(callback: () => void): void;
}

/** A timer of simulated time. */
class ClockTimer implements RuntimeTimer {
  readonly dueAt: number;
  readonly callback: () => void;
  /** Whose it is, if that may stand still or end. */
  readonly holder: Holder | null;
  readonly #timers: Set<ClockTimer>;
  /** Whether what waits for it is waited for. */
  isHeld = true;
  #isCancelled = false;

  constructor(
    timers: Set<ClockTimer>,
    dueAt: number,
    callback: () => void,
    holder: Holder | null,
  ) {
    this.#timers = timers;
    this.dueAt = dueAt;
    this.callback = callback;
    this.holder = holder;
    timers.add(this);
  }

  /** Calls back, unless it is cancelled, or later if its process is still. */
  fire(): void {
    if (this.#timers.delete(this)) this.#pass();
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#timers.delete(this);
  }

  #pass(): void {
    if (this.#isCancelled) return;
    if (this.holder?.isStill === true) this.holder.keep(() => this.#pass());
    else this.callback();
  }

  unref(): void {
    this.isHeld = false;
  }

  ref(): void {
    this.isHeld = true;
  }
}

/** An engine that waits to go on with actors that are ready. */
interface Paused {
  readonly goOn: () => void;
  readonly holder: Holder | null;
}

/** Who decides what a {@linkcode Clock} does not. */
export interface ClockOwner {
  /** A number from 0 up to 1 for what asks the runtime for chance. */
  random(): number;
  /** Picks which of `ready` actors runs next. */
  choose(ready: number, actorAt: ActorAt): number;
  /** Says whether an actor may run now. */
  mayRun(nameNext: () => string): boolean;
}

/**
 * The runtime of a simulated engine: time that stands still until its owner
 * moves it, and runs of actors that its owner grants one by one.
 */
export class Clock implements Runtime {
  readonly #owner: ClockOwner;
  readonly #timers = new Set<ClockTimer>();
  // Those without a delay: they fire when what is ready has run.
  #immediates = new Set<ClockTimer>();
  #paused: Paused[] = [];
  #nowMs: number;

  constructor(owner: ClockOwner, startMs: number) {
    this.#owner = owner;
    this.#nowMs = startMs;
  }

  /** What defers in the engine's own way, which costs least. */
  readonly defer = deferInRoot;

  now(): number {
    return this.#nowMs;
  }

  random(): number {
    return this.#owner.random();
  }

  choose(ready: number, actorAt: ActorAt): number {
    return this.#owner.choose(ready, actorAt);
  }

  mayRun(nameNext: () => string): boolean {
    return this.#owner.mayRun(nameNext);
  }

  setTimer(
    delayMs: number,
    callback: () => void,
    holder: Holder | null = null,
  ): RuntimeTimer {
    const timers = delayMs <= 0 ? this.#immediates : this.#timers;
    return new ClockTimer(timers, this.#nowMs + delayMs, callback, holder);
  }

  awaitIo(goOn: () => void, holder: Holder | null = null): void {
    this.#paused.push({ goOn, holder });
  }

  /** Takes out what a holder waits to go on with. */
  take(holder: Holder): (() => void)[] {
    const taken = this.#paused.filter((one) => one.holder === holder);
    this.#paused = this.#paused.filter((one) => one.holder !== holder);
    return taken.map(({ goOn }) => goOn);
  }

  /** Calls none of a holder's back any more. */
  forget(holder: Holder): void {
    this.take(holder);
    for (const timer of [...this.#timers, ...this.#immediates]) {
      if (timer.holder === holder) timer.cancel();
    }
  }

  /** Whether an engine waits to go on with actors that are ready. */
  get isPaused(): boolean {
    return this.#paused.length > 0;
  }

  /** Lets one engine go on that waits; there may be more of them. */
  resume(pick: (waiting: number) => number): void {
    const waiting = this.#paused.length;
    const [one] = this.#paused.splice(waiting > 1 ? pick(waiting) : 0, 1);
    one?.goOn();
  }

  /** Fires the timers without a delay; returns whether any may matter. */
  fireImmediates(): boolean {
    if (this.#immediates.size === 0) return false;
    const due = [...this.#immediates];
    let matter = false;
    for (const timer of due) {
      matter ||= timer.isHeld;
      timer.fire();
    }
    return matter;
  }

  /** When the next timer is due that holds its waiter; or never. */
  get nextHeldAt(): number {
    let at = Infinity;
    for (const { dueAt, isHeld } of this.#timers) {
      if (isHeld && dueAt < at) at = dueAt;
    }
    return at;
  }

  /**
   * Moves time on to the next timer that is due by then, and fires that one;
   * returns `false`, at that time, if there is none.
   */
  moveOn(end: number, pick: (due: number) => number): boolean {
    let due: ClockTimer[] = [];
    let at = end;
    for (const timer of this.#timers) {
      if (timer.dueAt > at) continue;
      if (timer.dueAt < at) due = [];
      at = timer.dueAt;
      due.push(timer);
    }
    this.#nowMs = Math.max(this.#nowMs, at);
    if (due.length === 0) return false;
    due[due.length === 1 ? 0 : pick(due.length)]!.fire();
    return true;
  }
}
