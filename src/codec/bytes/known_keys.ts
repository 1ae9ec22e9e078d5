/** Keys of this length and below are kept. */
const LONGEST = 32;

/** How many keys are kept; a power of two. */
const KEPT = 1_024;

/**
 * Names of members that were read: as a rule the next object has the same, and
 * a text that is there already need be neither made nor looked up.
 */
export class KnownKeys {
  readonly #keys: string[] = new Array(KEPT).fill("");
  #place = 0;

  /** Returns the key between two places, if it is known. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    const length = end - start;
    if (length === 0 || length > LONGEST) {
      this.#place = -1;
      return undefined;
    }
    const place = (bytes[start]! * 31 + bytes[end - 1]! * 7 +
      bytes[start + (length >> 1)]! * 131 + length * 521) & (KEPT - 1);
    this.#place = place;
    const key = this.#keys[place]!;
    if (key.length !== length) return undefined;
    for (let index = 0; index < length; index++) {
      const unit = key.charCodeAt(index);
      if (unit !== bytes[start + index] || unit > 0x7f) return undefined;
    }
    return key;
  }

  /** Keeps the key that was just not found, and returns it. */
  add(key: string): string {
    if (this.#place >= 0) this.#keys[this.#place] = key;
    return key;
  }
}
