import { NO_BYTES } from "./packer.ts";

/** Texts up to this length are read without the platform's help. */
const SHORT_TEXT = 64;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const { fromCharCode } = String;

/** A list of each length: to fill one and spread it makes no garbage. */
const scratch: readonly number[][] = Array.from(
  { length: SHORT_TEXT + 1 },
  (_, length) => new Array<number>(length).fill(0),
);

/** Decodes UTF-8 as it is, with a byte order mark where it begins with one. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Reads what a `Packer` has written. */
export class Unpacker {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  /** Begins to read a buffer. */
  constructor(buffer: ArrayBuffer) {
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }

  /** Whether all is read. */
  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Where the next value begins. */
  get at(): number {
    return this.#at;
  }

  /** Goes on at another place. */
  goTo(at: number): void {
    this.#at = at;
  }

  /** Reads a whole number of 32 bits. */
  integer(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  /** Reads a number that is there. */
  number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** Reads a number, or `null`. */
  numberOrNull(): number | null {
    const value = this.number();
    return Number.isNaN(value) ? null : value;
  }

  /** Reads a text. */
  text(): string {
    const length = this.integer();
    const start = this.#at;
    this.#at += length;
    return this.#readAscii(start, length) ??
      decodeText(this.#bytes.subarray(start, this.#at));
  }

  /** Reads bytes that are there, as a view on the buffer. */
  view(): Uint8Array<ArrayBuffer> {
    const length = this.integer();
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  /** Reads bytes as a view on the buffer, or `null`. */
  viewOrNull(): Uint8Array<ArrayBuffer> | null {
    const at = this.#at;
    if (this.integer() === NO_BYTES) return null;
    this.#at = at;
    return this.view();
  }

  /** Reads a short text, unless it is another one. */
  #readAscii(start: number, length: number): string | null {
    if (length > SHORT_TEXT) return null;
    const units = scratch[length]!;
    let bits = 0;
    for (let index = 0; index < length; index++) {
      const byte = this.#bytes[start + index]!;
      bits |= byte;
      units[index] = byte;
    }
    return bits > 0x7f ? null : fromCharCode.apply(null, units);
  }
}
