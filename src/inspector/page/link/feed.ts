/** Rows that are equal but for their number and time, as one. */
export interface Fold<Row> {
  /** The newest of them. */
  readonly row: Row;
  /** How often it happened. */
  readonly count: number;
}

/** A row, with a number that counts up. */
export interface FeedRow {
  readonly number: number;
  /** How often it happened. */
  readonly count: number;
}

/** A list that grows at its end. */
export class Feed<Row extends FeedRow> {
  readonly #limit: number;
  readonly #keyOf: (row: Row) => string;
  #rows: readonly Row[] = [];
  // The one whose newest row is the oldest comes first.
  #folds = new Map<string, Fold<Row>>();

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

  /** Takes rows as the server sends them, newest last. */
  add(rows: readonly Row[]): void {
    const last = this.lastNumber;
    const fresh = rows.filter(({ number }) => number > (last ?? -Infinity));
    this.#rows = [...fresh.toReversed(), ...this.#rows].slice(0, this.#limit);
    for (const row of fresh) this.#fold(row);
  }

  clear(): void {
    this.#rows = [];
    this.#folds.clear();
  }

  #fold(row: Row): void {
    const key = this.#keyOf(row);
    const count = (this.#folds.get(key)?.count ?? 0) + row.count;
    this.#folds.delete(key);
    this.#folds.set(key, { row, count });
    if (this.#folds.size <= this.#limit) return;
    const [oldest = key] = this.#folds.keys();
    this.#folds.delete(oldest);
  }
}
