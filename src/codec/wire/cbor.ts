import { isThrown } from "../../base/thrown.ts";
import { Encoder } from "cbor-x/encode";
import { CodecError } from "../../base/errors.ts";
import { MAX_FRAME_BYTES, MAX_FRAME_OBJECTS } from "../../base/limits.ts";
import { copyValue } from "../copy/copy.ts";
import { malformed } from "./malformed.ts";
import { type ReferenceOwner, UNOWNED } from "../reference/reference.ts";
import { Revival } from "./revival.ts";
import { scanBytes } from "./scan.ts";
import { growTree } from "./tree.ts";

/** Standard CBOR: no records, no bundled strings, shortest heads. */
const cborx = new Encoder({
  mapsAsObjects: false,
  tagUint8Array: false,
  useRecords: false,
  variableMapSize: true,
});

/**
 * Encodes any value that {@linkcode copyValue} takes as standard CBOR.
 *
 * @throws {CodecError} If the value cannot be a message, or is too large for a
 * frame, in bytes or in objects, which a copy alone does not ask.
 */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  return encodeTree(growValue(value));
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
  return decodeTree(bytes, owner, (tree, revival) => revival.revive(tree));
}

/** Checks a value as a copy would, and returns its tree. */
export function growValue(value: unknown): unknown {
  return growTree(copyValue(value, UNOWNED));
}

/** Writes a tree as bytes that only the caller holds. */
export function encodeTree(tree: unknown): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array;
  try {
    bytes = cborx.encode(tree);
    // Fewer bytes cannot break a limit that the copy has kept.
    if (bytes.length > MAX_FRAME_OBJECTS) checkBytes(bytes);
  } catch (cause) {
    throw new CodecError("the value is too large to be a message", {
      path: "",
      expected: `at most ${MAX_FRAME_BYTES} bytes`,
      actual: "a larger value",
      cause,
    });
  }
  // cbor-x hands out a window on a buffer that it goes on writing to.
  return new Uint8Array(bytes);
}

/** Reads bytes of any origin and builds what they hold. */
export function decodeTree<Value>(
  bytes: Uint8Array,
  owner: ReferenceOwner,
  build: (tree: unknown, revival: Revival) => Value,
): Value {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError("Cannot decode bytes: they are not a Uint8Array");
  }
  try {
    const { ownBytes, declared } = checkBytes(bytes);
    const revival = new Revival(owner);
    const value = build(cborx.decode(ownBytes), revival);
    if (revival.found < declared) {
      throw malformed("a key or a member of a set stands twice");
    }
    return value;
  } catch (thrown) {
    if (isThrown(thrown, CodecError)) throw thrown;
    throw malformed("they hold what cannot be built", { cause: thrown });
  }
}

/** Checks bytes on a copy, since the check changes them. */
function checkBytes(
  bytes: Uint8Array,
): { ownBytes: Uint8Array; declared: number } {
  if (bytes.length > MAX_FRAME_BYTES) {
    throw malformed(`they are more than ${MAX_FRAME_BYTES}`);
  }
  const ownBytes = new Uint8Array(bytes);
  return { ownBytes, declared: scanBytes(ownBytes) };
}
