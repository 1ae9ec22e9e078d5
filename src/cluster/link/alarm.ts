import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";

/** One timer for all that is due: it fires no later than what is due first. */
export class Alarm {
  readonly #runtime: Runtime;
  readonly #ring: () => void;
  #timer: RuntimeTimer | null = null;
  #dueAt = Infinity;

  /** Creates it; it calls back when something is due, or was. */
  constructor(runtime: Runtime, ring: () => void) {
    this.#runtime = runtime;
    this.#ring = () => {
      this.#timer = null;
      this.#dueAt = Infinity;
      ring();
    };
  }

  /** Sees to it that it fires by then. */
  wakeAt(dueAt: number): void {
    if (dueAt >= this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    // Less than a millisecond would be asked for again and again.
    const delayMs = Math.max(1, Math.ceil(dueAt - this.#runtime.now()));
    this.#timer = this.#runtime.setTimer(delayMs, this.#ring);
  }

  /** Fires no more, until it is asked again. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#dueAt = Infinity;
  }
}
