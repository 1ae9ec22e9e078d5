/** An item with its number. */
export interface Numbered<T> {
  readonly number: number;
  readonly item: T;
}

/** Keeps the last items, numbered from 1, and forgets the oldest. */
export class NumberedRing<T> {
  readonly #capacity: number;
  // An item lies at the remainder of its number.
  readonly #items: T[] = [];
  #kept = 0;
  #total = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of items that were added. */
  get total(): number {
    return this.#total;
  }

  /** The number of the oldest item, or of the next one if there is none. */
  get first(): number {
    return this.#total - this.#kept + 1;
  }

  /** Adds an item as the newest. */
  push(item: T): void {
    this.#items[this.#total % this.#capacity] = item;
    this.#kept = Math.min(this.#kept + 1, this.#capacity);
    this.#total++;
  }

  /** The items numbered past `after`, oldest first. */
  *since(after: number): Generator<Numbered<T>> {
    const from = Math.max(after + 1, this.first);
    for (let number = from; number <= this.#total; number++) {
      yield { number, item: this.#at(number) };
    }
  }

  /** All items, newest first. */
  *backwards(): Generator<Numbered<T>> {
    const { first } = this;
    for (let number = this.#total; number >= first; number--) {
      yield { number, item: this.#at(number) };
    }
  }

  /** Forgets all items; the numbers go on. */
  clear(): void {
    this.#items.length = 0;
    this.#kept = 0;
  }

  #at(number: number): T {
    return this.#items[(number - 1) % this.#capacity]!;
  }
}
