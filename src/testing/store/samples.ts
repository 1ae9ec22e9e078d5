import type { ActorId } from "../../envelope/actor_id.ts";
import type {
  ActorWrite,
  RecordWrite,
  RowKind,
  RowWrite,
} from "../../store/store.ts";

/** Actors to write. */
export const ann: ActorId = { type: "Account", id: "ann" };
export const bob: ActorId = { type: "Account", id: "bob" };
export const cid: ActorId = { type: "Cart", id: "ann" };

/** Returns a record of a few bytes. */
export function recordOf(
  byte: number,
  wakeAt: number | null = null,
): RecordWrite {
  return { bytes: Uint8Array.of(byte, 0, 255 - byte), wakeAt };
}

/** Returns a write of such a record. */
export function writeOf(
  actor: ActorId,
  expected: number,
  byte: number,
  wakeAt: number | null = null,
): ActorWrite {
  return { actor, expected, record: recordOf(byte, wakeAt) };
}

/** Returns a row of one byte. */
export function rowOf(
  key: string,
  byte: number,
  { kind = "mark", expiresAt = null }: {
    readonly kind?: RowKind;
    readonly expiresAt?: number | null;
  } = {},
): RowWrite {
  return { kind, key, bytes: Uint8Array.of(byte), expiresAt };
}

/** Returns what deletes a row. */
export function deletionOf(key: string, kind: RowKind = "mark"): RowWrite {
  return { kind, key, bytes: null, expiresAt: null };
}

/** Returns bytes that look random, the same for the same seed. */
export function randomBytes(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
