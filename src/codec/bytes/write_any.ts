import { bytesOf, TYPED_ARRAYS } from "../copy/typed_array.ts";
import { Reference, referenceName } from "../reference/reference.ts";
import { type ErrorFields, readErrorFields } from "../wire/error_fields.ts";
import * as tags from "../wire/tag.ts";
import type { ItemWriter } from "./item_writer.ts";

/** Writes a copy that a copier made, of whatever type it is. */
export function writeAny(copy: unknown, to: ItemWriter): void {
  switch (typeof copy) {
    case "string":
      return to.writeText(copy);
    case "number":
      return to.writeNumber(copy);
    case "boolean":
      return to.writeBoolean(copy);
    case "undefined":
      return to.writeUndefined();
    case "bigint":
      return to.writeBigint(copy);
    default:
      return copy === null ? to.writeNull() : writeObject(copy as object, to);
  }
}

function writeObject(copy: object, to: ItemWriter): void {
  if (Array.isArray(copy)) return writeArray(copy, to);
  if (Object.getPrototypeOf(copy) === Object.prototype) {
    return writeRecord(copy as Readonly<Record<string, unknown>>, to);
  }
  if (copy instanceof Map) {
    to.writeTag(tags.MAP_TAG);
    return writeEntries(copy, to);
  }
  if (copy instanceof Set) return writeSet(copy, to);
  if (copy instanceof Reference) return writeReference(copy, to);
  if (copy instanceof Error) {
    return writeErrorFields(readErrorFields(copy), to);
  }
  return writeLeaf(copy, to);
}

function writeArray(items: readonly unknown[], to: ItemWriter): void {
  to.writeArray(items.length);
  for (let index = 0; index < items.length; index++) {
    writeAny(items[index], to);
  }
}

function writeRecord(
  record: Readonly<Record<string, unknown>>,
  to: ItemWriter,
): void {
  const keys = Object.keys(record);
  to.writeMap(keys.length);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    to.writeText(key);
    writeAny(record[key], to);
  }
}

function writeEntries(
  entries: ReadonlyMap<unknown, unknown>,
  to: ItemWriter,
): void {
  to.writeMap(entries.size);
  for (const [key, value] of entries) {
    writeAny(key, to);
    writeAny(value, to);
  }
}

function writeSet(members: ReadonlySet<unknown>, to: ItemWriter): void {
  to.writeTag(tags.SET_TAG);
  to.writeArray(members.size);
  for (const member of members) writeAny(member, to);
}

/** Writes an error of these fields. */
export function writeErrorFields(fields: ErrorFields, to: ItemWriter): void {
  to.writeNamed("Error", 1);
  writeEntries(fields, to);
}

/** Writes the name of an actor. */
export function writeReference(reference: Reference, to: ItemWriter): void {
  const { type, id } = reference[referenceName];
  to.writeNamed("backstage.actor", 2);
  to.writeText(type);
  to.writeText(id);
}

function writeLeaf(copy: object, to: ItemWriter): void {
  if (copy instanceof Date) {
    to.writeTag(tags.DATE_TAG);
    return to.writeNumber(copy.getTime() / 1000);
  }
  if (copy instanceof URL) {
    to.writeTag(tags.URL_TAG);
    return to.writeText(copy.href);
  }
  if (copy instanceof RegExp) {
    to.writeNamed("RegExp", 2);
    to.writeText(copy.source);
    return to.writeText(copy.flags);
  }
  if (copy instanceof ArrayBuffer) {
    to.writeNamed("ArrayBuffer", 1);
    return to.writeBytes(new Uint8Array(copy));
  }
  writeView(copy as ArrayBufferView, to);
}

function writeView(view: ArrayBufferView, to: ItemWriter): void {
  if (view instanceof Uint8Array) return to.writeBytes(view);
  if (view instanceof DataView) to.writeNamed("DataView", 1);
  else to.writeTag(tagOf(view));
  to.writeBytes(bytesOf(view));
}

function tagOf(view: ArrayBufferView): number {
  for (const { tag, type } of TYPED_ARRAYS) {
    if (view instanceof type) return tag;
  }
  throw new TypeError("Cannot write a view: its class is unknown");
}
