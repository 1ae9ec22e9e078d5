import { fromHex } from "../../base/hex.ts";
import { CodecError } from "../../base/errors.ts";
import { MAX_FRAME_BYTES, MAX_FRAME_OBJECTS } from "../../base/limits.ts";
import { isFaithful, SHORT_TEXT, unitsOf, writeUtf8 } from "./text.ts";
import * as tags from "../wire/tag.ts";

/** The first bytes of items, by their kinds; the low bits say how long. */
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const TAG = 0xc0;
const FLOAT = 0xfb;

/** The values that are a byte of their own. */
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const UNDEFINED = 0xf7;

const SMALLEST = 1_024;

/** The longest head of an item in bytes. */
const HEAD = 5;

/** What a text takes at most: a head and three bytes for each unit. */
const BYTES_OF_UNIT = 3;

/** What a text of as many units as a frame may have bytes reserves. */
const MOST = BYTES_OF_UNIT * MAX_FRAME_BYTES;

/**
 * Writes the items of standard CBOR behind each other into one buffer that
 * grows: definite lengths, the shortest heads, floats in eight bytes.
 *
 * @example Write a list of two items
 * ```ts
 * import { ItemWriter } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const to = new ItemWriter();
 * to.writeArray(2);
 * to.writeText("a");
 * to.writeNumber(500);
 * assertEquals(to.toBytes().toHex(), "8261611901f4");
 * ```
 */
export class ItemWriter {
  #bytes = new Uint8Array(SMALLEST);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #objects = 0;

  /** How many bytes are written. */
  get length(): number {
    return this.#at;
  }

  /** The buffer: what is written is its beginning, until more is written. */
  get buffer(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Returns a copy of what is written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }

  /** How many objects are written. */
  get objects(): number {
    return this.#objects;
  }

  /** Takes back what was written since it had so many bytes and objects. */
  rewind(length: number, objects: number): void {
    this.#at = length;
    this.#objects = objects;
  }

  /** Forgets what is written, and gives a large buffer back. */
  clear(most: number): void {
    this.#at = 0;
    this.#objects = 0;
    if (this.#bytes.length > most) this.#use(new Uint8Array(SMALLEST));
  }

  /**
   * Refuses what no reader takes: too many bytes, or too many objects.
   *
   * @throws {CodecError} If it is too large.
   */
  checkSize(): void {
    if (this.#at > MAX_FRAME_BYTES || this.#objects > MAX_FRAME_OBJECTS) {
      throw tooLarge();
    }
  }

  /** Writes a number: an integer of 32 bits as one, any other as a float. */
  writeNumber(value: number): void {
    this.#reserve(9);
    if (value >>> 0 === value) {
      if (value === 0 && Object.is(value, -0)) return this.#writeMinusZero();
      return this.#writeHead(0, value);
    }
    const opposite = -1 - value;
    if (opposite >>> 0 === opposite) return this.#writeHead(0x20, opposite);
    this.#bytes[this.#at] = FLOAT;
    this.#view.setFloat64(this.#at + 1, value);
    this.#at += 9;
  }

  /** Writes a text; one that text cannot hold is tagged. */
  writeText(text: string): void {
    const { length } = text;
    if (length > SHORT_TEXT) return this.#writeOtherText(text);
    this.#reserve(HEAD + length * BYTES_OF_UNIT);
    const bytes = this.#bytes;
    let at = this.#at;
    if (length >= 24) bytes[at++] = TEXT | 24;
    bytes[at++] = length < 24 ? TEXT | length : length;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return this.#writeOtherText(text);
      bytes[at++] = unit;
    }
    this.#at = at;
  }

  /** Writes a bigint as tagged bytes, so that none is read as a number. */
  writeBigint(value: bigint): void {
    const isNegative = value < 0n;
    const digits = (isNegative ? -1n - value : value).toString(16);
    this.writeTag(isNegative ? tags.NEGATIVE_BIGINT_TAG : tags.BIGINT_TAG);
    this.writeBytes(
      fromHex(digits.length % 2 === 0 ? digits : `0${digits}`),
    );
  }

  /** Writes a boolean. */
  writeBoolean(value: boolean): void {
    this.#writeByte(value ? TRUE : FALSE);
  }

  /** Writes `null`. */
  writeNull(): void {
    this.#writeByte(NULL);
  }

  /** Writes `undefined`. */
  writeUndefined(): void {
    this.#writeByte(UNDEFINED);
  }

  /** Writes a byte string. */
  writeBytes(bytes: Uint8Array): void {
    this.#objects++;
    this.#reserve(HEAD + bytes.length);
    this.#writeHead(BYTES, bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes the head of a list, whose items come next. */
  writeArray(length: number): void {
    this.#objects++;
    this.#reserve(HEAD);
    this.#writeHead(ARRAY, length);
  }

  /** Writes the head of a map, whose keys and values come next, by turns. */
  writeMap(size: number): void {
    this.#objects++;
    this.#reserve(HEAD);
    this.#writeHead(MAP, size);
  }

  /** Writes a tag, whose content comes next. */
  writeTag(tag: number): void {
    this.#objects++;
    this.#reserve(HEAD);
    this.#writeHead(TAG, tag);
  }

  /** Writes the head of a named object, whose parts come next. */
  writeNamed(name: tags.ObjectName, parts: number): void {
    this.writeTag(tags.OBJECT_TAG);
    this.writeArray(parts + 1);
    this.writeText(name);
  }

  #writeMinusZero(): void {
    this.writeNamed("Number", 1);
    this.writeText("-0");
  }

  #writeOtherText(text: string): void {
    if (!isFaithful(text)) {
      this.writeNamed("String", 1);
      return this.writeBytes(unitsOf(text));
    }
    const { length } = text;
    this.#reserve(HEAD + length * BYTES_OF_UNIT);
    const start = this.#at + sizeOfHead(length);
    const end = writeUtf8(this.#bytes, start, text);
    const moved = this.#at + sizeOfHead(end - start);
    // The head is longer than it seemed from the number of units.
    if (moved !== start) this.#bytes.copyWithin(moved, start, end);
    this.#writeHead(TEXT, end - start);
    this.#at = moved + end - start;
  }

  #writeByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = byte;
  }

  #writeHead(kind: number, argument: number): void {
    const bytes = this.#bytes;
    const at = this.#at;
    if (argument < 24) {
      bytes[at] = kind | argument;
      this.#at = at + 1;
    } else if (argument < 0x100) {
      bytes[at] = kind | 24;
      bytes[at + 1] = argument;
      this.#at = at + 2;
    } else if (argument < 0x10000) {
      bytes[at] = kind | 25;
      bytes[at + 1] = argument >> 8;
      bytes[at + 2] = argument;
      this.#at = at + 3;
    } else {
      bytes[at] = kind | 26;
      bytes[at + 1] = argument >>> 24;
      bytes[at + 2] = argument >>> 16;
      bytes[at + 3] = argument >>> 8;
      bytes[at + 4] = argument;
      this.#at = at + 5;
    }
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes > this.#bytes.length) this.#grow(this.#at + bytes);
  }

  #grow(least: number): void {
    // A text reserves more than it takes as a rule.
    if (this.#at > MAX_FRAME_BYTES || least > MOST) throw tooLarge();
    const grown = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function sizeOfHead(length: number): number {
  if (length < 24) return 1;
  return length < 0x100 ? 2 : length < 0x10000 ? 3 : 5;
}

/** Returns the refusal of a value that no frame is large enough for. */
export function tooLarge(cause?: unknown): CodecError {
  return new CodecError("the value is too large to be a message", {
    path: "",
    expected: `at most ${MAX_FRAME_BYTES} bytes`,
    actual: "a larger value",
    cause,
  });
}
