import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import type { CodedClass } from "../check/coded.ts";
import type { Literal } from "../check/literal.ts";
import { nestBy, type PartCopier } from "../check/mismatch.ts";
import { isExactly, isPlain } from "../copy/kind.ts";
import { copyAny } from "../copy/copy.ts";
import {
  entriesOf,
  membersOf,
  sizeOfMap,
  sizeOfSet,
} from "../copy/platform_object.ts";
import {
  ENCODING,
  type Reference,
  type ReferenceOwner,
} from "../reference/reference.ts";
import * as tags from "../wire/tag.ts";
import { ItemWriter } from "./item_writer.ts";
import { MAX_TYPED_DEPTH, UNUSUAL } from "./unusual.ts";
import { writeAny, writeReference } from "./write_any.ts";

/**
 * Writes one value of a type, as the copy would be written that the type's
 * copier makes; throws anything where that is not quick.
 */
export type Write = (value: unknown, to: Writer) => void;

/** An object whose members are about to be written. */
type Members = Readonly<Record<string, unknown>>;

const isPrototypeOf = Object.prototype.isPrototypeOf;

/**
 * Writes values of declared types: generated code calls it part by part. With
 * a `key`, the name of a member is written in front.
 *
 * It knows the usual case alone and throws where a value is anything else; what
 * was written is taken back then, and a copier says what is wrong, if anything.
 *
 * @example Write a point, and see its bytes
 * ```ts
 * import { Writer } from "@backstage/actors/proxy";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const to = new Writer();
 * const { x, y } = to.object({ x: 1, y: -1 }, 2);
 * to.number(x, "x");
 * to.number(y, "y");
 * assertEquals(to.toBytes().toHex(), "a2617801617920");
 * assertThrows(() => to.number("1"));
 * ```
 */
export class Writer extends ItemWriter {
  /** Who sends what is written: it says whether a reference may be sent. */
  owner: ReferenceOwner = ENCODING;
  #depth = 0;

  /** Begins a value: what was left in the middle counts no more. */
  begin(): void {
    this.#depth = 0;
  }

  /** Writes the name of a member, whose value comes next. */
  key(name: string): this {
    this.writeText(name);
    return this;
  }

  /** Writes the head of an object with so many members, which come next. */
  object(
    value: unknown,
    size: number,
    key?: string,
  ): Readonly<Record<string, unknown>> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw UNUSUAL;
    }
    if (key !== undefined) this.writeText(key);
    this.writeMap(size);
    return value as Members;
  }

  /** Does the same for an object of no class of the platform. */
  open(
    value: unknown,
    size: number,
    key?: string,
  ): Readonly<Record<string, unknown>> {
    const members = this.object(value, size, key);
    if (isPlain(members)) return members;
    throw UNUSUAL;
  }

  /** Writes a string. */
  string(value: unknown, key?: string): void {
    if (typeof value !== "string") throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    this.writeText(value);
  }

  /** Writes a number. */
  number(value: unknown, key?: string): void {
    if (typeof value !== "number") throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    this.writeNumber(value);
  }

  /** Writes a boolean. */
  boolean(value: unknown, key?: string): void {
    if (typeof value !== "boolean") throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    this.writeBoolean(value);
  }

  /** Writes a bigint. */
  bigint(value: unknown, key?: string): void {
    if (typeof value !== "bigint") throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    this.writeBigint(value);
  }

  /** Writes the only value of a literal type. */
  literal(value: unknown, right: Literal, key?: string): void {
    if (value !== right) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    writeAny(right, this);
  }

  /** Writes one of the values of several literal types. */
  oneOf(value: unknown, right: readonly Literal[], key?: string): void {
    if (!right.includes(value as Literal)) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    writeAny(value, this);
  }

  /** Writes `null`, or the value. */
  nullable(value: unknown, write: Write, key?: string): void {
    if (key !== undefined) this.writeText(key);
    if (value === null) this.writeNull();
    else write(value, this);
  }

  /** Writes `undefined`, or the value. */
  maybe(value: unknown, write: Write, key?: string): void {
    if (key !== undefined) this.writeText(key);
    if (value === undefined) this.writeUndefined();
    else write(value, this);
  }

  /** Writes an array. */
  list(value: unknown, write: Write, key?: string): void {
    const items = this.tuple(value, 0, MAX_COLLECTION_SIZE, key);
    const { length } = items;
    this.nest();
    for (let index = 0; index < length; index++) write(items[index], this);
    this.unnest();
    // To read an item may run code of the sender.
    if (items.length !== length) throw UNUSUAL;
  }

  /** Writes the head of a list of an allowed length; its items come next. */
  tuple(
    value: unknown,
    least: number,
    most: number,
    key?: string,
  ): readonly unknown[] {
    if (!Array.isArray(value)) throw UNUSUAL;
    const { length } = value;
    if (length < least || length > most) throw UNUSUAL;
    if (length > MAX_COLLECTION_SIZE) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    this.writeArray(length);
    return value;
  }

  /** Writes a map. */
  map(value: unknown, writeKey: Write, writeValue: Write, key?: string): void {
    if (!isExactly(value, Map.prototype)) throw UNUSUAL;
    const size = sizeOfMap(value);
    this.#openCollection(size, tags.MAP_TAG, key);
    this.writeMap(size);
    let left = size;
    for (const entry of entriesOf(value)) {
      writeKey(entry[0], this);
      writeValue(entry[1], this);
      left--;
    }
    this.#closeCollection(left);
  }

  /** Writes a set. */
  set(value: unknown, write: Write, key?: string): void {
    if (!isExactly(value, Set.prototype)) throw UNUSUAL;
    const size = sizeOfSet(value);
    this.#openCollection(size, tags.SET_TAG, key);
    this.writeArray(size);
    let left = size;
    for (const member of membersOf(value)) {
      write(member, this);
      left--;
    }
    this.#closeCollection(left);
  }

  /** Writes an object of which one index signature declares all members. */
  record(value: unknown, write: Write, key?: string): void {
    if (typeof value !== "object" || value === null) throw UNUSUAL;
    if (Array.isArray(value) || !isPlain(value)) throw UNUSUAL;
    const names = Object.keys(value);
    if (names.includes("__proto__")) throw UNUSUAL;
    this.#openCollection(names.length, undefined, key);
    this.writeMap(names.length);
    const members = value as Members;
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      this.writeText(name);
      write(members[name], this);
    }
    this.#closeCollection(0);
  }

  /** Writes an instance of a class of the platform. */
  instance(
    value: unknown,
    type: { readonly prototype: object },
    key?: string,
  ): void {
    if (!isExactly(value, type.prototype)) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    writeAny(copyAny(value, this.owner, 1), this);
  }

  /** Writes a `DataView` or any typed array. */
  view(value: unknown, key?: string): void {
    if (!ArrayBuffer.isView(value)) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    writeAny(copyAny(value, this.owner, 1), this);
  }

  /** Writes an error. */
  error(value: unknown, key?: string): void {
    if (!(value instanceof Error)) throw UNUSUAL;
    this.unknown(value, key);
  }

  /** Writes a proxy's name, if it is of the class. */
  reference(
    value: unknown,
    type: abstract new (...parts: never[]) => Reference,
    key?: string,
  ): void {
    if (!(value instanceof type)) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    writeReference(this.owner.bind(value), this);
  }

  /** Writes what the codec of an instance's class makes of it. */
  coded<Value extends object, Plain>(
    value: unknown,
    type: CodedClass<Value, Plain>,
    write: Write,
    key?: string,
  ): void {
    if (!isPrototypeOf.call(type.prototype, value as object)) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    write(type.codec.encode(value as Value), this);
  }

  /** Writes a value whose type is not known. */
  unknown(value: unknown, key?: string): void {
    if (key !== undefined) this.writeText(key);
    const isData = typeof value !== "object" || value === null;
    writeAny(
      isData && typeof value !== "function" && typeof value !== "symbol"
        ? value
        : copyAny(value, this.owner, this.#depth + 1),
      this,
    );
  }

  /** Writes the copy that a part's copier makes, of a type of any kind. */
  copied(value: unknown, copy: PartCopier, key?: string): void {
    if (key !== undefined) this.writeText(key);
    writeAny(
      nestBy(this.#depth, () => copy(value, null, this.owner)),
      this,
    );
  }

  /** Enters an object that may hold others of its own type. */
  nest(): void {
    if (++this.#depth > MAX_TYPED_DEPTH) throw UNUSUAL;
  }

  /** Leaves what {@linkcode nest} entered. */
  unnest(): void {
    this.#depth--;
  }

  #openCollection(size: number, tag: number | undefined, key?: string): void {
    if (size > MAX_COLLECTION_SIZE) throw UNUSUAL;
    if (key !== undefined) this.writeText(key);
    if (tag !== undefined) this.writeTag(tag);
    this.nest();
  }

  #closeCollection(left: number): void {
    // It has grown or shrunk meanwhile.
    if (left !== 0) throw UNUSUAL;
    this.unnest();
  }
}
