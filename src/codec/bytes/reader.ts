import type { CodedClass } from "../check/coded.ts";
import type { Literal } from "../check/literal.ts";
import { nestBy, type PartCopier } from "../check/mismatch.ts";
import { copyAny } from "../copy/copy.ts";
import { isExactly } from "../copy/kind.ts";
import {
  Reference,
  type ReferenceOwner,
  UNOWNED,
} from "../reference/reference.ts";
import * as tags from "../wire/tag.ts";
import { ARRAY, ItemReader, MAP, SIMPLE, TAG, TEXT } from "./item_reader.ts";
import { readAny } from "./read_any.ts";
import { MAX_TYPED_DEPTH, UNUSUAL } from "./unusual.ts";

/**
 * Reads one value of a type, as the type's copier would return it; throws
 * anything where bytes are not as the type's {@linkcode Write} writes them.
 */
export type Read = (from: Reader) => unknown;

const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const UNDEFINED = 0xf7;

/**
 * Reads values of declared types: generated code calls it part by part. With a
 * `key`, the name of a member must stand in front.
 *
 * It takes what a `Writer` writes and throws where bytes are anything else;
 * they are read once more then, without their type, and a copier says what is
 * wrong, if anything is.
 *
 * @example Read a point
 * ```ts
 * import { Reader } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = Uint8Array.fromHex("a2617801617920");
 * const from = new Reader();
 * from.start(bytes, bytes.length);
 * from.object(2);
 * const point = { x: from.number("x"), y: from.number("y") };
 * assertEquals(point, { x: 1, y: -1 });
 * ```
 */
export class Reader extends ItemReader {
  /** Who receives what is read; references are bound to it. */
  owner: ReferenceOwner = UNOWNED;
  #depth = 0;

  /** Begins a value: what was left in the middle counts no more. */
  begin(): void {
    this.#depth = 0;
  }

  /** Reads the name of a member, whose value comes next. */
  key(name: string): this {
    if (this.takeThis(name)) return this;
    throw UNUSUAL;
  }

  /** Tells whether the next member has a name; reads the name if so. */
  is(name: string): boolean {
    return this.takeThis(name);
  }

  /** Reads the head of an object, which has so many members. */
  object(size: number, key?: string): void {
    if (key !== undefined) this.key(key);
    if (this.takeMap() !== size) throw UNUSUAL;
  }

  /** Reads the head of an object; returns how many more it has than least. */
  members(least: number, most: number, key?: string): number {
    if (key !== undefined) this.key(key);
    const size = this.takeMap();
    if (size >= least && size <= most) return size - least;
    throw UNUSUAL;
  }

  /** Refuses members that nothing was read of. */
  none(left: number): void {
    if (left !== 0) throw UNUSUAL;
  }

  /** Reads a string. */
  string(key?: string): string {
    if (key !== undefined) this.key(key);
    return this.takeText();
  }

  /** Reads a number. */
  number(key?: string): number {
    if (key !== undefined) this.key(key);
    return this.takeNumber();
  }

  /** Reads a boolean. */
  boolean(key?: string): boolean {
    if (key !== undefined) this.key(key);
    if (this.takeByte(TRUE)) return true;
    if (this.takeByte(FALSE)) return false;
    throw UNUSUAL;
  }

  /** Reads a bigint. */
  bigint(key?: string): bigint {
    if (key !== undefined) this.key(key);
    if (this.peekKind() !== TAG) throw UNUSUAL;
    const value = readAny(this, this.owner);
    if (typeof value === "bigint") return value;
    throw UNUSUAL;
  }

  /** Reads the only value of a literal type. */
  literal<Value extends Literal>(right: Value, key?: string): Value {
    if (key !== undefined) this.key(key);
    const isRight = typeof right === "string"
      ? this.takeThis(right)
      : this.#scalar() === right;
    if (isRight) return right;
    throw UNUSUAL;
  }

  /** Reads one of the values of several literal types. */
  oneOf<Value extends Literal>(right: readonly Value[], key?: string): Value {
    if (key !== undefined) this.key(key);
    const value = this.#scalar() as Value;
    if (right.includes(value)) return value;
    throw UNUSUAL;
  }

  /** Reads `null`, or a value. */
  nullable(read: Read, key?: string): unknown {
    if (key !== undefined) this.key(key);
    return this.takeByte(NULL) ? null : read(this);
  }

  /** Reads `undefined`, or a value. */
  maybe(read: Read, key?: string): unknown {
    if (key !== undefined) this.key(key);
    return this.takeByte(UNDEFINED) ? undefined : read(this);
  }

  /** Reads an array. */
  list<Item>(read: (from: Reader) => Item, key?: string): Item[] {
    if (key !== undefined) this.key(key);
    const length = this.takeArray();
    this.nest();
    const items: Item[] = [];
    for (let index = 0; index < length; index++) items.push(read(this));
    this.unnest();
    return items;
  }

  /** Reads the head of a list of an allowed length; returns the length. */
  tuple(least: number, most: number, key?: string): number {
    if (key !== undefined) this.key(key);
    const length = this.takeArray();
    if (length >= least && length <= most) return length;
    throw UNUSUAL;
  }

  /** Reads a map. */
  map<Key, Value>(
    readKey: (from: Reader) => Key,
    readValue: (from: Reader) => Value,
    key?: string,
  ): Map<Key, Value> {
    if (key !== undefined) this.key(key);
    this.#tag(tags.MAP_TAG, MAP);
    const size = this.readMap();
    this.nest();
    const map = new Map<Key, Value>();
    for (let index = 0; index < size; index++) {
      const entry = readKey(this);
      map.set(entry, readValue(this));
    }
    this.unnest();
    if (map.size === size) return map;
    throw UNUSUAL;
  }

  /** Reads a set. */
  set<Item>(read: (from: Reader) => Item, key?: string): Set<Item> {
    if (key !== undefined) this.key(key);
    this.#tag(tags.SET_TAG, ARRAY);
    const size = this.readArray();
    this.nest();
    const set = new Set<Item>();
    for (let index = 0; index < size; index++) set.add(read(this));
    this.unnest();
    if (set.size === size) return set;
    throw UNUSUAL;
  }

  /** Reads an object of which one index signature declares all members. */
  record<Value>(
    read: (from: Reader) => Value,
    key?: string,
  ): Record<string, Value> {
    if (key !== undefined) this.key(key);
    const size = this.takeMap();
    this.nest();
    const record: Record<string, Value> = {};
    for (let index = 0; index < size; index++) {
      if (this.peekKind() !== TEXT) throw UNUSUAL;
      const name = this.readKey();
      if (name === "__proto__") throw UNUSUAL;
      record[name] = read(this);
    }
    this.unnest();
    if (Object.keys(record).length === size) return record;
    throw UNUSUAL;
  }

  /** Reads an instance of a class of the platform. */
  instance<Data extends object>(
    type: { readonly prototype: Data },
    key?: string,
  ): Data {
    if (key !== undefined) this.key(key);
    const value = readAny(this, this.owner);
    if (isExactly(value, type.prototype)) return value;
    throw UNUSUAL;
  }

  /** Reads a `DataView` or any typed array. */
  view(key?: string): ArrayBufferView {
    if (key !== undefined) this.key(key);
    const value = readAny(this, this.owner);
    if (ArrayBuffer.isView(value)) return value;
    throw UNUSUAL;
  }

  /** Reads an error. */
  error(key?: string): Error {
    const value = this.unknown(key);
    if (value instanceof Error) return value;
    throw UNUSUAL;
  }

  /** Reads a proxy's name; returns the receiver's, if it is of the class. */
  reference<Proxy extends Reference>(
    type: abstract new (...parts: never[]) => Proxy,
    key?: string,
  ): Proxy {
    if (key !== undefined) this.key(key);
    const value = readAny(this, this.owner);
    if (value instanceof type) return this.owner.bind(value) as Proxy;
    throw UNUSUAL;
  }

  /** Reads what the codec of a class made of an instance, and decodes it. */
  coded<Value extends object, Plain>(
    type: CodedClass<Value, Plain>,
    read: Read,
    key?: string,
  ): Value {
    if (key !== undefined) this.key(key);
    return type.codec.decode(read(this) as Plain);
  }

  /** Reads a value whose type is not known. */
  unknown(key?: string): unknown {
    if (key !== undefined) this.key(key);
    const depth = this.#depth + 1;
    return copyAny(readAny(this, this.owner, depth), this.owner, depth);
  }

  /** Reads what a part's copier returns, of a type of any kind. */
  copied(copy: PartCopier, key?: string): unknown {
    if (key !== undefined) this.key(key);
    const value = readAny(this, this.owner, this.#depth + 1);
    return nestBy(this.#depth, () => copy(value, null, this.owner));
  }

  /** Enters an object that may hold others of its own type. */
  nest(): void {
    if (++this.#depth > MAX_TYPED_DEPTH) throw UNUSUAL;
  }

  /** Leaves what {@linkcode nest} entered. */
  unnest(): void {
    this.#depth--;
  }

  #tag(tag: number, kind: number): void {
    if (this.peekKind() !== TAG || this.readTag() !== tag) throw UNUSUAL;
    if (this.peekKind() !== kind) throw UNUSUAL;
  }

  #scalar(): unknown {
    const kind = this.peekKind();
    if (kind === TEXT) return this.readKey();
    if (kind === SIMPLE) return this.readSimple();
    if (kind < 2) return this.readInteger();
    throw UNUSUAL;
  }
}
