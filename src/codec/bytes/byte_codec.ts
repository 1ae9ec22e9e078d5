import type { Literal } from "../check/literal.ts";
import { MAX_COLLECTION_SIZE } from "../../base/limits.ts";
import type { CodedClass } from "../check/coded.ts";
import type { TextForm } from "../check/text_form.ts";
import type { PartCopier } from "../check/mismatch.ts";
import type { Reference } from "../reference/reference.ts";
import type { Read, ReadCodec, Reader } from "./reader.ts";
import { UNUSUAL } from "./unusual.ts";
import type { Write, WriteCodec, Writer } from "./writer.ts";

/** How values of one type are written and read, as a rule. */
export interface Codec extends WriteCodec, ReadCodec {}

/** Makes a codec of its two halves. */
export function of(write: Write, read: Read): Codec {
  return { write, read };
}

/** The codec of texts. */
export const string: Codec = of(
  (value, to) => to.string(value),
  (from) => from.string(),
);

/** The codec of numbers. */
export const number: Codec = of(
  (value, to) => to.number(value),
  (from) => from.number(),
);

/** The codec of booleans. */
export const boolean: Codec = of(
  (value, to) => to.boolean(value),
  (from) => from.boolean(),
);

/** The codec of bigints. */
export const bigint: Codec = of(
  (value, to) => to.bigint(value),
  (from) => from.bigint(),
);

/** The codec of values whose type is not known. */
export const unknown: Codec = of(
  (value, to) => to.unknown(value),
  (from) => from.unknown(),
);

/** Makes the codec of a literal type. */
export function literal(right: Literal): Codec {
  return of(
    (value, to) => to.literal(value, right),
    (from) => from.literal(right),
  );
}

/** Makes the codec of several literal types. */
export function oneOf(right: readonly Literal[]): Codec {
  return of(
    (value, to) => to.oneOf(value, right),
    (from) => from.oneOf(right),
  );
}

/** Makes the codec of text of one form. */
export function text(form: TextForm): Codec {
  return of(
    (value, to) => to.text(value, form),
    (from) => from.text(form),
  );
}

/** Makes the codec of values that may be `null`. */
export function nullable(codec: Codec): Codec {
  return of(
    (value, to) => to.nullable(value, codec),
    (from) => from.nullable(codec),
  );
}

/** Makes the codec of values that may be `undefined`. */
export function maybe(codec: Codec): Codec {
  return of(
    (value, to) => to.maybe(value, codec),
    (from) => from.maybe(codec),
  );
}

/** Makes the codec of values that may be `null` or `undefined`. */
export function nullish(codec: Codec): Codec {
  return of(
    (value, to) => to.nullish(value, codec),
    (from) => from.nullish(codec),
  );
}

/** Makes the codec of arrays. */
export function list(codec: Codec): Codec {
  return of((value, to) => to.list(value, codec), (from) => from.list(codec));
}

/** Makes the codec of tuples. */
export function tuple(...codecs: readonly Codec[]): Codec {
  return of(
    (value, to) => to.tuple(value, ...codecs),
    (from) => from.tuple(...codecs),
  );
}

/** Makes the codec of maps. */
export function map(keys: Codec, values: Codec): Codec {
  return of(
    (value, to) => to.map(value, keys, values),
    (from) => from.map(keys, values),
  );
}

/** Makes the codec of sets. */
export function set(codec: Codec): Codec {
  return of((value, to) => to.set(value, codec), (from) => from.set(codec));
}

/** Makes the codec of objects of which one index signature says all. */
export function record(codec: Codec): Codec {
  return of(
    (value, to) => to.record(value, codec),
    (from) => from.record(codec),
  );
}

/** Makes the codec of instances of a class of the platform. */
export function instance(type: { readonly prototype: object }): Codec {
  return of(
    (value, to) => to.instance(value, type),
    (from) => from.instance(type),
  );
}

/** Makes the codec of proxies of a class. */
export function reference(
  type: abstract new (...parts: never[]) => Reference,
): Codec {
  return of(
    (value, to) => to.reference(value, type),
    (from) => from.reference(type),
  );
}

/** Makes the codec of a type of any kind, from its copier. */
export function copied(copy: PartCopier): Codec {
  return of(
    (value, to) => to.copied(value, copy),
    (from) => from.copied(copy),
  );
}

/** Makes the codec of instances of a class that has a codec of its own. */
export function coded<Value extends object, Plain>(
  type: CodedClass<Value, Plain>,
  plain: Codec,
): Codec {
  return of(
    (value, to) => to.coded(value, type, plain),
    (from) => from.coded(type, plain),
  );
}

/** Makes the codec of a type whose parts may have codecs declared later. */
export function lazy(make: () => Codec): Codec {
  let made: Codec | undefined;
  return of(
    (value, to) => (made ??= make()).write(value, to),
    (from) => (made ??= make()).read(from),
  );
}

/** Makes the codec of objects that a member tells apart. */
export function union(
  name: string,
  list: () => readonly (readonly [tag: Literal, codec: Codec])[],
): Codec {
  let known: ReadonlyMap<unknown, Codec> | undefined;
  const find = (tag: unknown): Codec => {
    const codec = (known ??= new Map<unknown, Codec>(list())).get(tag);
    if (codec === undefined) throw UNUSUAL;
    return codec;
  };
  return of(
    (value, to) => find(to.members(value)[name]).write(value, to),
    (from) => find(from.tag(name)).read(from),
  );
}

/** The codecs of an object's members by their names. */
export interface MemberCodecs {
  /** Members that must be there. */
  readonly must?: Readonly<Record<string, Codec>>;
  /** Members that may be missing. */
  readonly may?: Readonly<Record<string, Codec>>;
  /** Whether an object without any member would fit. */
  readonly isOpen?: boolean;
}

/**
 * Makes the codec of an object, also of one that may hold itself. It is slower
 * than the code that is written for small ones, of which it has a third.
 */
export function members(declare: () => MemberCodecs): Codec {
  let known: KnownMembers | undefined;
  const find = () => known ??= listMembers(declare());
  return of(
    (value, to) => writeMembers(value, to, find()),
    (from) => readMembers(from, find()),
  );
}

type Member = readonly [name: string, codec: Codec];

interface KnownMembers {
  readonly must: readonly Member[];
  readonly may: readonly Member[];
  readonly isOpen: boolean;
}

function listMembers(
  { must = {}, may = {}, isOpen = false }: MemberCodecs,
): KnownMembers {
  return { must: Object.entries(must), may: Object.entries(may), isOpen };
}

function writeMembers(
  value: unknown,
  to: Writer,
  { must, may, isOpen }: KnownMembers,
): void {
  const source = isOpen ? to.plain(value) : to.members(value);
  const optional: unknown[] = [];
  // Each is read once, though it may be asked for twice.
  for (let at = 0; at < may.length; at++) optional.push(source[may[at]![0]]);
  to.nest();
  to.size(must.length, ...optional);
  for (let at = 0; at < must.length; at++) {
    const [name, codec] = must[at]!;
    codec.write(source[name], to.key(name));
  }
  for (let at = 0; at < may.length; at++) {
    const [name, codec] = may[at]!;
    if (optional[at] !== undefined) codec.write(optional[at], to.key(name));
  }
  to.unnest();
}

function readMembers(from: Reader, { must, may }: KnownMembers): object {
  from.nest();
  const left = from.open(must.length);
  const copy: Record<string, unknown> = {};
  for (let at = 0; at < must.length; at++) {
    const [name, codec] = must[at]!;
    copy[name] = codec.read(from.key(name));
  }
  for (let at = 0; at < may.length; at++) {
    const [name, codec] = may[at]!;
    if (from.is(name, left)) copy[name] = codec.read(from);
  }
  from.close(left);
  from.unnest();
  return copy;
}

/**
 * Makes the codec of a method's arguments: those that are missing are written
 * as `undefined`, and those that it does not take are left out.
 */
export function args(...codecs: readonly Codec[]): Codec {
  return of((value, to) => {
    if (!Array.isArray(value)) throw UNUSUAL;
    writeArguments(value, codecs.length, codecs, to);
  }, (from) => from.tuple(...codecs));
}

/** Does the same for a method that takes any number of further arguments. */
export function rest(more: Codec, ...codecs: readonly Codec[]): Codec {
  const first = codecs.length;
  return of((value, to) => {
    if (!Array.isArray(value)) throw UNUSUAL;
    const length = Math.max(first, value.length);
    writeArguments(value, length, codecs, to, more);
  }, (from) => {
    const length = from.takeArray();
    if (length < first) throw UNUSUAL;
    from.nest();
    const items: unknown[] = [];
    for (let at = 0; at < length; at++) {
      items.push((codecs[at] ?? more).read(from));
    }
    from.unnest();
    return items;
  });
}

function writeArguments(
  items: readonly unknown[],
  length: number,
  codecs: readonly Codec[],
  to: Writer,
  more?: Codec,
): void {
  if (items.length > MAX_COLLECTION_SIZE) throw UNUSUAL;
  to.writeArray(length);
  to.nest();
  for (let at = 0; at < length; at++) {
    (codecs[at] ?? more!).write(items[at], to);
  }
  to.unnest();
}
