import type { JSX } from "preact";
import type { Column } from "./column.ts";
import type { TableOptions } from "./table_options.ts";

/** The heads of a table's columns; they sort it. */
export function TableHead<Row, Key extends string>(
  { columns, options }: {
    readonly columns: readonly Column<Row, Key>[];
    readonly options: TableOptions<Row, Key>;
  },
): JSX.Element {
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      {columns.map((column) => (
        <Head key={column.key} column={column} options={options} />
      ))}
    </div>
  );
}

function Head<Row, Key extends string>(
  { column, options: { sort, onSort } }: {
    readonly column: Column<Row, Key>;
    readonly options: TableOptions<Row, Key>;
  },
): JSX.Element {
  const isSorted = sort?.key === column.key;
  const order = sort?.isDescending ? "descending" : "ascending";
  const isSortable = onSort !== undefined && column.isSortable !== false;
  const isNumber = column.isNumber === true;
  return (
    <div
      role="columnheader"
      class={`cell ${isNumber ? "number" : ""} ${isSorted ? "is-sorted" : ""}`}
      aria-sort={isSorted ? order : "none"}
      title={column.hint}
    >
      {isSortable
        ? (
          <button
            type="button"
            data-column={column.key}
            data-testid={`column-${column.key}`}
            onClick={() => onSort(column.key, isNumber)}
          >
            {column.label}
            {isSorted && (
              <span class="arrow" aria-hidden="true">
                {sort.isDescending ? "↓" : "↑"}
              </span>
            )}
          </button>
        )
        : <span data-column={column.key}>{column.label}</span>}
    </div>
  );
}
