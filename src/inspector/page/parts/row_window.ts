/** Browsers stop at some 16 million pixels; stay well below. */
const MAX_HEIGHT = 8_000_000;

/** The rows of a long list that are in sight, and their place. */
export interface RowWindow {
  /** The first row to show. */
  readonly first: number;
  /** How many to show. */
  readonly count: number;
  /** The place of the first row's top, in pixels. */
  readonly top: number;
  /** How high the whole list is, in pixels. */
  readonly height: number;
}

/** What a list looks like from outside. */
export interface Viewport {
  readonly rows: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly height: number;
  /** How many rows more to keep above and below. */
  readonly spare: number;
}

/** Computes which rows of a list are in sight. */
export function computeWindow(viewport: Viewport): RowWindow {
  const { rows, rowHeight, height: seen, spare } = viewport;
  const full = rows * rowHeight;
  const height = Math.min(full, MAX_HEIGHT);
  const scrollTop = clamp(viewport.scrollTop, 0, Math.max(0, height - seen));
  // A list too high for the browser is scrolled in proportion.
  const ratio = height > seen && full > height
    ? (full - seen) / (height - seen)
    : 1;
  const offset = scrollTop * ratio;
  const first = clamp(Math.floor(offset / rowHeight) - spare, 0, rows);
  const last = Math.ceil((offset + seen) / rowHeight) + spare;
  return {
    first,
    count: clamp(last, 0, rows) - first,
    top: first * rowHeight - offset + scrollTop,
    height,
  };
}

/** Where to scroll to so that a row is in sight; the same if it is. */
export function scrollToRow(row: number, viewport: Viewport): number {
  const { rows, rowHeight, height: seen, scrollTop } = viewport;
  const full = rows * rowHeight;
  const height = Math.min(full, MAX_HEIGHT);
  const ratio = height > seen && full > height
    ? (full - seen) / (height - seen)
    : 1;
  const offset = scrollTop * ratio;
  const top = row * rowHeight;
  if (top < offset) return top / ratio;
  const bottom = top + rowHeight - seen;
  return bottom > offset ? bottom / ratio : scrollTop;
}

/** Keeps a number within bounds; the lower one wins. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
