/** One sample of many figures, in the order of the history's names. */
export type Sample<Key extends string> = Readonly<Record<Key, number>>;

/**
 * The figures of the last minutes: a ring of samples, oldest first.
 *
 * Samples older than the span behind the newest one are forgotten.
 */
export class History<Key extends string> {
  readonly #spanMs: number;
  #samples: { readonly at: number; readonly values: Sample<Key> }[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  get length(): number {
    return this.#samples.length;
  }

  /** The time of the oldest sample, or of the newest. */
  get firstAt(): number | undefined {
    return this.#samples[0]?.at;
  }

  get lastAt(): number | undefined {
    return this.#samples.at(-1)?.at;
  }

  /** Adds a sample; one that is no newer than the last is left out. */
  add(at: number, values: Sample<Key>): void {
    if (at <= (this.lastAt ?? -Infinity)) return;
    this.#samples.push({ at, values });
    let old = 0;
    while ((this.#samples[old]?.at ?? at) < at - this.#spanMs) old += 1;
    // Copied once in a while instead of shifted each time.
    if (old > 64) this.#samples = this.#samples.slice(old);
  }

  /** Forgets everything: the engine behind the figures is another one. */
  clear(): void {
    this.#samples = [];
  }

  /** The times in seconds, as charts want them. */
  times(): number[] {
    return this.#samples.map(({ at }) => at / 1_000);
  }

  /** The values of a figure that goes up and down. */
  levels(key: Key): number[] {
    return this.#samples.map(({ values }) => values[key]);
  }

  /** How fast a counter grew at each sample, per second, over a window. */
  rates(key: Key, windowMs: number): (number | null)[] {
    let from = 0;
    return this.#samples.map((sample, index) => {
      while (from < index && this.#isBefore(from + 1, sample.at - windowMs)) {
        from += 1;
      }
      return this.#rate(key, from, index);
    });
  }

  /** How fast a counter grows now, or `undefined` before two samples. */
  rate(key: Key, windowMs: number): number | undefined {
    const last = this.#samples.length - 1;
    const until = (this.lastAt ?? 0) - windowMs;
    let from = last;
    while (from > 0 && !this.#isBefore(from, until)) from -= 1;
    return this.#rate(key, from, last) ?? undefined;
  }

  #isBefore(index: number, at: number): boolean {
    return (this.#samples[index]?.at ?? Infinity) <= at;
  }

  #rate(key: Key, from: number, to: number): number | null {
    const first = this.#samples[from];
    const last = this.#samples[to];
    if (first === undefined || last === undefined) return null;
    return ratePerSecond(
      first.values[key],
      last.values[key],
      last.at - first.at,
    );
  }
}

/** How fast a counter grew; one that fell was started again: no rate. */
export function ratePerSecond(
  before: number,
  after: number,
  elapsedMs: number,
): number | null {
  if (elapsedMs <= 0 || after < before) return null;
  return (after - before) / elapsedMs * 1_000;
}
