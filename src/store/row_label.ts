import { quote } from "../base/escape_controls.ts";
import type { RowName } from "./store.ts";

/**
 * Says what a row is of, to people: the sender of a mark and its outbox, the
 * method of an answer and its idempotency key.
 */
export function labelRow({ kind, key }: RowName): string {
  const first = readPart(key);
  if (first === null) return quote(key);
  if (kind === "answer") return `${first.part} ${quote(first.rest)}`;
  const second = readPart(first.rest);
  if (second === null) return quote(key);
  return `${second.part}/${second.rest} ${first.part}`;
}

/** Reads a part that its length stands before: `3:abc`. */
function readPart(
  key: string,
): { readonly part: string; readonly rest: string } | null {
  const head = key.match(/^(\d{1,4}):/);
  if (head === null) return null;
  const start = head[0].length;
  const end = start + Number(head[1]);
  if (end > key.length) return null;
  return { part: key.slice(start, end), rest: key.slice(end) };
}
