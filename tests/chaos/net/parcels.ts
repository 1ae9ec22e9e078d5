/** The most bytes of a delayed connection that wait in one direction. */
const MAX_WAITING_BYTES = 4_194_304;

/** Bytes, and when they are to be written. */
export interface Parcel {
  readonly bytes: Uint8Array;
  readonly dueAt: number;
}

/** What was read and is not written yet. */
export class Parcels implements AsyncIterable<Parcel> {
  readonly #waiting: Parcel[] = [];
  #bytes = 0;
  #hasEnded = false;
  #isDropped = false;
  #changed = Promise.withResolvers<void>();

  /** Resolves when there is room for more. */
  get roomy(): Promise<void> {
    return this.#waitUntil(() => this.#bytes < MAX_WAITING_BYTES);
  }

  add(parcel: Parcel): void {
    if (this.#isDropped) return;
    this.#waiting.push(parcel);
    this.#bytes += parcel.bytes.length;
    this.#change();
  }

  end(): void {
    this.#hasEnded = true;
    this.#change();
  }

  /** Takes nothing any more. */
  drop(): void {
    this.#isDropped = true;
    this.#waiting.length = this.#bytes = 0;
    this.#change();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Parcel> {
    for (;;) {
      await this.#waitUntil(() => this.#waiting.length > 0 || this.#hasEnded);
      const parcel = this.#waiting.shift();
      if (parcel === undefined) return;
      this.#bytes -= parcel.bytes.length;
      this.#change();
      yield parcel;
    }
  }

  async #waitUntil(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
