import { TYPED_ARRAYS, type TypedArray } from "./typed_array.ts";

// Instances of the platform's classes are read by the platform's own methods,
// taken here once: an instance may have others of its own, which may hand out
// what is not a copy, or run a sender's code in the middle of one.
const { getTime } = Date.prototype;
const readHref = getterOf(URL.prototype, "href");
const readSource = getterOf(RegExp.prototype, "source");
const readBufferLength = getterOf(ArrayBuffer.prototype, "byteLength");
const readMapSize = getterOf(Map.prototype, "size");
const readSetSize = getterOf(Set.prototype, "size");
const listEntries = Map.prototype.entries;
const listMembers = Set.prototype.values;
const readArrayName = getterOf(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
);
const readViewBuffer = getterOf(DataView.prototype, "buffer");
const readViewOffset = getterOf(DataView.prototype, "byteOffset");
const readViewLength = getterOf(DataView.prototype, "byteLength");

const FLAGS = Object.entries({
  d: "hasIndices",
  g: "global",
  i: "ignoreCase",
  m: "multiline",
  s: "dotAll",
  u: "unicode",
  v: "unicodeSets",
  y: "sticky",
}).filter(([, name]) => name in RegExp.prototype)
  .map(([flag, name]) => [flag, getterOf(RegExp.prototype, name)] as const);

type Getter = (this: unknown) => unknown;

function getterOf(prototype: object, name: PropertyKey): Getter {
  const getter = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (getter === undefined) throw new Error(`Cannot find ${String(name)}`);
  return getter;
}

/** Returns the number of a map's entries. */
export function sizeOfMap(map: ReadonlyMap<unknown, unknown>): number {
  return readMapSize.call(map) as number;
}

/** Returns a map's entries. */
export function entriesOf(
  map: ReadonlyMap<unknown, unknown>,
): IterableIterator<[unknown, unknown]> {
  return listEntries.call(map);
}

/** Returns the number of a set's members. */
export function sizeOfSet(set: ReadonlySet<unknown>): number {
  return readSetSize.call(set) as number;
}

/** Returns a set's members. */
export function membersOf(
  set: ReadonlySet<unknown>,
): IterableIterator<unknown> {
  return listMembers.call(set);
}

function copyDate(value: Date): Date {
  return new Date(getTime.call(value));
}

function copyUrl(value: URL): URL {
  return new URL(readHref.call(value) as string);
}

function copyRegExp(value: RegExp): RegExp {
  let flags = "";
  for (const [flag, read] of FLAGS) if (read.call(value)) flags += flag;
  return new RegExp(readSource.call(value) as string, flags);
}

function copyBuffer(value: ArrayBuffer): ArrayBuffer {
  // Throws for what only looks like a buffer.
  readBufferLength.call(value);
  return new Uint8Array(new Uint8Array(value)).buffer;
}

function copyDataView(value: DataView): DataView {
  const bytes = new Uint8Array(
    readViewBuffer.call(value) as ArrayBuffer,
    readViewOffset.call(value) as number,
    readViewLength.call(value) as number,
  );
  return new DataView(new Uint8Array(bytes).buffer);
}

/** Copies an instance of a class whose instances are data of their own. */
export type DataCopier = (value: never) => object;

/** The copiers of instances of the platform's classes, by their prototypes. */
export const DATA_COPIERS: readonly (readonly [object, DataCopier])[] = [
  [Date.prototype, copyDate],
  [URL.prototype, copyUrl],
  [RegExp.prototype, copyRegExp],
  [ArrayBuffer.prototype, copyBuffer],
  [DataView.prototype, copyDataView],
  ...TYPED_ARRAYS.map(({ type }): [object, DataCopier] => {
    const { name } = type;
    return [type.prototype, (value: TypedArray) => {
      // What is no array of this type would be read as an iterable.
      if (readArrayName.call(value) === name) return new type(value);
      throw new TypeError(`Cannot read what is not a ${name}`);
    }];
  }),
];
