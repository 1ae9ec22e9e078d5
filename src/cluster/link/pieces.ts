import {
  LINK_LARGE_AT_ONCE,
  LINK_MESSAGE_BYTES,
} from "../../base/link_limits.ts";

/** A large message of which pieces are there. */
interface Partial {
  bytes: Uint8Array;
  length: number;
  readonly whole: number;
}

/**
 * Makes large messages of their pieces, which come in order. Room is made for
 * what has come, not for what is said to come.
 */
export class Pieces {
  readonly #partials = new Map<number, Partial>();

  /**
   * Adds a piece; returns the message once it is whole, `null` until then, and
   * `undefined` if the piece says what cannot be.
   */
  add(
    large: number,
    whole: number,
    piece: Uint8Array,
  ): Uint8Array | null | undefined {
    const partial = this.#partials.get(large) ?? this.#begin(large, whole);
    if (partial === null || piece.length === 0) return undefined;
    const length = partial.length + piece.length;
    if (partial.whole !== whole || length > whole) return undefined;
    if (length > partial.bytes.length) grow(partial, length);
    partial.bytes.set(piece, partial.length);
    partial.length = length;
    if (length < whole) return null;
    this.#partials.delete(large);
    return partial.bytes.length === whole
      ? partial.bytes
      : partial.bytes.slice(0, whole);
  }

  /** Forgets all. */
  clear(): void {
    this.#partials.clear();
  }

  #begin(large: number, whole: number): Partial | null {
    const isTooMuch = whole > LINK_MESSAGE_BYTES ||
      this.#partials.size >= LINK_LARGE_AT_ONCE;
    if (isTooMuch) return null;
    const partial = { bytes: new Uint8Array(0), length: 0, whole };
    this.#partials.set(large, partial);
    return partial;
  }
}

function grow(partial: Partial, needed: number): void {
  const length = Math.min(Math.max(needed, 2 * partial.length), partial.whole);
  const bytes = new Uint8Array(length);
  bytes.set(partial.bytes.subarray(0, partial.length));
  partial.bytes = bytes;
}
