import { deferInRoot } from "../../base/async_context.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import type { Clock } from "./clock.ts";
import type { ActorAt } from "./strategy.ts";

/** A timer that never fires. */
const NEVER: RuntimeTimer = { cancel() {} };

/** The clock of a simulation as one of its engines has it, until that ends. */
export class EngineClock implements Runtime {
  readonly #clock: Clock;
  #hasEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What defers in the engine's own way, which costs least. */
  readonly defer = deferInRoot;

  /** Calls back no more, as for a process that is no more. */
  end(): void {
    this.#hasEnded = true;
    this.#clock.forget(this);
  }

  now(): number {
    return this.#clock.now();
  }

  random(): number {
    return this.#clock.random();
  }

  choose(ready: number, actorAt: ActorAt): number {
    return this.#hasEnded ? 0 : this.#clock.choose(ready, actorAt);
  }

  mayRun(nameNext: () => string): boolean {
    return !this.#hasEnded && this.#clock.mayRun(nameNext);
  }

  setTimer(delayMs: number, callback: () => void): RuntimeTimer {
    if (this.#hasEnded) return NEVER;
    return this.#clock.setTimer(delayMs, callback, this);
  }

  awaitIo(callback: () => void): void {
    if (!this.#hasEnded) this.#clock.awaitIo(callback, this);
  }
}
