// Eight buckets for each power of two: a value is at most an eighth away from
// the other end of its bucket, and a sixteenth from its middle.
const STEPS = 8;
/** The smallest duration that is told apart: a microsecond. */
const UNIT_MS = 1e-3;
/** At this many samples, older ones begin to count half. */
const FULL = 4_096;

/**
 * Counts durations in buckets that grow with their size: a quantile is right
 * to one part in sixteen. Old samples fade, so that recent ones decide.
 */
export class Histogram {
  // Only the buckets from the first to the last one in use.
  #counts: number[] = [];
  #first = 0;
  #samples = 0;
  #sumMs = 0;

  /** The number of samples that the figures rest on. */
  get samples(): number {
    return this.#samples;
  }

  /** The mean in milliseconds. */
  get meanMs(): number {
    return this.#samples === 0 ? 0 : this.#sumMs / this.#samples;
  }

  /** Adds a duration. */
  add(ms: number): void {
    if (this.#samples >= FULL) this.#fade();
    const duration = Math.max(0, ms);
    this.#count(bucketOf(duration), 1);
    this.#samples++;
    this.#sumMs += duration;
  }

  /** Returns the duration that a share of all samples does not pass. */
  quantile(share: number): number {
    let left = Math.ceil(this.#samples * share);
    for (const [index, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return middleOf(this.#first + index);
    }
    return 0;
  }

  /** Adds all samples of another one. */
  merge(other: Histogram): void {
    for (const [index, count] of other.#counts.entries()) {
      if (count > 0) this.#count(other.#first + index, count);
    }
    this.#samples += other.#samples;
    this.#sumMs += other.#sumMs;
  }

  #count(bucket: number, count: number): void {
    const counts = this.#counts;
    if (counts.length === 0) this.#first = bucket;
    while (bucket < this.#first) {
      counts.unshift(0);
      this.#first--;
    }
    while (bucket - this.#first >= counts.length) counts.push(0);
    counts[bucket - this.#first]! += count;
  }

  #fade(): void {
    const mean = this.meanMs;
    this.#counts = this.#counts.map((count) => count >> 1);
    this.#samples = this.#counts.reduce((sum, count) => sum + count, 0);
    this.#sumMs = mean * this.#samples;
  }
}

function bucketOf(ms: number): number {
  return ms <= UNIT_MS ? 0 : Math.floor(Math.log2(ms / UNIT_MS) * STEPS) + 1;
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : UNIT_MS * 2 ** ((bucket - 0.5) / STEPS);
}
