/** Rows that are equal but for their number and time, as one. */
export interface Fold<Row> {
  /** The newest of them. */
  readonly row: Row;
  readonly count: number;
}

/** A list that grows at its end, each part with a number that counts up. */
export class Feed<Row extends { readonly number: number }> {
  readonly #limit: number;
  readonly #keyOf: (row: Row) => string;
  #rows: readonly Row[] = [];
  // The one whose newest row is the oldest comes first.
  #folds = new Map<string, Fold<Row>>();
  #missed = 0;

  constructor(limit: number, keyOf: (row: Row) => string) {
    this.#limit = limit;
    this.#keyOf = keyOf;
  }

  /** The rows at hand, newest first. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** The rows that have come, equal ones as one, newest first. */
  get folds(): readonly Fold<Row>[] {
    return [...this.#folds.values()].reverse();
  }

  /** The number of the newest row, to ask for what came after it. */
  get lastNumber(): number | undefined {
    return this.#rows[0]?.number;
  }

  /** How many rows the server had forgotten before they were asked for. */
  get missed(): number {
    return this.#missed;
  }

  /**
   * Takes rows as the server sends them, newest last; `isWhole` says that no
   * filter leaves any out.
   */
  add(rows: readonly Row[], isWhole = false): void {
    const last = this.lastNumber;
    const fresh = rows.filter(({ number }) => number > (last ?? -Infinity));
    const [first] = fresh;
    if (first === undefined) return;
    if (isWhole && last !== undefined) this.#missed += first.number - last - 1;
    this.#rows = [...fresh.toReversed(), ...this.#rows].slice(0, this.#limit);
    for (const row of fresh) this.#fold(row);
  }

  clear(): void {
    this.#rows = [];
    this.#folds.clear();
    this.#missed = 0;
  }

  #fold(row: Row): void {
    const key = this.#keyOf(row);
    const count = (this.#folds.get(key)?.count ?? 0) + 1;
    this.#folds.delete(key);
    this.#folds.set(key, { row, count });
    if (this.#folds.size <= this.#limit) return;
    const [oldest = key] = this.#folds.keys();
    this.#folds.delete(oldest);
  }
}
