import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import type { CodedClass } from "../check/coded.ts";
import type { Literal } from "../check/literal.ts";
import type { TextForm } from "../check/text_form.ts";
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

/** The half of a codec that writes. */
export interface WriteCodec {
  /** Writes a value. */
  readonly write: Write;
}

/** An object whose members are about to be written. */
type Members = Readonly<Record<string, unknown>>;

function asArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length <= MAX_COLLECTION_SIZE) return value;
  throw UNUSUAL;
}

const isPrototypeOf = Object.prototype.isPrototypeOf;

/**
 * Writes values of declared types: generated code calls it part by part.
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
 * to.key("x").number(x);
 * to.key("y").number(y);
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

  /** Returns an object whose members are written next. */
  members(value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Members;
    }
    throw UNUSUAL;
  }

  /** Does the same for an object of no class of the platform. */
  plain(value: unknown): Readonly<Record<string, unknown>> {
    const members = this.members(value);
    if (isPlain(members)) return members;
    throw UNUSUAL;
  }

  /** Writes the head of an object with so many members, which come next. */
  object(value: unknown, size: number): Readonly<Record<string, unknown>> {
    const members = this.members(value);
    this.writeMap(size);
    return members;
  }

  /** Does the same for an object of no class of the platform. */
  open(value: unknown, size: number): Readonly<Record<string, unknown>> {
    const members = this.plain(value);
    this.writeMap(size);
    return members;
  }

  /** Writes the head of an object with these of its optional members, too. */
  size(required: number, ...optional: readonly unknown[]): void {
    let size = required;
    for (let at = 0; at < optional.length; at++) {
      if (optional[at] !== undefined) size++;
    }
    this.writeMap(size);
  }

  /** Writes a string. */
  string(value: unknown): void {
    if (typeof value !== "string") throw UNUSUAL;
    this.writeText(value);
  }

  /** Writes text of one form. */
  text(value: unknown, form: TextForm): void {
    if (typeof value !== "string" || !form.test(value)) throw UNUSUAL;
    this.writeText(value);
  }

  /** Writes a number. */
  number(value: unknown): void {
    if (typeof value !== "number") throw UNUSUAL;
    this.writeNumber(value);
  }

  /** Writes a boolean. */
  boolean(value: unknown): void {
    if (typeof value !== "boolean") throw UNUSUAL;
    this.writeBoolean(value);
  }

  /** Writes a bigint. */
  bigint(value: unknown): void {
    if (typeof value !== "bigint") throw UNUSUAL;
    this.writeBigint(value);
  }

  /** Writes the only value of a literal type. */
  literal(value: unknown, right: Literal): void {
    // Minus zero is zero, and still has bytes of its own.
    if (!Object.is(value, right)) throw UNUSUAL;
    writeAny(right, this);
  }

  /** Writes one of the values of several literal types. */
  oneOf(value: unknown, right: readonly Literal[]): void {
    if (!right.includes(value as Literal)) throw UNUSUAL;
    writeAny(value, this);
  }

  /** Writes `null`, or the value. */
  nullable(value: unknown, codec: WriteCodec): void {
    if (value === null) this.writeNull();
    else codec.write(value, this);
  }

  /** Writes `undefined`, or the value. */
  maybe(value: unknown, codec: WriteCodec): void {
    if (value === undefined) this.writeUndefined();
    else codec.write(value, this);
  }

  /** Writes `null`, `undefined`, or the value. */
  nullish(value: unknown, codec: WriteCodec): void {
    if (value === null) this.writeNull();
    else this.maybe(value, codec);
  }

  /** Writes an array. */
  list(value: unknown, codec: WriteCodec): void {
    const items = asArray(value);
    const { length } = items;
    this.writeArray(length);
    this.nest();
    for (let index = 0; index < length; index++) {
      codec.write(items[index], this);
    }
    this.unnest();
    // To read an item may run code of the sender.
    if (items.length !== length) throw UNUSUAL;
  }

  /** Writes a tuple, element by element. */
  tuple(value: unknown, ...codecs: readonly WriteCodec[]): void {
    const items = asArray(value);
    const { length } = codecs;
    if (items.length !== length) throw UNUSUAL;
    this.writeArray(length);
    this.nest();
    for (let index = 0; index < length; index++) {
      codecs[index]!.write(items[index], this);
    }
    this.unnest();
  }

  /** Writes a map. */
  map(value: unknown, keys: WriteCodec, values: WriteCodec): void {
    if (!isExactly(value, Map.prototype)) throw UNUSUAL;
    const size = sizeOfMap(value);
    this.#openCollection(size, tags.MAP_TAG);
    this.writeMap(size);
    let left = size;
    for (const entry of entriesOf(value)) {
      keys.write(entry[0], this);
      values.write(entry[1], this);
      left--;
    }
    this.#closeCollection(left);
  }

  /** Writes a set. */
  set(value: unknown, codec: WriteCodec): void {
    if (!isExactly(value, Set.prototype)) throw UNUSUAL;
    const size = sizeOfSet(value);
    this.#openCollection(size, tags.SET_TAG);
    this.writeArray(size);
    let left = size;
    for (const member of membersOf(value)) {
      codec.write(member, this);
      left--;
    }
    this.#closeCollection(left);
  }

  /** Writes an object of which one index signature declares all members. */
  record(value: unknown, codec: WriteCodec): void {
    if (typeof value !== "object" || value === null) throw UNUSUAL;
    if (Array.isArray(value) || !isPlain(value)) throw UNUSUAL;
    const names = Object.keys(value);
    if (names.includes("__proto__")) throw UNUSUAL;
    this.#openCollection(names.length);
    this.writeMap(names.length);
    const members = value as Members;
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      const member = members[name];
      // To read another may have deleted it.
      if (member === undefined && !Object.hasOwn(members, name)) throw UNUSUAL;
      this.writeText(name);
      codec.write(member, this);
    }
    this.#closeCollection(0);
  }

  /** Writes an instance of a class of the platform. */
  instance(
    value: unknown,
    type: { readonly prototype: object },
  ): void {
    if (!isExactly(value, type.prototype)) throw UNUSUAL;
    writeAny(copyAny(value, this.owner, 1), this);
  }

  /** Writes a proxy's name, if it is of the class. */
  reference(
    value: unknown,
    type: abstract new (...parts: never[]) => Reference,
  ): void {
    if (!(value instanceof type)) throw UNUSUAL;
    writeReference(this.owner.bind(value), this);
  }

  /** Writes what the codec of an instance's class makes of it. */
  coded<Value extends object, Plain>(
    value: unknown,
    type: CodedClass<Value, Plain>,
    plain: WriteCodec,
  ): void {
    if (!isPrototypeOf.call(type.prototype, value as object)) throw UNUSUAL;
    plain.write(type.codec.encode(value as Value), this);
  }

  /** Writes a value whose type is not known. */
  unknown(value: unknown): void {
    const isData = typeof value !== "object" || value === null;
    writeAny(
      isData && typeof value !== "function" && typeof value !== "symbol"
        ? value
        : copyAny(value, this.owner, this.#depth + 1),
      this,
    );
  }

  /** Writes the copy that a part's copier makes, of a type of any kind. */
  copied(value: unknown, copy: PartCopier): void {
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

  #openCollection(size: number, tag?: number): void {
    if (size > MAX_COLLECTION_SIZE) throw UNUSUAL;
    if (tag !== undefined) this.writeTag(tag);
    this.nest();
  }

  #closeCollection(left: number): void {
    // It has grown or shrunk meanwhile.
    if (left !== 0) throw UNUSUAL;
    this.unnest();
  }
}
