const MIN_CAPACITY = 16;

/** A first-in-first-out queue in one array that grows and shrinks. */
export class RingBuffer<T> {
  // A power of two long, so that a mask wraps an index.
  #slots: (T | undefined)[] = new Array(MIN_CAPACITY);
  #head = 0;
  #length = 0;

  /** How many items wait. */
  get length(): number {
    return this.#length;
  }

  /** How many items fit before it grows. */
  get capacity(): number {
    return this.#slots.length;
  }

  /** The oldest item, or `undefined` when there is none. */
  get first(): T | undefined {
    return this.#slots[this.#head];
  }

  /** The item at `index`, counted from the oldest. */
  at(index: number): T | undefined {
    return this.#slots[(this.#head + index) & (this.#slots.length - 1)];
  }

  /** Adds an item behind all others. */
  push(item: T): void {
    if (this.#length === this.#slots.length) this.#resize(this.#length * 2);
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length++;
  }

  /** Takes the oldest item, or `undefined` when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length--;
    // At a quarter, not at half: a queue that sways around a bound would
    // otherwise be copied at every sway.
    if (
      this.#length < this.#slots.length / 4 && this.#slots.length > MIN_CAPACITY
    ) this.#resize(this.#slots.length / 2);
    return item;
  }

  /** Brings the item at `index`, counted from the oldest, to the front. */
  bringForward(index: number): void {
    // Written so that what is no number at all brings nothing forward.
    if (!(index > 0 && index < this.#length)) return;
    const mask = this.#slots.length - 1;
    const chosen = this.#slots[(this.#head + index) & mask];
    for (let at = index; at > 0; at--) {
      this.#slots[(this.#head + at) & mask] =
        this.#slots[(this.#head + at - 1) & mask];
    }
    this.#slots[this.#head] = chosen;
  }

  #resize(capacity: number): void {
    const slots = new Array<T | undefined>(capacity);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.#length; index++) {
      slots[index] = this.#slots[(this.#head + index) & mask];
    }
    this.#slots = slots;
    this.#head = 0;
  }
}
