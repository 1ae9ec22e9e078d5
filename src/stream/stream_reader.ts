import { InboxFullError } from "../base/errors.ts";
import { RingBuffer } from "../base/ring_buffer.ts";

/** An async iterator over what is put into it, for code outside actors. */
export class StreamReader<T> implements AsyncIterableIterator<T> {
  readonly #capacity: number;
  readonly #name: string;
  readonly #onClose: (reader: StreamReader<T>) => void;
  readonly #waiting = new RingBuffer<T>();
  readonly #readers = new RingBuffer<PromiseWithResolvers<IteratorResult<T>>>();
  #isClosed = false;
  #overflow: InboxFullError | null = null;

  constructor(
    name: string,
    capacity: number,
    onClose: (reader: StreamReader<T>) => void,
  ) {
    this.#name = name;
    this.#capacity = capacity;
    this.#onClose = onClose;
  }

  /** Hands a value to the next read; it waits until then. */
  put(value: T): void {
    if (this.#isClosed) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value });
      return;
    }
    if (this.#waiting.length < this.#capacity) {
      this.#waiting.push(value);
      return;
    }
    // A reader that is too slow learns of it after what it can still read: a
    // gap in the middle would be silent.
    this.#overflow = new InboxFullError(
      `Cannot deliver to the reader of ${this.#name}: it is full at ` +
        `${this.#capacity} values`,
      this.#capacity,
    );
    this.close();
  }

  /** Ends the iteration behind what waits. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this);
    let reader = this.#readers.shift();
    while (reader !== undefined) {
      reader.resolve({ done: true, value: undefined });
      reader = this.#readers.shift();
    }
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#waiting.length > 0) {
      const value = this.#waiting.shift() as T;
      return Promise.resolve({ done: false, value });
    }
    if (this.#overflow !== null) {
      const overflow = this.#overflow;
      this.#overflow = null;
      return Promise.reject(overflow);
    }
    if (this.#isClosed) {
      return Promise.resolve({ done: true, value: undefined });
    }
    const reader = Promise.withResolvers<IteratorResult<T>>();
    this.#readers.push(reader);
    return reader.promise;
  }

  return(): Promise<IteratorResult<T>> {
    this.#overflow = null;
    this.close();
    while (this.#waiting.length > 0) this.#waiting.shift();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
