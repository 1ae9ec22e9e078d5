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

/** By what a table is sorted. */
export interface Sort<Key extends string> {
  readonly key: Key;
  readonly isDescending: boolean;
}

/** What pressing a column's head leads to: largest first, then turned. */
export function nextSort<Key extends string>(
  sort: Sort<Key>,
  key: Key,
  isNumber: boolean,
): Sort<Key> {
  return sort.key === key
    ? { key, isDescending: !sort.isDescending }
    : { key, isDescending: isNumber };
}
