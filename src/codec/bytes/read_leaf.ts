import type { CodecError } from "../../base/errors.ts";
import { toHex } from "../../base/hex.ts";
import { TYPED_ARRAYS } from "../copy/typed_array.ts";
import { malformed } from "../wire/malformed.ts";
import * as tags from "../wire/tag.ts";
import {
  ARRAY,
  BYTES,
  type ItemReader,
  SIMPLE,
  TAG,
  TEXT,
} from "./item_reader.ts";
import { textOfUnits } from "./text.ts";

const TYPED_ARRAYS_BY_TAG = new Map(
  TYPED_ARRAYS.map(({ tag, type }) => [tag, type]),
);

const KNOWN_TAGS: ReadonlySet<number> = new Set([
  tags.DATE_TAG,
  tags.BIGINT_TAG,
  tags.NEGATIVE_BIGINT_TAG,
  tags.OBJECT_TAG,
  tags.URL_TAG,
  tags.SET_TAG,
  tags.MAP_TAG,
  ...TYPED_ARRAYS_BY_TAG.keys(),
]);

/** How many parts a named object may have beside its name. */
const MOST_PARTS = 2;

/** Reads a tag, in front of what may stand under it. */
export function readTag(from: ItemReader): number {
  const start = from.at;
  const tag = from.readTag();
  if (KNOWN_TAGS.has(tag)) return tag;
  throw malformed(`the tag at ${start} is unknown`);
}

/** Reads what stands under a tag of a value that holds no others. */
export function readLeaf(from: ItemReader, tag: number): unknown {
  switch (tag) {
    case tags.DATE_TAG:
      return new Date(Math.round(readNumber(from) * 1000));
    case tags.BIGINT_TAG:
      return readBigint(from);
    case tags.NEGATIVE_BIGINT_TAG:
      return -1n - readBigint(from);
    case tags.URL_TAG:
      if (from.peekKind() !== TEXT) throw from.wrongKind();
      return new URL(from.readText());
    default:
      return readTypedArray(from, tag);
  }
}

/** Reads the name of an object, and how many parts come behind it. */
export function readName(from: ItemReader): { name: string; parts: number } {
  if (from.peekKind() !== ARRAY) throw from.wrongKind();
  const parts = from.readArray() - 1;
  if (parts < 0 || from.peekKind() !== TEXT) throw ofUnknownType();
  return { name: from.readKey(), parts };
}

/** Reads the parts of a named object that holds no other values. */
export function readNamedLeaf(
  from: ItemReader,
  name: string,
  parts: number,
): unknown {
  switch (name) {
    case "ArrayBuffer":
      return readPart(from, parts).buffer;
    case "DataView":
      return new DataView(readPart(from, parts).buffer);
    case "Number":
      checkParts(parts, 1, "minus zero");
      if (from.peekKind() !== TEXT || from.readText() !== "-0") {
        throw unfit("minus zero");
      }
      return -0;
    case "RegExp": {
      checkParts(parts, 2, "text");
      const source = readAnyText(from);
      if (from.peekKind() !== TEXT) throw unfit("text");
      return new RegExp(source, from.readText());
    }
    case "String":
      return textOfUnits(readPart(from, parts));
    default:
      throw ofUnknownType();
  }
}

/** Checks how many parts a named object has. */
export function checkParts(
  parts: number,
  right: number,
  expected: string,
): void {
  if (parts === right) return;
  throw unfit(parts > MOST_PARTS ? "a list of at most three" : expected);
}

/** Reads any text: also one that text cannot hold. */
export function readAnyText(from: ItemReader): string {
  const text = from.peekKind() === TEXT
    ? from.readText()
    : readTaggedText(from);
  if (text === undefined) throw unfit("text");
  return text;
}

/** Reads the name of an object's member. */
export function readMemberName(from: ItemReader): string {
  const kind = from.peekKind();
  if (kind !== TEXT && kind !== TAG) throw from.wrongKind();
  const name = kind === TEXT ? from.readKey() : readTaggedText(from);
  if (name === undefined) throw malformed("a member's name is no text");
  if (name === "__proto__") throw malformed("a member is named __proto__");
  return name;
}

/** Returns the refusal of a tag's content that it cannot have. */
export function unfit(expected: string): CodecError {
  return malformed(`what stands under a tag is not ${expected}`);
}

/** Reads a text that text cannot hold; `undefined` if it is anything else. */
function readTaggedText(from: ItemReader): string | undefined {
  if (from.peekKind() !== TAG) return undefined;
  if (readTag(from) !== tags.OBJECT_TAG) return undefined;
  const { name, parts } = readName(from);
  return name === "String" ? textOfUnits(readPart(from, parts)) : undefined;
}

function readPart(from: ItemReader, parts: number): Uint8Array<ArrayBuffer> {
  checkParts(parts, 1, "bytes");
  if (from.peekKind() !== BYTES) throw unfit("bytes");
  return from.readBytes();
}

function readNumber(from: ItemReader): number {
  const kind = from.peekKind();
  if (kind <= 1) return from.readInteger();
  if (kind !== SIMPLE) throw from.wrongKind();
  const value = from.readSimple();
  if (typeof value !== "number") throw unfit("a number");
  return value;
}

function readBigint(from: ItemReader): bigint {
  if (from.peekKind() !== BYTES) throw from.wrongKind();
  return BigInt(`0x0${toHex(from.readBytes())}`);
}

function readTypedArray(from: ItemReader, tag: number): unknown {
  if (from.peekKind() !== BYTES) throw from.wrongKind();
  const type = TYPED_ARRAYS_BY_TAG.get(tag)!;
  return new type(from.readBytes().buffer);
}

function ofUnknownType(): CodecError {
  return malformed("an object is of unknown type");
}
