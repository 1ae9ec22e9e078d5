import type { Literal } from "../check/literal.ts";
import type { PartCopier } from "../check/mismatch.ts";
import type { Reference } from "../reference/reference.ts";
import type { Read, Reader } from "./reader.ts";
import { UNUSUAL } from "./unusual.ts";
import type { Write } from "./writer.ts";

/** How values of one type are written and read, as a rule. */
export interface ByteCodec {
  /** Writes a value. */
  readonly write: Write;
  /** Reads a value. */
  readonly read: Read;
}

/** Makes a codec of its two halves. */
export function of(write: Write, read: Read): ByteCodec {
  return { write, read };
}

/** The codec of texts. */
export const string: ByteCodec = of(
  (value, to) => to.string(value),
  (from) => from.string(),
);

/** The codec of numbers. */
export const number: ByteCodec = of(
  (value, to) => to.number(value),
  (from) => from.number(),
);

/** The codec of booleans. */
export const boolean: ByteCodec = of(
  (value, to) => to.boolean(value),
  (from) => from.boolean(),
);

/** The codec of bigints. */
export const bigint: ByteCodec = of(
  (value, to) => to.bigint(value),
  (from) => from.bigint(),
);

/** The codec of values whose type is not known. */
export const unknown: ByteCodec = of(
  (value, to) => to.unknown(value),
  (from) => from.unknown(),
);

/** The codec of errors. */
export const error: ByteCodec = of(
  (value, to) => to.error(value),
  (from) => from.error(),
);

/** The codec of views of any class. */
export const view: ByteCodec = of(
  (value, to) => to.view(value),
  (from) => from.view(),
);

/** Makes the codec of a literal type. */
export function only(right: Literal): ByteCodec {
  return of(
    (value, to) => to.literal(value, right),
    (from) => from.literal(right),
  );
}

/** Makes the codec of several literal types. */
export function anyOf(right: readonly Literal[]): ByteCodec {
  return of(
    (value, to) => to.oneOf(value, right),
    (from) => from.oneOf(right),
  );
}

/** Makes the codec of values that may be `null`. */
export function nullable({ write, read }: ByteCodec): ByteCodec {
  return of(
    (value, to) => to.nullable(value, write),
    (from) => from.nullable(read),
  );
}

/** Makes the codec of values that may be `undefined`. */
export function maybe({ write, read }: ByteCodec): ByteCodec {
  return of(
    (value, to) => to.maybe(value, write),
    (from) => from.maybe(read),
  );
}

/** Makes the codec of arrays. */
export function list({ write, read }: ByteCodec): ByteCodec {
  return of(
    (value, to) => to.list(value, write),
    (from) => from.list(read),
  );
}

/** Makes the codec of maps. */
export function map(key: ByteCodec, value: ByteCodec): ByteCodec {
  return of(
    (map, to) => to.map(map, key.write, value.write),
    (from) => from.map(key.read, value.read),
  );
}

/** Makes the codec of sets. */
export function set({ write, read }: ByteCodec): ByteCodec {
  return of((value, to) => to.set(value, write), (from) => from.set(read));
}

/** Makes the codec of objects of which one index signature says all. */
export function record({ write, read }: ByteCodec): ByteCodec {
  return of(
    (value, to) => to.record(value, write),
    (from) => from.record(read),
  );
}

/** Makes the codec of instances of a class of the platform. */
export function instance(type: { readonly prototype: object }): ByteCodec {
  return of(
    (value, to) => to.instance(value, type),
    (from) => from.instance(type),
  );
}

/** Makes the codec of proxies of a class. */
export function reference(
  type: abstract new (...parts: never[]) => Reference,
): ByteCodec {
  return of(
    (value, to) => to.reference(value, type),
    (from) => from.reference(type),
  );
}

/** Makes the codec of a type of any kind, from its copier. */
export function copied(copy: PartCopier): ByteCodec {
  return of(
    (value, to) => to.copied(value, copy),
    (from) => from.copied(copy),
  );
}

/** Makes the codec of tuples; the elements after the first may be missing. */
export function tuple(
  elements: readonly ByteCodec[],
  least = elements.length,
): ByteCodec {
  const most = elements.length;
  const readAt = (from: Reader, at: number): unknown => {
    const { read } = elements[at]!;
    return at < least ? read(from) : from.maybe(read);
  };
  return of((value, to) => {
    const items = to.tuple(value, least, most);
    const { length } = items;
    for (let at = 0; at < length; at++) {
      const { write } = elements[at]!;
      if (at < least) write(items[at], to);
      else to.maybe(items[at], write);
    }
    if (items.length !== length) throw UNUSUAL;
  }, (from) => {
    const length = from.tuple(least, most);
    const items: unknown[] = [];
    for (let at = 0; at < length; at++) items.push(readAt(from, at));
    return items;
  });
}
