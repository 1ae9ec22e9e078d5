import type { JSX } from "preact";

const WIDTH = 100;
const HEIGHT = 24;

/** A line of the last values, without any axis. */
export function Sparkline({ values, color }: {
  readonly values: readonly (number | null)[];
  readonly color: string;
}): JSX.Element {
  const path = drawPath(values);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ color: `var(--${color})` }}
    >
      {path !== "" && <path class="area" d={`${path} V ${HEIGHT} H 0 Z`} />}
      {path !== "" && <path class="line" d={path} />}
    </svg>
  );
}

/** Draws values as a path from the left edge to the right one. */
export function drawPath(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return "";
  const most = Math.max(...known);
  const scale = most > 0 ? (HEIGHT - 3) / most : 0;
  return known.map((value, index) => {
    const x = index / (known.length - 1) * WIDTH;
    const y = HEIGHT - 1 - value * scale;
    return `${index === 0 ? "M" : "L"} ${round(x)} ${round(y)}`;
  }).join(" ");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
