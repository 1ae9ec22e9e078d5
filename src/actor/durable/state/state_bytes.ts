import { decodeWith, encodeWith } from "../../../codec/bytes/whole.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import type { StateType } from "../../../envelope/state_type.ts";

/** Encodes a value of a state. */
export function encodeState(
  type: StateType,
  value: unknown,
  departure: ReferenceOwner,
): Uint8Array {
  return encodeWith(departure, (to) => type.write(value, to));
}

/** Decodes a value of a state. */
export function decodeState(
  type: StateType,
  bytes: Uint8Array,
  arrival: ReferenceOwner,
): unknown {
  return decodeWith(arrival, bytes, (from) => type.read(from));
}
