const SMALLEST = 1_024;

/** How much of a grown buffer is kept for the next batch. */
const KEPT = 1_048_576;

/** Texts up to this length are written without the platform's help. */
const SHORT_TEXT = 64;

/** Bytes that a UTF-16 code unit takes at most. */
const BYTES_OF_UNIT = 3;

/** The length that says that there are no bytes. */
export const NO_BYTES = 0xffff_ffff;

const encoder = new TextEncoder();

/** Writes what the thread and its owner tell each other into one buffer. */
export class Packer {
  #bytes = new Uint8Array(SMALLEST);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** How many bytes are written. */
  get length(): number {
    return this.#at;
  }

  /** Returns a copy of what is written, to give away, and begins anew. */
  take(): ArrayBuffer {
    const taken = this.#bytes.buffer.slice(0, this.#at);
    this.#at = 0;
    if (this.#bytes.length > KEPT) this.#use(new Uint8Array(SMALLEST));
    return taken;
  }

  /** Takes back what was written since it had so many bytes. */
  rewind(length: number): void {
    this.#at = length;
  }

  /** Writes a whole number of 32 bits. */
  integer(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** Writes a whole number in the place of another one. */
  patch(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** Writes a number, or what says that there is none. */
  number(value: number | null | undefined): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value ?? NaN, true);
    this.#at += 8;
  }

  /** Writes a text without lone surrogates. */
  text(text: string): void {
    const { length } = text;
    this.#reserve(4 + length * BYTES_OF_UNIT);
    const start = this.#at + 4;
    const end = this.#writeAscii(text, start) ?? start +
        encoder.encodeInto(text, this.#bytes.subarray(start)).written;
    this.#view.setUint32(this.#at, end - start, true);
    this.#at = end;
  }

  /** Writes bytes, or that there are none. */
  blob(bytes: Uint8Array | null): void {
    if (bytes === null) return this.integer(NO_BYTES);
    this.integer(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes a short text; returns its end, unless it is another one. */
  #writeAscii(text: string, start: number): number | null {
    const { length } = text;
    if (length > SHORT_TEXT) return null;
    const bytes = this.#bytes;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return null;
      bytes[start + index] = unit;
    }
    return start + length;
  }

  #reserve(bytes: number): void {
    const least = this.#at + bytes;
    if (least <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
