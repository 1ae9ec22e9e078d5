import { areSameBytes } from "../../base/same_bytes.ts";
import { toHex } from "../../base/hex.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";
import { decodeValue, encodeValue } from "../wire/cbor.ts";
import { toCodecError } from "../refusal.ts";
import { NamedReference, readHex, refuseForm } from "./form.ts";
import { fromPlain } from "./from_plain.ts";
import { isPlainObject, type Plain } from "./plain.ts";
import { toPlain } from "./to_plain.ts";

/** The form of bytes that no other gives back as they are. */
const CBOR = "cbor";

const NAMES: ReferenceOwner = {
  ...UNOWNED,
  resolve: ({ type, id }) => new NamedReference(type, id),
};

/**
 * Decodes CBOR of whatever type; proxies in it only name their actors.
 *
 * @throws {CodecError} If the bytes are no CBOR that is a value here.
 */
export function decodeNamed(bytes: Uint8Array): unknown {
  return decodeValue(bytes, NAMES);
}

/**
 * Shows CBOR as JSON can hold it, to be read by people.
 *
 * @throws {CodecError} If the bytes are no CBOR that is a value here.
 */
export function showBytes(bytes: Uint8Array): Plain {
  return toPlain(decodeNamed(bytes));
}

/**
 * Writes CBOR as JSON can hold it, such that {@linkcode plainToBytes} makes the
 * same bytes of it: as the value that they hold, or as they are.
 */
export function bytesToPlain(bytes: Uint8Array): Plain {
  try {
    const plain = showBytes(bytes);
    if (areSameBytes(bytes, encodeValue(fromPlain(plain)))) return plain;
  } catch {
    // What is no value here is kept all the same.
  }
  return { [`$${CBOR}`]: toHex(bytes) };
}

/**
 * Writes a value as CBOR that {@linkcode bytesToPlain} made, or a person.
 *
 * @throws {CodecError} If there is none; its path says where.
 */
export function plainToBytes(plain: Plain): Uint8Array<ArrayBuffer> {
  const raw = readRaw(plain);
  return raw ?? encodeValue(fromPlain(plain));
}

function readRaw(plain: Plain): Uint8Array<ArrayBuffer> | undefined {
  if (!isPlainObject(plain)) return undefined;
  const [name, ...more] = Object.keys(plain);
  if (name !== `$${CBOR}` || more.length > 0) return undefined;
  const bytes = readHex(plain[name]!);
  if (bytes !== undefined) return bytes;
  throw toCodecError(refuseForm(CBOR, "two hexadecimal digits for each byte"));
}
