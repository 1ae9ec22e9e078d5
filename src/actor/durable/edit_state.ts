import { quote } from "../../base/escape_controls.ts";
import { readThrownMessage } from "../../base/thrown.ts";
import { decodeValue as decodeAny } from "../../codec/wire/cbor.ts";
import type { Durability } from "./durability.ts";
import type { LiveState } from "./state/live_state.ts";
import { decodeState, encodeState } from "./state/state_bytes.ts";
import { findMissing } from "./state/missing_member.ts";

/** What an operator makes of a state. */
export interface StateEdit {
  readonly name: string;
  /** The value, as CBOR of whatever type. */
  readonly bytes: Uint8Array;
  /** Whether the value is the one that the operator has seen. */
  isSeen(image: Uint8Array): boolean;
}

/**
 * Gives a state of a live actor another value, in a turn of the actor; returns
 * why it cannot, or `null`.
 */
export function editState(
  durability: Durability,
  { name, bytes, isSeen }: StateEdit,
): string | null {
  const states = Array.from(durability.image.states.open);
  const state = states.find((one) => one.name === name);
  if (state === undefined) return `its class has no state ${quote(name)}`;
  if (!isSeen(state.image)) return "it has changed since you saw it";
  return change(durability, state, bytes);
}

function change(
  { arrival, departure }: Durability,
  state: LiveState,
  bytes: Uint8Array,
): string | null {
  const { type } = state;
  try {
    const value = decodeState(type, bytes, arrival);
    const written = encodeState(type, value, departure);
    const missing = findMissing(
      decodeAny(bytes, arrival),
      decodeAny(written, arrival),
    );
    if (missing !== null) {
      return `${missing.replace(/^\./, "")}: its type has no such member`;
    }
    state.value = value;
    return null;
  } catch (error) {
    return readThrownMessage(error);
  }
}
