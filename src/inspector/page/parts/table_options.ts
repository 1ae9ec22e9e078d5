import type { ComponentChildren } from "preact";
import type { Column, Sort } from "./column.ts";

/** Where a table was scrolled to, kept while another view is shown. */
export interface Place {
  scrollTop: number;
  selected: number;
}

/** What a table shows and tells. */
export interface TableOptions<Row, Key extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, Key>[];
  /** The rows at hand, from `offset` on, of `count`. */
  readonly rows: readonly Row[];
  readonly offset: number;
  readonly count: number;
  readonly place: Place;
  readonly empty: ComponentChildren;
  readonly sort?: Sort<Key>;
  onSort?(key: Key, isNumber: boolean): void;
  onWindow?(first: number, count: number): void;
  onOpen?(row: Row): void;
  /** Attributes of a row's element. */
  rowData?(row: Row): Record<string, string>;
}
