/** A list that grows at its end, each part with a number that counts up. */
export class Feed<Row extends { readonly number: number }> {
  readonly #limit: number;
  #rows: readonly Row[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The rows at hand, newest first. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** The number of the newest row, to ask for what came after it. */
  get lastNumber(): number | undefined {
    return this.#rows[0]?.number;
  }

  /** Takes rows as the server sends them, newest last. */
  add(rows: readonly Row[]): void {
    const last = this.lastNumber ?? -Infinity;
    const fresh = rows.filter(({ number }) => number > last);
    if (fresh.length === 0) return;
    this.#rows = [...fresh.toReversed(), ...this.#rows].slice(0, this.#limit);
  }

  clear(): void {
    this.#rows = [];
  }
}
