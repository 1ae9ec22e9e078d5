import type { Runtime } from "../../base/runtime.ts";

/** Allows a number of things within each second. */
export class Quota {
  readonly #perSecond: number;
  readonly #runtime: Runtime;
  #left: number;
  #at: number;

  constructor(perSecond: number, runtime: Runtime) {
    this.#perSecond = perSecond;
    this.#runtime = runtime;
    this.#left = perSecond;
    this.#at = runtime.now();
  }

  /** Takes one; returns whether there was one left. */
  take(): boolean {
    const now = this.#runtime.now();
    const more = (now - this.#at) * this.#perSecond / 1_000;
    this.#at = now;
    this.#left = Math.min(this.#perSecond, this.#left + more);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
