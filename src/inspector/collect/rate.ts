/** The time in which an old rate fades to a third. */
const FADE_MS = 2_000;
/** What is less in a second is nothing. */
const LEAST = 0.005;

/**
 * Returns a rolling rate for each second after `count` more have come within
 * `ms`; `NaN` is a rate that nobody knows yet.
 */
export function rollRate(rate: number, count: number, ms: number): number {
  const latest = count * 1_000 / ms;
  if (Number.isNaN(rate)) return latest;
  const rolled = latest + (rate - latest) * Math.exp(-ms / FADE_MS);
  return rolled < LEAST ? 0 : rolled;
}

/** Tells the rolling rate of a counter that only grows. */
export class Rate {
  #last: number;
  #rate = NaN;

  constructor(count: number) {
    this.#last = count;
  }

  /** For each second; 0 where it is not known yet. */
  get perSecond(): number {
    return this.#rate || 0;
  }

  /** Learns of the counter after some milliseconds. */
  roll(count: number, ms: number): void {
    this.#rate = rollRate(this.#rate, Math.max(0, count - this.#last), ms);
    this.#last = count;
  }
}
