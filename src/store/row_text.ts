import type { Plain } from "../codec/json/plain.ts";
import { bytesToPlain } from "../codec/json/plain_bytes.ts";
import { labelRow } from "./row_label.ts";
import type { StoredRow } from "./store.ts";

/** What a row says to people. */
export interface RowText {
  readonly says: string;
  /** What it holds beside, if anything. */
  readonly value?: Plain;
}

/** Says what a row is of and holds: up to which send, or which answer. */
export function readRow(
  row: Pick<StoredRow, "bytes" | "key" | "kind">,
): RowText {
  const label = labelRow(row);
  const plain = bytesToPlain(row.bytes);
  if (!Array.isArray(plain)) return { says: label, value: plain };
  const [format, first, isRefused, value]: readonly Plain[] = plain;
  if (format === 1 && row.kind === "mark" && plain.length === 2) {
    return { says: `${label}: up to ${first}` };
  }
  const isAnswer = format === 1 && row.kind === "answer" &&
    plain.length === 4 && value !== undefined;
  if (!isAnswer) return { says: label, value: plain };
  const says = `${label}: ${isRefused === true ? "refused" : "answered"}`;
  return { says, value };
}
