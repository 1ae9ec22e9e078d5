import type { Fold } from "../link/feed.ts";
import { Clock } from "../parts/clock.tsx";
import type { Column } from "../parts/column.ts";
import { formatCount, formatShort } from "../parts/format.ts";

/** When the newest of equal rows came; on a phone, and how many there were. */
export const TIME_COLUMN: Column<Fold<{ readonly at: number }>, "at"> = {
  key: "at",
  label: "Time",
  width: "7.3rem",
  show: ({ row: { at }, count }) => (
    <span class="stacked">
      <Clock at={at} />
      {count > 1 && <b class="data narrow">× {formatCount(count)}</b>}
    </span>
  ),
};

/** The number of equal rows that one row shows. */
export const COUNT_COLUMN: Column<Fold<unknown>, "count"> = {
  key: "count",
  label: "Times",
  hint: "How many equal ones there were",
  width: "3.4rem",
  isNumber: true,
  isWide: true,
  show: ({ count }) =>
    count === 1
      ? <span class="zero">1</span>
      : <b title={formatCount(count)}>{formatShort(count)}</b>,
};
