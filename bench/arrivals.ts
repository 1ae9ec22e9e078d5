/** Counts what arrives in this process, and wakes who waits for it. */
export class Arrivals {
  #taken = 0;
  #sum = 0;
  #goal = Infinity;
  #reach: () => void = () => {};

  /** How much arrived since the start of the round. */
  get taken(): number {
    return this.#taken;
  }

  /** The sum of what arrived, so that a wrong payload is found out. */
  get sum(): number {
    return this.#sum;
  }

  /** Starts a round. */
  reset(): void {
    this.#taken = 0;
    this.#sum = 0;
    this.#goal = Infinity;
  }

  /** Counts one arrival, which is worth an amount. */
  count(amount: number): void {
    this.#sum += amount;
    if (++this.#taken === this.#goal) this.#reach();
  }

  /** Resolves once so many arrived since the start of the round. */
  reached(total: number): Promise<void> {
    if (this.#taken >= total) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goal = total;
    this.#reach = resolve;
    return promise;
  }

  /** Fails when anything got lost, came twice or came as something else. */
  verify(total: number, sum: number): void {
    if (this.#taken === total && this.#sum === sum) return;
    throw new Error(
      `Cannot trust the round: ${this.#taken} of ${total} arrived, ` +
        `worth ${this.#sum} and not ${sum}`,
    );
  }
}

/** Where every receiver of this process counts: one subject a process. */
export const arrivals = new Arrivals();
