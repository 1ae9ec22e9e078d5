import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";

/** A timer that is set again and again: the last time counts. */
export class Timeout {
  readonly #runtime: Runtime;
  readonly #ring: () => void;
  #timer: RuntimeTimer | null = null;
  #isOff = false;

  constructor(runtime: Runtime, ring: () => void) {
    this.#runtime = runtime;
    this.#ring = ring;
  }

  /** Sets it, in place of what it was set to. */
  set(delayMs: number): void {
    this.cancel();
    if (this.#isOff) return;
    // What is overdue lets others have their chance, too.
    this.#timer = this.#runtime.setTimer(Math.max(delayMs, 0), () => {
      this.#timer = null;
      this.#ring();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Cancels it for good. */
  close(): void {
    this.#isOff = true;
    this.cancel();
  }
}
