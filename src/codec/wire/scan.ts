import type { CodecError } from "../../base/errors.ts";
import {
  MAX_COLLECTION_SIZE,
  MAX_FRAME_OBJECTS,
  MAX_WIRE_DEPTH,
} from "../../base/limits.ts";
import { malformed } from "./malformed.ts";
import * as tags from "./tag.ts";
import { TYPED_ARRAYS } from "../copy/typed_array.ts";

// Major types, and sets of them as bits: those allowed in one place.
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const SIMPLE = 7;
const ANYTHING = 0b1111_1111;
const NUMBERS = 1 << 0 | 1 << 1 | 1 << SIMPLE;
const BYTES = 1 << 2;
const OBJECTS = BYTES | 1 << ARRAY | 1 << MAP | 1 << TAG;
const KEYS = 1 << TEXT | 1 << TAG;

/** The major types allowed under each known tag. */
const TAG_CONTENTS: ReadonlyMap<number, number> = new Map([
  [tags.DATE_TAG, NUMBERS],
  [tags.BIGINT_TAG, BYTES],
  [tags.NEGATIVE_BIGINT_TAG, BYTES],
  [tags.OBJECT_TAG, 1 << ARRAY],
  [tags.URL_TAG, 1 << TEXT],
  [tags.SET_TAG, 1 << ARRAY],
  [tags.MAP_TAG, 1 << MAP],
  ...TYPED_ARRAYS.map(({ tag }): [number, number] => [tag, BYTES]),
]);

/**
 * Deepest nesting of items: an error takes two levels, a frame one. The nesting
 * of values is counted exactly when they are built.
 */
const MAX_ITEM_DEPTH = 2 * MAX_WIRE_DEPTH + 1;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Checks bytes before cbor-x sees them, and hides their tags from it: the
 * bytes must be one well-formed item, of definite lengths that the bytes bear
 * out, with known tags only, and they are changed in place.
 * Returns how many map entries and set members the bytes declare.
 *
 * @throws {CodecError} If the bytes break one of these rules.
 */
export function scanBytes(bytes: Uint8Array): number {
  return new Scan(bytes).run();
}

/**
 * Returns a tag as cbor-x is to see it. cbor-x has a meaning for most tags, in
 * a table that is one per process and that any module may change, so it sees
 * none of ours: moved, they come back as a `Tag`, and its size stays the same.
 */
function hideTag(tag: number): number {
  return tag < 24 ? tag + 8 : tag + 128;
}

/** Returns the tag that {@linkcode scanBytes} hid from cbor-x. */
export function unhideTag(tag: number): number {
  return tag < 24 ? tag - 8 : tag - 128;
}

class Scan {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;
  #declared = 0;
  #objects = 0;
  /** Items that each open container still needs, the outermost first. */
  readonly #missing: number[] = [1];
  /** Whether each open container is an object, so that its keys are text. */
  readonly #isObject: boolean[] = [false];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength,
    );
  }

  run(): number {
    // One step an item, not one call a level: depth costs no stack here.
    for (let level = 0; level >= 0; level = this.#missing.length - 1) {
      const missing = this.#missing[level]!;
      if (missing === 0) {
        this.#missing.pop();
        this.#isObject.pop();
        continue;
      }
      this.#missing[level] = missing - 1;
      // An object's keys and values take turns, and its last is a value.
      const isKey = this.#isObject[level] && missing % 2 === 0;
      this.#checkItem(isKey ? KEYS : ANYTHING);
    }
    if (this.#position < this.#bytes.length) {
      throw malformed(`they go on after the end at ${this.#position}`);
    }
    return this.#declared;
  }

  #checkItem(place: number): void {
    let allowed = place;
    let tag: number | undefined;
    while (true) {
      const start = this.#position;
      if (start >= this.#bytes.length) throw this.#truncated();
      const initial = this.#bytes[start]!;
      const major = initial >> 5;
      if ((allowed >> major & 1) === 0) {
        throw malformed(`the item at ${start} is of the wrong kind`);
      }
      if ((OBJECTS >> major & 1) === 1) this.#countObject();
      this.#position++;
      const argument = this.#readArgument(initial & 31);
      if (major !== TAG) {
        return this.#checkContent(major, initial & 31, argument, tag);
      }
      tag = argument;
      allowed = this.#checkTag(tag, start);
    }
  }

  #checkContent(
    major: number,
    size: number,
    argument: number,
    tag: number | undefined,
  ): void {
    switch (major) {
      case 0:
      case 1:
        return this.#checkInteger(major, argument);
      case TEXT:
        return this.#checkText(argument);
      case ARRAY:
        if (tag === tags.SET_TAG) this.#declared += argument;
        return this.#open(argument, argument, false);
      case MAP:
        this.#declared += argument;
        return this.#open(argument, argument * 2, tag !== tags.MAP_TAG);
      case SIMPLE:
        return this.#checkSimple(size, argument);
      default:
        this.#skip(argument);
    }
  }

  #countObject(): void {
    if (++this.#objects > MAX_FRAME_OBJECTS) {
      throw malformed(`they hold more than ${MAX_FRAME_OBJECTS} objects`);
    }
  }

  /** Reads the number in an item's head; a float's bits are read as one. */
  #readArgument(size: number): number {
    if (size < 24) return size;
    if (size > 27) {
      throw malformed(
        `the item before ${this.#position} has no definite length`,
      );
    }
    const start = this.#position;
    this.#skip(1 << size - 24);
    switch (size) {
      case 24:
        return this.#bytes[start]!;
      case 25:
        return this.#view.getUint16(start);
      case 26:
        return this.#view.getUint32(start);
      default:
        return this.#view.getUint32(start) * 2 ** 32 +
          this.#view.getUint32(start + 4);
    }
  }

  #checkInteger(major: number, argument: number): void {
    if (argument > Number.MAX_SAFE_INTEGER - major) {
      throw malformed(
        `the integer before ${this.#position} is beyond what a number holds`,
      );
    }
  }

  #checkSimple(size: number, argument: number): void {
    // 20 to 23 are false, true, null and undefined, longer ones are floats.
    if (size === 24 || size < 20) {
      throw malformed(`the simple value ${argument} is unknown`);
    }
  }

  #checkTag(tag: number, start: number): number {
    const contents = TAG_CONTENTS.get(tag);
    const size = this.#position - start;
    if (contents === undefined || size > 3) {
      throw malformed(`the tag at ${start} is unknown`);
    }
    const hidden = hideTag(tag);
    if (size === 1) this.#bytes[start] = TAG << 5 | hidden;
    else if (size === 2) this.#bytes[start + 1] = hidden;
    else this.#view.setUint16(start + 1, hidden);
    return contents;
  }

  #open(entries: number, items: number, isObject: boolean): void {
    // An item has a byte at least, so no length is believed beyond the bytes.
    if (items > this.#bytes.length - this.#position) throw this.#truncated();
    if (entries > MAX_COLLECTION_SIZE) {
      throw malformed(`they declare more than ${MAX_COLLECTION_SIZE} entries`);
    }
    if (this.#missing.length > MAX_ITEM_DEPTH) {
      throw malformed(`they nest deeper than ${MAX_WIRE_DEPTH}`);
    }
    this.#missing.push(items);
    this.#isObject.push(isObject);
  }

  #checkText(length: number): void {
    const start = this.#position;
    this.#skip(length);
    let at = start;
    while (at < this.#position && this.#bytes[at]! < 0x80) at++;
    if (at === this.#position) return;
    const text = this.#decodeText(at);
    if (at === start && text.charCodeAt(0) === 0xfeff) {
      // cbor-x would drop it silently.
      throw malformed(`the text at ${start} begins with a byte order mark`);
    }
  }

  #decodeText(start: number): string {
    try {
      return utf8.decode(this.#bytes.subarray(start, this.#position));
    } catch (cause) {
      throw malformed(`the text before ${this.#position} is not UTF-8`, {
        cause,
      });
    }
  }

  #skip(length: number): void {
    if (length > this.#bytes.length - this.#position) throw this.#truncated();
    this.#position += length;
  }

  #truncated(): CodecError {
    return malformed(`they end at ${this.#bytes.length}, before their item`);
  }
}
