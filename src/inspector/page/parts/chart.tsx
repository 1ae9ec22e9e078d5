import type { JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { fade, readColor } from "./color.ts";
import { EngineContext } from "../link/engine_context.ts";
import { NOTHING } from "./format.ts";
import { useSize } from "./size.ts";
import { SPAN_MS } from "../model/vitals.ts";

/** One line of a chart. */
export interface Line {
  readonly label: string;
  /** A colour of the style sheet. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Measured on an axis of its own, at the right. */
  readonly isRight?: boolean;
}

/** A chart of the last five minutes. */
export interface ChartOptions {
  readonly title: string;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The axis reaches at least so far. */
  readonly least: number;
  format(value: number): string;
}

/** Draws the chart with uPlot; pointing at it reads the values there. */
export function Chart(options: ChartOptions): JSX.Element {
  const { title, lines, times, format } = options;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const { width, height } = useSize(holder);
  const { theme } = useContext(EngineContext);
  const [pointed, setPointed] = useState<number | null>(null);
  const isReady = width > 0 && height > 0;

  useEffect(() => {
    if (holder.current === null || !isReady) return;
    const one = new uPlot(
      describe(options, holder.current, setPointed),
      toData(options),
      holder.current,
    );
    plot.current = one;
    return () => one.destroy();
  }, [theme, isReady]);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);
  useEffect(() => plot.current?.setData(toData(options)), [times]);

  return (
    <figure class="chart panel">
      <figcaption>
        <h3>{title}</h3>
        {lines.map(({ label, color, values }) => (
          <span key={label} class="key">
            <i style={{ background: `var(--${color})` }} />
            {lines.length > 1 && <span class="muted">{label}</span>}
            <b>{formatAt(values, pointed ?? values.length - 1, format)}</b>
          </span>
        ))}
      </figcaption>
      <div class="plot" ref={holder} role="img" aria-label={title} />
    </figure>
  );
}

function formatAt(
  values: readonly (number | null)[],
  index: number,
  format: (value: number) => string,
): string {
  const value = values[index];
  return value === undefined || value === null ? NOTHING : format(value);
}

function toData({ times, lines }: ChartOptions): uPlot.AlignedData {
  return [
    times as number[],
    ...lines.map(({ values }) => values as (number | null)[]),
  ];
}

function describe(
  options: ChartOptions,
  { clientWidth: width, clientHeight: height }: HTMLElement,
  point: (index: number | null) => void,
): uPlot.Options {
  const { lines, least } = options;
  const hasRight = lines.some(({ isRight }) => isRight);
  const range = (_: uPlot, __: number, most: number): [number, number] => [
    0,
    Math.max(least, (most ?? 0) * 1.15),
  ];
  return {
    width,
    height,
    padding: [6, hasRight ? 0 : 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, sync: { key: "vitals" } },
    scales: {
      x: { time: true, range: showSpan },
      y: { range },
      right: { range },
    },
    axes: describeAxes(options, hasRight),
    series: [{}, ...lines.map(describeLine)],
    hooks: { setCursor: [({ cursor }) => point(cursor.idx ?? null)] },
  };
}

// Half a minute at first, so that a young line is more than a dot at the edge.
function showSpan(plot: uPlot, _: number, to: number): [number, number] {
  const first = plot.data[0][0] ?? to;
  const span = Math.max(30, Math.min(SPAN_MS / 1_000, to - first));
  return [to - span, to];
}

function describeLine({ color, isRight }: Line, index: number): uPlot.Series {
  const stroke = readColor(color);
  return {
    stroke,
    width: 1.5,
    scale: isRight ? "right" : "y",
    points: { show: false },
    ...(index === 0 ? { fill: fade(stroke, 12) } : {}),
  };
}

function describeAxes(options: ChartOptions, hasRight: boolean): uPlot.Axis[] {
  const quiet = {
    stroke: readColor("muted"),
    font: '11px Inter, system-ui, "Liberation Sans", sans-serif',
    ticks: { show: false },
    gap: 5,
  };
  const grid = { stroke: readColor("line"), width: 1 };
  const values = (_: uPlot, splits: number[]): string[] =>
    splits.map(options.format);
  const left: uPlot.Axis = { ...quiet, grid, values, size: 46, space: 28 };
  const right: uPlot.Axis = {
    ...left,
    grid: { show: false },
    scale: "right",
    side: 1,
    size: 40,
  };
  const below: uPlot.Axis = {
    ...quiet,
    grid: { show: false },
    size: 22,
    space: 64,
    values: (_, splits) => splits.map(formatClock),
  };
  return hasRight ? [below, left, right] : [below, left];
}

function formatClock(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  });
}
