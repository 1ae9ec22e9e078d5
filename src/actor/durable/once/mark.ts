import { KEEP_MARKS_MS, MARK_MARGIN_MS } from "../../../base/limits.ts";
import { decodeWith } from "../../../codec/bytes/whole.ts";
import { UNOWNED } from "../../../codec/reference/reference.ts";
import { encodeValue } from "../../../codec/wire/cbor.ts";
import type { SentOnce } from "../../../envelope/once.ts";
import type { RowName, RowWrite, StoredRow } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";

/** The format of what a mark's row holds. */
const FORMAT = 1;

/**
 * What becomes of a send: it runs now; it has run before; or one before it to
 * the same receiver has not run, which it must not overtake.
 */
export type SendVerdict = "early" | "run" | "taken";

/** Decides on a send by the mark of its sender: the last one that was taken. */
export function judgeSend(mark: number, send: SentOnce): SendVerdict {
  if (send.sequence <= mark) return "taken";
  return send.after <= mark ? "run" : "early";
}

// As a rule a sender sends many, and each is named several times.
let last: Pick<SentOnce, "line" | "sender"> | null = null;
let lastName: RowName;

/** Names the row with the mark of an outbox. */
export function nameMark({ sender, line }: SentOnce): RowName {
  if (last?.sender === sender && last.line === line) return lastName;
  const { type, id } = sender;
  // The lengths say where each part ends, whatever is in it.
  const key = `${line.length}:${line}${type.length}:${type}${id}`;
  last = { sender, line };
  return lastName = { kind: "mark", key };
}

/** Makes the row that says which send of an outbox was taken last. */
export function writeMark(send: SentOnce, now: number): RowWrite {
  return {
    ...nameMark(send),
    bytes: encodeValue([FORMAT, send.sequence]),
    expiresAt: now + KEEP_MARKS_MS + MARK_MARGIN_MS,
  };
}

/**
 * Reads a mark; 0 where there is none.
 *
 * @throws {StoreError} If the row holds none.
 */
export function readMark(row: StoredRow | null): number {
  if (row === null) return 0;
  try {
    const sequence = decodeWith(UNOWNED, row.bytes, (from) => {
      const isMark = from.takeArray() === 2 && from.takeNumber() === FORMAT;
      return isMark ? from.takeNumber() : NaN;
    });
    if (Number.isSafeInteger(sequence) && sequence > 0) return sequence;
  } catch {
    // Whatever it is, it is no mark.
  }
  throw new StoreError("Cannot read a mark: the bytes are none", {
    code: "corrupt",
  });
}
