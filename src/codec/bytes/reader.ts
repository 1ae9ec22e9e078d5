import type { CodedClass } from "../check/coded.ts";
import type { Literal } from "../check/literal.ts";
import type { TextForm } from "../check/text_form.ts";
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
import { readAny, readReference } from "./read_any.ts";
import { MAX_TYPED_DEPTH, UNUSUAL } from "./unusual.ts";

/**
 * Reads one value of a type, as the type's copier would return it; throws
 * anything where bytes are not as the type's {@linkcode Write} writes them.
 */
export type Read = (from: Reader) => unknown;

/** The half of a codec that reads. */
export interface ReadCodec {
  /** Reads a value. */
  readonly read: Read;
}

const FALSE = 0xf4;
const TRUE = 0xf5;
const UNDEFINED = 0xf7;

/**
 * Reads values of declared types: generated code calls it part by part.
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
 * const point = { x: from.key("x").number(), y: from.key("y").number() };
 * assertEquals(point, { x: 1, y: -1 });
 * ```
 */
export class Reader extends ItemReader {
  /** Who receives what is read; references are bound to it. */
  owner: ReferenceOwner = UNOWNED;
  #depth = 0;
  /** Optional members of all open objects that are still to come. */
  #optional = 0;

  /** Begins a value: what was left in the middle counts no more. */
  begin(): void {
    this.#depth = 0;
    this.#optional = 0;
  }

  /** Reads the name of a member, whose value comes next. */
  key(name: string): this {
    if (this.takeThis(name)) return this;
    throw UNUSUAL;
  }

  /** Reads the head of an object, which has so many members. */
  object(size: number): void {
    if (this.takeMap() !== size) throw UNUSUAL;
  }

  /**
   * Reads the head of an object, which has so many members at least; returns
   * what {@linkcode is} and {@linkcode close} are told behind these.
   */
  open(required: number): number {
    const before = this.#optional;
    const optional = this.takeMap() - required;
    if (optional < 0) throw UNUSUAL;
    this.#optional += optional;
    return before;
  }

  /** Reads the name of an optional member, if it is the object's next. */
  is(name: string, before: number): boolean {
    // What comes next may be a member of the object around.
    if (this.#optional === before || !this.takeThis(name)) return false;
    this.#optional--;
    // To a copier such a member is missing.
    if (this.takeByte(UNDEFINED)) throw UNUSUAL;
    return true;
  }

  /** Refuses an object with other members than were read. */
  close(before: number): void {
    if (this.#optional !== before) throw UNUSUAL;
  }

  /**
   * Returns the value of an object's member before which there are only texts,
   * numbers and the like, and goes back.
   */
  tag(name: string): unknown {
    const { at, objects } = this;
    for (let left = this.takeMap(); left > 0; left--) {
      if (this.takeThis(name)) {
        const value = this.#scalar();
        this.goBack(at, objects);
        return value;
      }
      this.takeText();
      // What is passed over need not be known the next time.
      if (this.peekKind() === TEXT) this.readText();
      else this.#scalar();
    }
    throw UNUSUAL;
  }

  /** Reads a string. */
  string(): string {
    return this.takeText();
  }

  /** Reads text of one form. */
  text(form: TextForm): string {
    const text = this.takeText();
    if (form.test(text)) return text;
    throw UNUSUAL;
  }

  /** Reads a number. */
  number(): number {
    return this.takeNumber();
  }

  /** Reads a boolean. */
  boolean(): boolean {
    if (this.takeByte(TRUE)) return true;
    if (this.takeByte(FALSE)) return false;
    throw UNUSUAL;
  }

  /** Reads a bigint. */
  bigint(): bigint {
    if (this.peekKind() !== TAG) throw UNUSUAL;
    const value = readAny(this, this.owner);
    if (typeof value === "bigint") return value;
    throw UNUSUAL;
  }

  /** Reads the only value of a literal type. */
  literal<Value extends Literal>(right: Value): Value {
    const isRight = typeof right === "string"
      ? this.takeThis(right)
      : Object.is(this.#scalar(), right);
    if (isRight) return right;
    throw UNUSUAL;
  }

  /** Reads one of the values of several literal types. */
  oneOf<Value extends Literal>(right: readonly Value[]): Value {
    const value = this.#scalar() as Value;
    if (right.includes(value)) return value;
    throw UNUSUAL;
  }

  /** Reads `null`, or a value. */
  nullable(codec: ReadCodec): unknown {
    return this.takeNull() ? null : codec.read(this);
  }

  /** Reads `undefined`, or a value. */
  maybe(codec: ReadCodec): unknown {
    return this.takeByte(UNDEFINED) ? undefined : codec.read(this);
  }

  /** Reads `null`, `undefined`, or a value. */
  nullish(codec: ReadCodec): unknown {
    return this.takeNull() ? null : this.maybe(codec);
  }

  /** Reads an array. */
  list(codec: ReadCodec): unknown[] {
    const length = this.takeArray();
    this.nest();
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) items.push(codec.read(this));
    this.unnest();
    return items;
  }

  /** Reads a tuple, element by element. */
  tuple(...codecs: readonly ReadCodec[]): unknown[] {
    const { length } = codecs;
    if (this.takeArray() !== length) throw UNUSUAL;
    this.nest();
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) {
      items.push(codecs[index]!.read(this));
    }
    this.unnest();
    return items;
  }

  /** Reads a map. */
  map(keys: ReadCodec, values: ReadCodec): Map<unknown, unknown> {
    this.#tag(tags.MAP_TAG, MAP);
    const size = this.readMap();
    this.nest();
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < size; index++) {
      const key = keys.read(this);
      map.set(key, values.read(this));
    }
    this.unnest();
    if (map.size === size) return map;
    throw UNUSUAL;
  }

  /** Reads a set. */
  set(codec: ReadCodec): Set<unknown> {
    this.#tag(tags.SET_TAG, ARRAY);
    const size = this.readArray();
    this.nest();
    const set = new Set<unknown>();
    for (let index = 0; index < size; index++) set.add(codec.read(this));
    this.unnest();
    if (set.size === size) return set;
    throw UNUSUAL;
  }

  /** Reads an object of which one index signature declares all members. */
  record(codec: ReadCodec): Record<string, unknown> {
    const size = this.takeMap();
    this.nest();
    const record: Record<string, unknown> = {};
    for (let index = 0; index < size; index++) {
      if (this.peekKind() !== TEXT) throw UNUSUAL;
      const name = this.readKey();
      if (name === "__proto__") throw UNUSUAL;
      record[name] = codec.read(this);
    }
    this.unnest();
    if (Object.keys(record).length === size) return record;
    throw UNUSUAL;
  }

  /** Reads an instance of a class of the platform. */
  instance<Data extends object>(
    type: { readonly prototype: Data },
  ): Data {
    const value = readAny(this, this.owner);
    if (isExactly(value, type.prototype)) return value;
    throw UNUSUAL;
  }

  /** Reads a proxy's name; returns the receiver's, if it is of the class. */
  reference<Proxy extends Reference>(
    type: abstract new (...parts: never[]) => Proxy,
  ): Proxy {
    const value = readReference(this, this.owner, type);
    if (value instanceof type) return this.owner.bind(value) as Proxy;
    throw UNUSUAL;
  }

  /** Reads what the codec of a class made of an instance, and decodes it. */
  coded<Value extends object, Plain>(
    type: CodedClass<Value, Plain>,
    plain: ReadCodec,
  ): Value {
    return type.codec.decode(plain.read(this) as Plain);
  }

  /** Reads a value whose type is not known. */
  unknown(): unknown {
    const depth = this.#depth + 1;
    return copyAny(readAny(this, this.owner, depth), this.owner, depth);
  }

  /** Reads what a part's copier returns, of a type of any kind. */
  copied(copy: PartCopier): unknown {
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
    if (kind === TAG) return this.bigint();
    throw UNUSUAL;
  }
}
