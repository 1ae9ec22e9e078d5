import { CodecError } from "../../base/errors.ts";
import { isThrown } from "../../base/thrown.ts";
import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../bytes/pool.ts";
import { readAny } from "../bytes/read_any.ts";
import type { Reader } from "../bytes/reader.ts";
import { encodeWith } from "../bytes/whole.ts";
import { writeAny } from "../bytes/write_any.ts";
import type { Writer } from "../bytes/writer.ts";
import { copyValue } from "../copy/copy.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";
import { malformed } from "./malformed.ts";

/**
 * Encodes any value that {@linkcode copyValue} takes as standard CBOR.
 *
 * @throws {CodecError} If the value cannot be a message, or is too large for a
 * frame, in bytes or in objects, which a copy alone does not ask.
 */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  return encodeWith(UNOWNED, (to) => writeUntyped(value, to));
}

/** Returns how many bytes {@linkcode encodeValue} makes of a value. */
export function sizeOfValue(value: unknown): number {
  const to = takeWriter(UNOWNED);
  try {
    writeUntyped(value, to);
    return to.length;
  } finally {
    giveWriterBack(to);
  }
}

/**
 * Decodes what {@linkcode encodeValue} wrote, or any CBOR of that kind: a byte
 * string is a `Uint8Array`, a map without a tag an object with text for keys.
 *
 * Refused are indefinite lengths, unknown tags and simple values, integers
 * that a number does not hold, text that is not UTF-8 or begins with a byte
 * order mark, repeated keys and set members, and `__proto__` keys.
 *
 * @throws {CodecError} If the bytes are anything else.
 */
export function decodeValue(bytes: Uint8Array, owner: ReferenceOwner): unknown {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError("Cannot decode bytes: they are not a Uint8Array");
  }
  const from = takeReader(owner);
  try {
    from.start(bytes, bytes.length);
    return readWhole(from, readUntyped);
  } finally {
    giveReaderBack(from);
  }
}

/** Writes a value of any type that can be a message. */
export function writeUntyped(value: unknown, to: Writer): void {
  writeAny(copyValue(value, UNOWNED), to);
}

/** Reads a value of any type. */
export function readUntyped(from: Reader): unknown {
  return readAny(from, from.owner);
}

/**
 * Reads bytes to their end.
 *
 * @throws {CodecError} If they are anything else than what is read.
 */
export function readWhole<Value>(
  from: Reader,
  read: (from: Reader) => Value,
): Value {
  try {
    const value = read(from);
    from.checkEnd();
    return value;
  } catch (thrown) {
    throw asMalformed(thrown);
  }
}

/** Returns whatever reading throws as the error that a caller sees. */
export function asMalformed(thrown: unknown): CodecError {
  return isThrown(thrown, CodecError)
    ? thrown
    : malformed("they hold what cannot be built", { cause: thrown });
}
