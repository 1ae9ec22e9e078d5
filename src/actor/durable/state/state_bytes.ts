import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../../../codec/bytes/pool.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import type { StateType } from "../../../envelope/state_type.ts";

/** Encodes a value of a state. */
export function encodeState(
  type: StateType,
  value: unknown,
  departure: ReferenceOwner,
): Uint8Array {
  const to = takeWriter(departure);
  try {
    type.write(value, to);
    to.checkSize();
    return to.toBytes();
  } finally {
    giveWriterBack(to);
  }
}

/** Decodes a value of a state. */
export function decodeState(
  type: StateType,
  bytes: Uint8Array,
  arrival: ReferenceOwner,
): unknown {
  const from = takeReader(arrival);
  try {
    from.start(bytes, bytes.length);
    const value = type.read(from);
    from.checkEnd();
    return value;
  } finally {
    giveReaderBack(from);
  }
}
