import type { ReferenceOwner } from "../reference/reference.ts";
import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "./pool.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/**
 * Returns what a function writes, as bytes of their own.
 *
 * @throws {CodecError} If they are more than a frame may have.
 */
export function encodeWith(
  owner: ReferenceOwner,
  write: (to: Writer) => void,
): Uint8Array<ArrayBuffer> {
  const to = takeWriter(owner);
  try {
    write(to);
    to.checkSize();
    return to.toBytes();
  } finally {
    giveWriterBack(to);
  }
}

/**
 * Returns what a function reads of bytes, which must be all of them.
 *
 * @throws {CodecError} If there are more.
 */
export function decodeWith<Value>(
  owner: ReferenceOwner,
  bytes: Uint8Array,
  read: (from: Reader) => Value,
): Value {
  const from = takeReader(owner);
  try {
    from.start(bytes, bytes.length);
    const value = read(from);
    from.checkEnd();
    return value;
  } finally {
    giveReaderBack(from);
  }
}
