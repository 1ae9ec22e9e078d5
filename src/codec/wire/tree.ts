import { Tag } from "cbor-x/decode";
import { fromHex } from "../../base/hex.ts";
import { readErrorFields } from "./error_fields.ts";
import { Reference, referenceName } from "../reference/reference.ts";
import * as tags from "./tag.ts";
import { bytesOf, TYPED_ARRAYS } from "../copy/typed_array.ts";

/**
 * Turns a copy into the tree that cbor-x writes without loss: primitives,
 * byte strings, arrays, objects and tags. The copy is used up.
 */
export function growTree(copy: unknown): unknown {
  switch (typeof copy) {
    case "string":
      return isFaithful(copy) ? copy : tagString(copy);
    case "number":
      // cbor-x writes -0 as the integer 0.
      return Object.is(copy, -0) ? tagObject("Number", "-0") : copy;
    case "bigint":
      return tagBigint(copy);
    case "object":
      return copy === null ? copy : growObject(copy);
    default:
      return copy;
  }
}

/**
 * Tells whether cbor-x brings a string back as it was: it drops a leading byte
 * order mark, and text in CBOR cannot hold lone surrogates.
 */
function isFaithful(text: string): boolean {
  return text.charCodeAt(0) !== 0xfeff && text.isWellFormed();
}

function tagString(text: string): Tag {
  const units = new Uint16Array(text.length);
  for (let index = 0; index < units.length; index++) {
    units[index] = text.charCodeAt(index);
  }
  return tagObject("String", bytesOf(units));
}

function tagObject(name: tags.ObjectName, ...parts: unknown[]): Tag {
  return new Tag([name, ...parts], tags.OBJECT_TAG);
}

/** Writes every bigint as bytes, so that no integer is read as a bigint. */
function tagBigint(value: bigint): Tag {
  const isNegative = value < 0n;
  const digits = (isNegative ? -1n - value : value).toString(16);
  const bytes = fromHex(
    digits.length % 2 === 0 ? digits : `0${digits}`,
  );
  return new Tag(
    bytes,
    isNegative ? tags.NEGATIVE_BIGINT_TAG : tags.BIGINT_TAG,
  );
}

function growObject(copy: object): unknown {
  if (Array.isArray(copy)) return growArray(copy);
  if (Object.getPrototypeOf(copy) === Object.prototype) {
    return growRecord(copy as Record<string, unknown>);
  }
  if (copy instanceof Map) return new Tag(growEntries(copy), tags.MAP_TAG);
  if (copy instanceof Set) {
    return new Tag(Array.from(copy, growTree), tags.SET_TAG);
  }
  if (copy instanceof Reference) {
    const { type, id } = copy[referenceName];
    return tagObject("backstage.actor", growTree(type), growTree(id));
  }
  if (copy instanceof Error) {
    return tagObject("Error", growEntries(readErrorFields(copy)));
  }
  return growLeaf(copy);
}

function growLeaf(copy: object): unknown {
  if (copy instanceof Date) {
    return new Tag(copy.getTime() / 1000, tags.DATE_TAG);
  }
  if (copy instanceof URL) return new Tag(copy.href, tags.URL_TAG);
  if (copy instanceof RegExp) {
    return tagObject("RegExp", growTree(copy.source), copy.flags);
  }
  if (copy instanceof ArrayBuffer) {
    return tagObject("ArrayBuffer", new Uint8Array(copy));
  }
  return growView(copy as ArrayBufferView);
}

function growView(view: ArrayBufferView): unknown {
  if (view instanceof Uint8Array) return view;
  if (view instanceof DataView) return tagObject("DataView", bytesOf(view));
  for (const { tag, type } of TYPED_ARRAYS) {
    if (view instanceof type) return new Tag(bytesOf(view), tag);
  }
  return view;
}

function growArray(items: unknown[]): unknown[] {
  for (let index = 0; index < items.length; index++) {
    items[index] = growTree(items[index]);
  }
  return items;
}

function growRecord(record: Record<string, unknown>): unknown {
  let isFaithfulRecord = true;
  for (const key of Object.keys(record)) {
    const member = record[key];
    const grown = growTree(member);
    if (grown !== member) record[key] = grown;
    isFaithfulRecord &&= isFaithful(key);
  }
  if (isFaithfulRecord) return record;
  // Only a map may have a tagged key; untagged, it is read as an object.
  return new Map(
    Object.entries(record).map(([key, member]) => [growTree(key), member]),
  );
}

function growEntries(
  entries: ReadonlyMap<unknown, unknown>,
): Map<unknown, unknown> {
  const grown = new Map<unknown, unknown>();
  for (const [key, value] of entries) grown.set(growTree(key), growTree(value));
  return grown;
}
