import type { Activation } from "../../actor/port/activation.ts";
import type { ActivationTable } from "../../actor/port/activation_table.ts";
import { SEEN_AT_ONCE } from "../../base/limits.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";

/** How many looks an idle time takes: it is kept to a quarter of itself. */
const LOOKS = 4;

/** What actors of one type the sweeper looks at. */
export interface Swept {
  readonly idleMs: number;
  readonly activations: ActivationTable<Activation>;
}

/**
 * Deactivates actors that are idle: it looks at all of a type now and then, in
 * slices, so that a message costs nothing for it.
 */
export class Sweeper {
  readonly #runtime: Runtime;
  #timers = new Set<RuntimeTimer>();
  #isClosed = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Looks after a type from now on, if it has an idle time. */
  add(swept: Swept): void {
    if (swept.idleMs > 0) this.#plan(swept);
  }

  /** Ends all looks. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #plan(swept: Swept): void {
    this.#after(Math.max(1, swept.idleMs / LOOKS), () => {
      this.#sweep(swept, swept.activations.values());
    });
  }

  #sweep(swept: Swept, activations: Iterator<Activation>): void {
    const now = this.#runtime.now();
    for (let left = SEEN_AT_ONCE; left > 0; left--) {
      const { done, value } = activations.next();
      if (done) {
        this.#plan(swept);
        return;
      }
      value.restIfIdle(now);
    }
    this.#after(0, () => this.#sweep(swept, activations));
  }

  #after(delayMs: number, callback: () => void): void {
    if (this.#isClosed) return;
    const timer = this.#runtime.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    // An engine must not keep a process alive only to put actors to rest.
    timer.unref?.();
    this.#timers.add(timer);
  }
}
