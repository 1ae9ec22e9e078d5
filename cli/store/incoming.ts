import { toHex } from "../../src/base/hex.ts";
import type { ActorRecord, StoredOutbox } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import type { StoredRecord } from "../../src/store/store.ts";
import type { RecordLine } from "./transfer.ts";

/** What an import makes of a record. */
export type Incoming =
  /** It is there, and the same. */
  | { readonly kind: "same" }
  /** Another is there. */
  | { readonly kind: "other"; readonly bytes: Uint8Array }
  /** None is there. */
  | { readonly kind: "new"; readonly bytes: Uint8Array };

/**
 * Judges the record of a line beside what is there.
 *
 * Receivers know the sends of an outbox by its line and their numbers. Where
 * none is on its way, the outbox is left out, so that the actor begins another
 * line: under the old one it might give numbers again that receivers have seen,
 * and these would take its sends for old ones. Where some are, and the same
 * outbox is there, the numbers go on behind the later one's.
 */
export function judge(
  line: RecordLine,
  present: StoredRecord | null,
): Incoming {
  const { record } = line;
  const old = present === null ? null : tryDecode(present.bytes);
  const bytes = record === null
    ? line.bytes
    : encodeRecord(prepare(record, old));
  if (present === null) return { kind: "new", bytes };
  const known = old === null ? present.bytes : encodeRecord(prepare(old, old));
  return toHex(known) === toHex(bytes)
    ? { kind: "same" }
    : { kind: "other", bytes };
}

function prepare(record: ActorRecord, old: ActorRecord | null): ActorRecord {
  const { outbox } = record;
  if (outbox === null) return record;
  return { ...record, outbox: continueOutbox(outbox, old?.outbox ?? null) };
}

function continueOutbox(
  outbox: StoredOutbox,
  old: StoredOutbox | null,
): StoredOutbox | null {
  if (outbox.sends.length === 0) return null;
  if (old === null || old.line !== outbox.line) return outbox;
  return { ...outbox, next: Math.max(old.next, outbox.next) };
}

function tryDecode(bytes: Uint8Array): ActorRecord | null {
  try {
    return decodeRecord(bytes);
  } catch {
    return null;
  }
}
