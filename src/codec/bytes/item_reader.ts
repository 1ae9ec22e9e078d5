import type { CodecError } from "../../base/errors.ts";
import {
  MAX_COLLECTION_SIZE,
  MAX_FRAME_BYTES,
  MAX_FRAME_OBJECTS,
} from "../../base/limits.ts";
import { readFloat16, readFloat32, readFloat64 } from "./float.ts";
import { KnownKeys } from "./known_keys.ts";
import { malformed } from "../wire/malformed.ts";
import { readUtf8 } from "./text.ts";
import { UNUSUAL } from "./unusual.ts";

/** The kinds of items: the high bits of their first bytes. */
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
export const MAP = 5;
export const TAG = 6;
export const SIMPLE = 7;

/** A float of eight bytes, as it begins. */
const FLOAT = 0xfb;

const NULL = 0xf6;

/** How many bytes are copied one by one, without a view on them. */
const SHORT_BYTES = 64;

/** The most bytes that a unit of a text has. */
const BYTES_OF_UNIT = 3;

const EMPTY = new Uint8Array(0);
const SIMPLE_VALUES: readonly unknown[] = [false, true, null, undefined];
const keys = new KnownKeys();

/**
 * Reads the items of CBOR of any origin, one after the other. No length is
 * believed beyond the bytes, and no more objects are built than limits allow.
 *
 * @example Read a list of two items
 * ```ts
 * import { ItemReader } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = Uint8Array.fromHex("8261611901f4");
 * const from = new ItemReader();
 * from.start(bytes, bytes.length);
 * assertEquals(from.readArray(), 2);
 * assertEquals([from.readText(), from.readInteger()], ["a", 500]);
 * ```
 */
export class ItemReader {
  #bytes: Uint8Array = EMPTY;
  #at = 0;
  #end = 0;
  #objects = 0;

  /**
   * Begins to read the first bytes of a buffer.
   *
   * @throws {CodecError} If they are more than a frame may have.
   */
  start(bytes: Uint8Array, length: number): void {
    if (length > MAX_FRAME_BYTES) {
      throw malformed(`they are more than ${MAX_FRAME_BYTES}`);
    }
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = length;
    this.#objects = 0;
  }

  /** Lets the bytes go. */
  stop(): void {
    this.#bytes = EMPTY;
    this.#at = this.#end = 0;
  }

  /** Where the next item begins. */
  get at(): number {
    return this.#at;
  }

  /** How many objects were read. */
  get objects(): number {
    return this.#objects;
  }

  /** Goes back to where so many objects had been read. */
  goBack(at: number, objects: number): void {
    this.#at = at;
    this.#objects = objects;
  }

  /**
   * Refuses what goes on after its end.
   *
   * @throws {CodecError} If it does.
   */
  checkEnd(): void {
    if (this.#at === this.#end) return;
    throw malformed(`they go on after the end at ${this.#at}`);
  }

  /** Returns the kind of the next item. */
  peekKind(): number {
    if (this.#at < this.#end) return this.#bytes[this.#at]! >> 5;
    throw this.#truncated();
  }

  /** Returns the refusal of an item that may not stand where it does. */
  wrongKind(): CodecError {
    return malformed(`the item at ${this.#at} is of the wrong kind`);
  }

  /** Reads an integer. */
  readInteger(): number {
    const isNegative = this.peekKind() === 1;
    const argument = this.#readHead();
    if (argument <= Number.MAX_SAFE_INTEGER - (isNegative ? 1 : 0)) {
      return isNegative ? -1 - argument : argument;
    }
    throw malformed(
      `the integer before ${this.#at} is beyond what a number holds`,
    );
  }

  /** Reads a float, or what has no name: `false`, `null` and the like. */
  readSimple(): unknown {
    const start = this.#at;
    const size = this.#bytes[start]! & 31;
    if (size > 24 && size < 28) return this.#readFloat(size);
    const argument = this.#readHead();
    const value = SIMPLE_VALUES[argument - 20];
    if (size >= 20 && size < 24) return value;
    throw malformed(`the simple value ${argument} is unknown`);
  }

  /** Reads a text. */
  readText(): string {
    const start = this.#readTextHead();
    return readUtf8(this.#bytes, start, this.#at);
  }

  /** Reads a text that is likely to have been read before. */
  readKey(): string {
    const start = this.#readTextHead();
    return keys.find(this.#bytes, start, this.#at) ??
      keys.add(readUtf8(this.#bytes, start, this.#at));
  }

  /** Reads a byte string. */
  readBytes(): Uint8Array<ArrayBuffer> {
    this.#countObject();
    const length = this.#readHead();
    const start = this.#skip(length);
    // A view would keep all of the buffer alive.
    const bytes = new Uint8Array(length);
    if (length > SHORT_BYTES) {
      bytes.set(this.#bytes.subarray(start, this.#at));
    } else {
      for (let at = 0; at < length; at++) bytes[at] = this.#bytes[start + at]!;
    }
    return bytes;
  }

  /** Reads the head of a list; returns how many items it has. */
  readArray(): number {
    this.#countObject();
    const length = this.#readHead();
    this.#checkEntries(length, length);
    return length;
  }

  /** Reads the head of a map; returns how many entries it has. */
  readMap(): number {
    this.#countObject();
    const size = this.#readHead();
    this.#checkEntries(size, size * 2);
    return size;
  }

  /** Reads a tag. */
  readTag(): number {
    this.#countObject();
    const start = this.#at;
    const tag = this.#readHead();
    // No tag of ours is longer.
    if (this.#at - start <= 3) return tag;
    throw malformed(`the tag at ${start} is unknown`);
  }

  /** Reads a number as a rule: not minus zero. */
  takeNumber(): number {
    const at = this.#at;
    if (at >= this.#end) throw UNUSUAL;
    const first = this.#bytes[at]!;
    if (first < 24) {
      this.#at = at + 1;
      return first;
    }
    if (first === FLOAT) return this.#readFloat(27);
    if (first < 0x40) return this.readInteger();
    throw UNUSUAL;
  }

  /** Reads a text as a rule: one that text can hold. */
  takeText(): string {
    if (this.#at < this.#end && this.#bytes[this.#at]! >> 5 === TEXT) {
      return this.readText();
    }
    throw UNUSUAL;
  }

  /** Reads the head of a list as a rule; returns how many items it has. */
  takeArray(): number {
    if (this.peekKind() === ARRAY) return this.readArray();
    throw UNUSUAL;
  }

  /** Reads the head of a map as a rule; returns how many entries it has. */
  takeMap(): number {
    if (this.peekKind() === MAP) return this.readMap();
    throw UNUSUAL;
  }

  /** Reads an item of one byte, if it is the next. */
  takeByte(byte: number): boolean {
    if (this.#at >= this.#end || this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /** Reads `null`, if it is the next. */
  takeNull(): boolean {
    return this.takeByte(NULL);
  }

  /** Reads a text, if it is the next. */
  takeThis(text: string): boolean {
    const { length } = text;
    const start = this.#at + 1;
    if (length < 24 && start + length <= this.#end) {
      const bytes = this.#bytes;
      if (bytes[start - 1] !== (TEXT << 5 | length)) {
        return this.#takeOther(text);
      }
      for (let index = 0; index < length; index++) {
        const unit = text.charCodeAt(index);
        if (bytes[start + index] !== unit || unit > 0x7f) {
          return this.#takeOther(text);
        }
      }
      this.#at = start + length;
      return true;
    }
    return this.#takeOther(text);
  }

  #takeOther(text: string): boolean {
    const start = this.#at;
    if (start >= this.#end || this.#bytes[start]! >> 5 !== TEXT) return false;
    const length = this.#readHead();
    this.#at = start;
    // One long text may be asked for every name that an object has.
    if (length < text.length || length > text.length * BYTES_OF_UNIT) {
      return false;
    }
    if (this.readText() === text) return true;
    this.#at = start;
    return false;
  }

  #readTextHead(): number {
    const length = this.#readHead();
    return this.#skip(length);
  }

  #countObject(): void {
    if (++this.#objects > MAX_FRAME_OBJECTS) {
      throw malformed(`they hold more than ${MAX_FRAME_OBJECTS} objects`);
    }
  }

  #readFloat(size: number): number {
    this.#at++;
    const start = this.#skip(1 << size - 24);
    if (size === 27) return readFloat64(this.#bytes, start);
    return size === 26
      ? readFloat32(this.#bytes, start)
      : readFloat16(this.#bytes, start);
  }

  /** Reads the head of the next item, which is there; returns its number. */
  #readHead(): number {
    const size = this.#bytes[this.#at++]! & 31;
    return size < 24 ? size : this.#readArgument(size);
  }

  #readArgument(size: number): number {
    if (size > 27) {
      throw malformed(`the item before ${this.#at} has no definite length`);
    }
    const bytes = this.#bytes;
    const start = this.#skip(1 << size - 24);
    if (size === 24) return bytes[start]!;
    if (size === 25) return bytes[start]! << 8 | bytes[start + 1]!;
    if (size === 26) return readUint32(bytes, start);
    return readUint32(bytes, start) * 2 ** 32 + readUint32(bytes, start + 4);
  }

  /** Checks that a container of so many items can be. */
  #checkEntries(entries: number, items: number): void {
    // An item has a byte at least, so no length is believed beyond the bytes.
    if (items > this.#end - this.#at) throw this.#truncated();
    if (entries > MAX_COLLECTION_SIZE) {
      throw malformed(`they declare more than ${MAX_COLLECTION_SIZE} entries`);
    }
  }

  /** Skips bytes; returns where they begin. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#end - start) throw this.#truncated();
    this.#at = start + length;
    return start;
  }

  #truncated(): CodecError {
    return malformed(`they end at ${this.#end}, before their item`);
  }
}

function readUint32(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! << 8 | bytes[at + 1]!;
  return high * 0x10000 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
}
