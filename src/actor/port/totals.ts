import type { FailureCounts } from "./failure_counts.ts";

/** What an activation counts. */
export interface Counted {
  readonly accepted: number;
  readonly handled: number;
  readonly counts: Readonly<FailureCounts>;
}

/**
 * The counters of one actor type that outlive its activations: what those that
 * are gone have counted, and what no activation counts.
 */
export class Totals {
  /** How many activations there have been. */
  activations = 0;
  /** How many of them followed a failure. */
  restarts = 0;
  /** How many envelopes became dead letters. */
  deadLetters = 0;
  accepted = 0;
  handled = 0;
  failed = 0;
  refused = 0;
  dropped = 0;

  /** Keeps the counters of an activation that goes. */
  keep(counted: Counted): void {
    this.#add(counted, 1);
  }

  /** Gives them back to one that comes again: it goes on counting. */
  giveBack(counted: Counted): void {
    this.#add(counted, -1);
  }

  #add({ accepted, handled, counts }: Counted, sign: 1 | -1): void {
    this.accepted += sign * accepted;
    this.handled += sign * handled;
    this.failed += sign * counts.failed;
    this.refused += sign * counts.refused;
    this.dropped += sign * counts.dropped;
  }
}
