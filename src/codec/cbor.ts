import { Encoder } from "cbor-x/encode";
import { CodecError } from "../base/errors.ts";
import { MAX_FRAME_BYTES } from "../base/limits.ts";
import { copyValue } from "./copy.ts";
import { malformed } from "./malformed.ts";
import type { ReferenceOwner } from "./reference.ts";
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

/** Where a value stays while it is turned into bytes. */
const IN_TRANSIT: ReferenceOwner = {
  adopt: (reference) => reference,
  resolve() {
    throw new TypeError("Cannot resolve a name: the value is being encoded");
  },
};

/**
 * Encodes any value that {@linkcode copyValue} takes as standard CBOR.
 *
 * @throws {CodecError} If the value cannot be a message, or its bytes are more
 * than `MAX_FRAME_BYTES`, which a copy alone does not ask.
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
 * order mark, keys and set members that stand twice, and `__proto__` keys.
 *
 * @throws {CodecError} If the bytes are anything else.
 */
export function decodeValue(bytes: Uint8Array, owner: ReferenceOwner): unknown {
  return decodeTree(bytes, owner, (tree, revival) => revival.revive(tree));
}

/** Checks a value as a copy would and returns the tree that stands for it. */
export function growValue(value: unknown): unknown {
  return growTree(copyValue(value, IN_TRANSIT));
}

/** Writes a tree as bytes that nobody else holds. */
export function encodeTree(tree: unknown): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array;
  try {
    bytes = cborx.encode(tree);
  } catch (cause) {
    throw refuseSize(cause);
  }
  if (bytes.length > MAX_FRAME_BYTES) throw refuseSize();
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
    checkSize(bytes);
    // The scan changes them, and nobody may change them between two looks.
    const ownBytes = new Uint8Array(bytes);
    const declared = scanBytes(ownBytes);
    const revival = new Revival(owner);
    const value = build(cborx.decode(ownBytes), revival);
    if (revival.found < declared) {
      throw malformed("a key or a member of a set stands twice");
    }
    return value;
  } catch (thrown) {
    if (thrown instanceof CodecError) throw thrown;
    throw malformed("they hold what cannot be built", { cause: thrown });
  }
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_FRAME_BYTES) {
    throw malformed(`they are more than ${MAX_FRAME_BYTES}`);
  }
}

function refuseSize(cause?: unknown): CodecError {
  const sentence = `more than ${MAX_FRAME_BYTES} bytes cannot be a message`;
  return new CodecError(sentence, {
    path: "",
    expected: `at most ${MAX_FRAME_BYTES} bytes`,
    actual: `more than ${MAX_FRAME_BYTES} bytes`,
    cause,
  });
}
