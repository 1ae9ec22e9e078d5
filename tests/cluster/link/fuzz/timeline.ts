import type { Runtime, RuntimeTimer } from "../../../../src/base/runtime.ts";
import { Chance } from "../../../support/chance.ts";

interface Timer extends RuntimeTimer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** The time of a process, which may be stopped: then no timer fires. */
export interface Clock extends Runtime {
  pause(): void;
  /** Fires those that were due meanwhile. */
  resume(): void;
}

/**
 * Time that passes when it is told to, without one promise: thousands of
 * histories in a second. Its clocks may go faster or slower than it does.
 */
export class Timeline {
  readonly #chance: Chance;
  #timers: Timer[] = [];
  #jobs: (() => void)[] = [];
  #nowMs = 0;

  /** Creates it with the chance that belongs to a seed. */
  constructor(seed: number) {
    this.#chance = new Chance(seed);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Makes a clock that goes so much faster, from a time on. */
  makeClock(startMs: number, speed: number): Clock {
    let kept: (() => void)[] | null = null;
    const fire = (callback: () => void): void => {
      if (kept === null) callback();
      else kept.push(callback);
    };
    return {
      now: () => startMs + this.#nowMs * speed,
      setTimer: (delayMs, callback) =>
        this.#set(delayMs / speed, () => fire(callback)),
      random: () => this.#chance.below(2 ** 31) / 2 ** 31,
      defer: (callback) => void this.#jobs.push(callback),
      pause: () => void (kept ??= []),
      resume() {
        const due = kept ?? [];
        kept = null;
        for (const callback of due) callback();
      },
    };
  }

  /** Runs what was deferred. */
  settle(): void {
    for (let jobs = this.#jobs; jobs.length > 0; jobs = this.#jobs) {
      this.#jobs = [];
      for (const job of jobs) job();
    }
  }

  /** Lets time pass: each timer fires at its time. */
  pass(ms: number): void {
    const end = this.#nowMs + ms;
    this.settle();
    for (
      let next = this.#timers[0];
      next !== undefined && next.dueAt <= end;
      next = this.#timers[0]
    ) {
      this.#timers.shift();
      this.#nowMs = next.dueAt;
      next.callback();
      this.settle();
    }
    this.#nowMs = end;
  }

  #set(delayMs: number, callback: () => void): RuntimeTimer {
    const timer: Timer = {
      dueAt: this.#nowMs + delayMs,
      callback,
      cancel: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
    // Behind those of the same time.
    let at = this.#timers.length;
    while (at > 0 && this.#timers[at - 1]!.dueAt > timer.dueAt) at--;
    this.#timers.splice(at, 0, timer);
    return timer;
  }
}
