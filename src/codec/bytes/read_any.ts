import type { CodecError } from "../../base/errors.ts";
import { MAX_WIRE_DEPTH } from "../../base/limits.ts";
import type {
  Reference,
  ReferenceOwner,
  ReferenceType,
} from "../reference/reference.ts";
import {
  areErrorFields,
  buildError,
  type ErrorFields,
} from "../wire/error_fields.ts";
import { malformed } from "../wire/malformed.ts";
import * as tags from "../wire/tag.ts";
import {
  ARRAY,
  BYTES,
  type ItemReader,
  MAP,
  SIMPLE,
  TAG,
  TEXT,
} from "./item_reader.ts";
import {
  checkParts,
  readAnyText,
  readLeaf,
  readMemberName,
  readName,
  readNamedLeaf,
  readTag,
  unfit,
} from "./read_leaf.ts";
import { UNUSUAL } from "./unusual.ts";

const ACTOR = "backstage.actor";

/**
 * Reads the next value, of whatever type it is; it lies `depth` containers
 * deep, if it is a container.
 *
 * @throws {CodecError} If the bytes hold none.
 */
export function readAny(
  from: ItemReader,
  owner: ReferenceOwner,
  depth = 1,
): unknown {
  switch (from.peekKind()) {
    case BYTES:
      return from.readBytes();
    case TEXT:
      return from.readText();
    case ARRAY:
      return readArray(from, owner, depth);
    case MAP:
      return readObject(from, owner, depth);
    case TAG:
      return readTagged(from, owner, depth);
    case SIMPLE:
      return from.readSimple();
    default:
      return from.readInteger();
  }
}

function readArray(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): unknown[] {
  const length = from.readArray();
  checkDepth(depth);
  const items: unknown[] = [];
  for (let index = 0; index < length; index++) {
    items.push(readAny(from, owner, depth + 1));
  }
  return items;
}

function readObject(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): Record<string, unknown> {
  const size = from.readMap();
  checkDepth(depth);
  const object: Record<string, unknown> = {};
  let isTagged = false;
  for (let index = 0; index < size; index++) {
    isTagged ||= from.peekKind() === TAG;
    const key = readMemberName(from);
    object[key] = readAny(from, owner, depth + 1);
  }
  if (Object.keys(object).length < size) {
    throw isTagged ? malformed("a key stands twice") : repeated();
  }
  return object;
}

function readSet(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): Set<unknown> {
  if (from.peekKind() !== ARRAY) throw from.wrongKind();
  const length = from.readArray();
  checkDepth(depth);
  const members = new Set<unknown>();
  for (let index = 0; index < length; index++) {
    members.add(readAny(from, owner, depth + 1));
  }
  if (members.size < length) throw repeated();
  return members;
}

function readMap(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): Map<unknown, unknown> {
  if (from.peekKind() !== MAP) throw from.wrongKind();
  const size = from.readMap();
  checkDepth(depth);
  const map = new Map<unknown, unknown>();
  for (let index = 0; index < size; index++) {
    const key = readAny(from, owner, depth + 1);
    map.set(key, readAny(from, owner, depth + 1));
  }
  if (map.size < size) throw repeated();
  return map;
}

function readTagged(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): unknown {
  const tag = readTag(from);
  switch (tag) {
    case tags.SET_TAG:
      return readSet(from, owner, depth);
    case tags.MAP_TAG:
      return readMap(from, owner, depth);
    case tags.OBJECT_TAG:
      return readNamed(from, owner, depth);
    default:
      return readLeaf(from, tag);
  }
}

function readNamed(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): unknown {
  const { name, parts } = readName(from);
  switch (name) {
    case "Error":
      checkParts(parts, 1, "a map");
      return readError(from, owner, depth);
    case ACTOR:
      return readActor(from, owner, parts);
    default:
      return readNamedLeaf(from, name, parts);
  }
}

/** Reads a reference, for which a class is declared. */
export function readReference(
  from: ItemReader,
  owner: ReferenceOwner,
  declared: ReferenceType,
): Reference {
  const isTagged = from.peekKind() === TAG && readTag(from) === tags.OBJECT_TAG;
  if (!isTagged) throw UNUSUAL;
  const { name, parts } = readName(from);
  if (name !== ACTOR) throw UNUSUAL;
  return readActor(from, owner, parts, declared);
}

function readActor(
  from: ItemReader,
  owner: ReferenceOwner,
  parts: number,
  declared?: ReferenceType,
): Reference {
  checkParts(parts, 2, "text");
  const type = readAnyText(from);
  return owner.resolve({ type, id: readAnyText(from) }, declared);
}

function readError(
  from: ItemReader,
  owner: ReferenceOwner,
  depth: number,
): Error {
  if (from.peekKind() !== MAP) throw unfit("a map");
  const size = from.readMap();
  checkDepth(depth);
  const fields: ErrorFields = new Map();
  for (let index = 0; index < size; index++) {
    const key = readMemberName(from);
    fields.set(key, readAny(from, owner, depth + 1));
  }
  if (fields.size < size) throw repeated();
  if (!areErrorFields(fields)) throw unfit("an error's fields");
  return buildError(fields);
}

function checkDepth(depth: number): void {
  if (depth > MAX_WIRE_DEPTH) {
    throw malformed(`they nest deeper than ${MAX_WIRE_DEPTH}`);
  }
}

function repeated(): CodecError {
  return malformed("a key or a member of a set stands twice");
}
