import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Column } from "./column.ts";
import { useKeys } from "./keys.ts";
import {
  clamp,
  computeWindow,
  scrollToRow,
  type Viewport,
} from "./row_window.ts";
import { useNarrow, useSize } from "./size.ts";
import { TableHead } from "./table_head.tsx";
import type { Place, TableOptions } from "./table_options.ts";

/** A table of any length that draws only the rows in sight. */
export function Table<Row, Key extends string>(
  options: TableOptions<Row, Key>,
): JSX.Element {
  const { label, rows, offset, count, place } = options;
  const scroller = useRef<HTMLDivElement>(null);
  const { height } = useSize(scroller);
  const isNarrow = useNarrow();
  const [, redraw] = useState(0);
  const columns = useMemo(
    () => options.columns.filter(({ isWide }) => !isNarrow || !isWide),
    [options.columns, isNarrow],
  );
  const viewport: Viewport = {
    rows: count,
    rowHeight: isNarrow ? 48 : 30,
    scrollTop: place.scrollTop,
    height: Math.max(0, height - 38),
    spare: 8,
  };
  const shown = computeWindow(viewport);
  useScroll(scroller, place, () => redraw((draws) => draws + 1));
  useRowKeys(options, viewport, scroller, () => redraw((draws) => draws + 1));
  useEffect(
    () => options.onWindow?.(shown.first, shown.count),
    [shown.first, shown.count],
  );
  const template = columns.map(({ width }) => width).join(" ");
  return (
    <div
      class="table"
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      tabIndex={0}
      ref={scroller}
      style={{ "--columns": template, "--row": `${viewport.rowHeight}px` }}
    >
      <TableHead columns={columns} options={options} />
      {count === 0 && <div class="empty">{options.empty}</div>}
      <div class="table-body" style={{ height: `${shown.height}px` }}>
        <div style={{ transform: `translateY(${shown.top}px)` }}>
          {Array.from({ length: shown.count }, (_, index) => (
            <TableRow
              key={shown.first + index}
              options={options}
              columns={columns}
              row={rows[shown.first + index - offset]}
              index={shown.first + index}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function TableRow<Row, Key extends string>(
  { options, columns, row, index }: {
    readonly options: TableOptions<Row, Key>;
    readonly columns: readonly Column<Row, Key>[];
    readonly row: Row | undefined;
    readonly index: number;
  },
): JSX.Element {
  const isSelected = options.place.selected === index;
  const latest = useRef(options);
  latest.current = options;
  // Rows that stay in sight are not drawn again.
  return useMemo(() => (
    <div
      class={`row ${isSelected ? "is-selected" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      {...(row === undefined ? {} : options.rowData?.(row))}
      onClick={() => {
        latest.current.place.selected = index;
        if (row !== undefined) latest.current.onOpen?.(row);
      }}
    >
      {columns.map((column) => (
        <div
          key={column.key}
          role="gridcell"
          class={`cell ${column.isNumber ? "number" : ""}`}
          data-cell={column.key}
        >
          {row === undefined ? <span class="ghost" /> : column.show(row)}
        </div>
      ))}
    </div>
  ), [row, columns, index, isSelected]);
}

function useScroll(
  scroller: { readonly current: HTMLDivElement | null },
  place: Place,
  redraw: () => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = place.scrollTop;
    const look = () => {
      place.scrollTop = element.scrollTop;
      redraw();
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [place]);
}

function useRowKeys<Row, Key extends string>(
  options: TableOptions<Row, Key>,
  viewport: Viewport,
  scroller: { readonly current: HTMLDivElement | null },
  redraw: () => void,
): void {
  const { place, rows, offset, count } = options;
  const page = Math.max(1, Math.floor(viewport.height / viewport.rowHeight));
  const go = (to: number) => {
    place.selected = clamp(to, 0, count - 1);
    place.scrollTop = scrollToRow(place.selected, viewport);
    if (scroller.current !== null) {
      scroller.current.scrollTop = place.scrollTop;
      scroller.current.focus({ preventScroll: true });
    }
    redraw();
  };
  useKeys({
    ArrowDown: () => go(place.selected + 1),
    ArrowUp: () => go(place.selected - 1),
    PageDown: () => go(place.selected + page),
    PageUp: () => go(place.selected - page),
    Home: () => go(0),
    End: () => go(count - 1),
    Enter: () => {
      const row = rows[place.selected - offset];
      if (row === undefined || options.onOpen === undefined) return false;
      return options.onOpen(row);
    },
  });
}
