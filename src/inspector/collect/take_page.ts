import { MAX_ROWS } from "../../base/limits.ts";
import type { NumberedRing } from "./numbered_ring.ts";
import type { Page } from "../wire/protocol.ts";

/**
 * Returns the rows that a client asked for, oldest first: those after `after`,
 * so that a client that follows misses none, or else the newest.
 */
export function takePage<Item, Row>(
  ring: NumberedRing<Item>,
  { after, limit = MAX_ROWS }: Page,
  toRow: (number: number, item: Item) => Row,
  isWanted: (row: Row) => boolean = () => true,
): Row[] {
  const rows = (from: Iterable<{ number: number; item: Item }>) =>
    Iterator.from(from)
      .map(({ number, item }) => toRow(number, item))
      .filter(isWanted)
      .take(limit)
      .toArray();
  return after === undefined
    ? rows(ring.backwards()).reverse()
    : rows(ring.since(after));
}
