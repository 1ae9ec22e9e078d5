import type { ComponentChildren } from "preact";

/** One column of a table. */
export interface Column<Row, Key extends string> {
  readonly key: Key;
  readonly label: string;
  /** What the label means, in a sentence. */
  readonly hint?: string;
  /** A width of a grid: `"8rem"`, `"minmax(10rem, 1fr)"`. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly isSortable?: boolean;
  /** Whether it is left out where there is little room. */
  readonly isWide?: boolean;
  show(row: Row): ComponentChildren;
}

/** The column that sorts a table, and the direction. */
export interface Sort<Key extends string> {
  readonly key: Key;
  readonly isDescending: boolean;
}

/** Returns the order after a press on a column's head: largest first. */
export function nextSort<Key extends string>(
  sort: Sort<Key>,
  key: Key,
  isNumber: boolean,
): Sort<Key> {
  return sort.key === key
    ? { key, isDescending: !sort.isDescending }
    : { key, isDescending: isNumber };
}
