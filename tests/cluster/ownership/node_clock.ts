import type { Runtime, RuntimeTimer } from "../../../src/base/runtime.ts";

/**
 * The time of one node: a world's, but fast or slow, and held up while the node
 * is paused as by SIGSTOP, whose clock goes on.
 */
export class NodeClock implements Runtime {
  readonly #world: Runtime;
  readonly #rate: number;
  readonly #offsetMs: number;
  #isPaused = false;
  #isDead = false;
  #timers: (() => void)[] = [];

  constructor(world: Runtime, rate: number) {
    this.#world = world;
    this.#rate = rate;
    this.#offsetMs = Math.floor(world.random() * 1e9);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  now(): number {
    return this.#offsetMs + this.#world.now() * this.#rate;
  }

  random(): number {
    return this.#world.random();
  }

  defer(callback: () => void): void {
    queueMicrotask(callback);
  }

  setTimer(delayMs: number, callback: () => void): RuntimeTimer {
    let isCancelled = false;
    const fire = (): void => {
      if (!isCancelled) callback();
    };
    const timer = this.#world.setTimer(delayMs / this.#rate, () => {
      if (this.#isPaused) this.#timers.push(fire);
      else if (!this.#isDead) fire();
    });
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** Goes on: timers that are late fire. */
  resume(): void {
    this.#isPaused = false;
    const timers = this.#timers;
    this.#timers = [];
    for (const fire of timers) fire();
  }

  /** Ends as the process does. */
  die(): void {
    this.#isDead = true;
    this.#isPaused = false;
    this.#timers = [];
  }
}
