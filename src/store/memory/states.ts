import { decodeValue, encodeValue } from "../../codec/wire/cbor.ts";
import { UNOWNED } from "../../codec/reference/reference.ts";
import { NO_RECORD, type StoredState } from "../record.ts";
import { decodeRecord, encodeRecord } from "../record_codec.ts";

/** A state of an actor that is looked at, or written, without its class. */
export interface KeptState {
  /** The version that its class gives it; 1 unless given. */
  readonly version?: number;
  /** The value, of plain data. */
  readonly value: unknown;
}

/** The fingerprint of no shape: what is read is looked at in any case. */
const NO_SHAPE = "";

/** Returns the states of a record by name. */
export function readStates(bytes: Uint8Array | null): Map<string, KeptState> {
  const { states } = bytes === null ? NO_RECORD : decodeRecord(bytes);
  return new Map(states.map(({ name, version, bytes }) => [
    name,
    { version, value: decodeValue(bytes, UNOWNED) },
  ]));
}

/** Returns states as they are stored. */
export function toStored(
  states: Readonly<Record<string, KeptState>>,
): StoredState[] {
  return Object.entries(states).map(([name, { version = 1, value }]) => {
    return { name, version, shape: NO_SHAPE, bytes: encodeValue(value) };
  });
}

/** Returns a record's bytes with other states; those of other names stay. */
export function changeStates(
  bytes: Uint8Array | null,
  states: readonly StoredState[],
): Uint8Array {
  const record = bytes === null ? NO_RECORD : decodeRecord(bytes);
  const names = new Set(states.map(({ name }) => name));
  const kept = record.states.filter(({ name }) => !names.has(name));
  return encodeRecord({ ...record, states: [...kept, ...states] });
}
