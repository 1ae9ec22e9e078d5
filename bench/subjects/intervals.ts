import { arrivals } from "../arrivals.ts";
import type { Stage, Subject } from "../subject.ts";

class IntervalStage implements Stage {
  readonly #timers: ReturnType<typeof setInterval>[] = [];

  timers(count: number, everyMs: number): void {
    for (let at = 0; at < count; at++) {
      this.#timers.push(setInterval(() => arrivals.count(1), everyMs));
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}

const NO_MESSAGES = "has timers alone";

/** The platform's timers. */
export const subject: Subject = {
  promises: {
    isolation: "none",
    order: "by time",
    errors: "the process ends",
    bounds: "none",
  },
  cannot: {
    receivers: NO_MESSAGES,
    depot: NO_MESSAGES,
    adder: NO_MESSAGES,
    slowAdder: NO_MESSAGES,
    ring: NO_MESSAGES,
    publisher: NO_MESSAGES,
    crowd: NO_MESSAGES,
  },
  open: () => new IntervalStage(),
};
