/** A wait of a scenario for a time to come. */
interface Advance {
  readonly end: number;
  readonly over: PromiseWithResolvers<void>;
}

/** What a scenario waits for: that nothing is ready, or that time passes. */
export class Waits {
  #settles: PromiseWithResolvers<void>[] = [];
  #advances: Advance[] = [];
  #failure: Error | null = null;

  /** Waits until nothing is ready. */
  settle(): Promise<void> {
    const over = this.#open();
    this.#settles.push(over);
    return over.promise;
  }

  /** Waits until the clock has come to a time. */
  advance(end: number): Promise<void> {
    const over = this.#open();
    this.#advances.push({ end, over });
    return over.promise;
  }

  /** How far the clock may go for them; `null` if none waits for it. */
  get horizon(): number | null {
    if (this.#advances.length === 0) return null;
    return Math.min(...this.#advances.map(({ end }) => end));
  }

  /** What is being done for them, as errors say it. */
  get purpose(): string {
    if (this.#settles.length > 0) return "settle";
    return this.#advances.length > 0 ? "advance" : "end the scenario";
  }

  /** Nothing is ready; returns whether anyone waited for that. */
  noteSettled(): boolean {
    const settled = this.#settles;
    this.#settles = [];
    for (const { resolve } of settled) resolve();
    return settled.length > 0;
  }

  /** The clock has come to a time. */
  noteTime(now: number): void {
    const reached = this.#advances.filter(({ end }) => end <= now);
    this.#advances = this.#advances.filter(({ end }) => end > now);
    for (const { over } of reached) over.resolve();
  }

  /** Nothing will come any more: ends all waits, and those that come. */
  fail(failure: Error): void {
    this.#failure ??= failure;
    const all = [...this.#settles, ...this.#advances.map(({ over }) => over)];
    this.#settles = [];
    this.#advances = [];
    for (const { reject } of all) reject(failure);
  }

  #open(): PromiseWithResolvers<void> {
    const over = Promise.withResolvers<void>();
    if (this.#failure !== null) over.reject(this.#failure);
    // A scenario that has ended hears of no end.
    over.promise.catch(() => {});
    return over;
  }
}
