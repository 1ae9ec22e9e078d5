/** The time in which an old rate fades to a third. */
const FADE_MS = 2_000;
/** Smaller rates, in events per second, are shown as none. */
const LEAST = 0.005;

/**
 * Returns a rolling rate per second, after `count` more events within `ms`;
 * `NaN` is the rate before the first look.
 */
export function rollRate(rate: number, count: number, ms: number): number {
  const latest = count * 1_000 / ms;
  if (Number.isNaN(rate)) return latest;
  const rolled = latest + (rate - latest) * Math.exp(-ms / FADE_MS);
  return rolled < LEAST ? 0 : rolled;
}

/** The rolling rate of a counter that only grows. */
export class Rate {
  #last: number;
  #rate = NaN;

  constructor(count: number) {
    this.#last = count;
  }

  /** Events per second; 0 before two looks. */
  get perSecond(): number {
    return this.#rate || 0;
  }

  /** Takes the counter's value, `ms` after the last one. */
  roll(count: number, ms: number): void {
    this.#rate = rollRate(this.#rate, Math.max(0, count - this.#last), ms);
    this.#last = count;
  }
}
