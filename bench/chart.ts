import { figuresOf } from "./race_table.ts";
import type { Heat, Race } from "./race.ts";
import { floors, OURS } from "./runners.ts";
import { formatNumber } from "./table.ts";

const WIDTH = 900;
const LEFT = 165;
const RIGHT = 30;
const TOP = 60;
const ROW = 34;
const LEGEND_COLUMNS = 4;
const MIN_NS = 10;
const MAX_NS = 1_000_000;

// Colours that can be read on white and on black.
const COLOURS = [
  "#d9730d",
  "#2f9e44",
  "#c2255c",
  "#1c8fc9",
  "#9c36b5",
  "#8a7400",
  "#e03131",
  "#0c9a8d",
  "#a0522d",
];

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .axis { stroke: #8c959f; stroke-opacity: .35 }
  .small { font-size: 11px; fill: #59636e }
  .floor { fill: none; stroke: #6e7781; stroke-width: 1.5 }
  .ours { fill: #4f6bed }
  .value { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .ours { fill: #8da2fb }
  }
`;

/** How one runner is drawn. */
interface Mark {
  readonly name: string;
  draw(x: number, y: number, title: string): string;
}

/** Draws every median of a race, each workload in a row, on one scale. */
export function drawChart({ heats, participants }: Race): string {
  const names = participants
    .filter(({ failure }) => failure === undefined)
    .map(({ name }) => name);
  const marks = makeMarks(names);
  const bottom = TOP + heats.length * ROW;
  const legend = [
    ...marks.filter(({ draw }) => draw !== drawFloor),
    { name: "floors, named in the tables", draw: drawFloor },
  ];
  const legendRows = Math.ceil(legend.length / LEGEND_COLUMNS);
  const height = bottom + 30 + legendRows * 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ` +
    `viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>Nanoseconds for each operation, medians</title>`,
    `<style>${STYLE}</style>`,
    `<text x="${LEFT}" y="20">Nanoseconds for each operation: less is ` +
    `better, each line is ten times the last</text>`,
    ...drawAxis(bottom),
    ...heats.flatMap((heat, at) => drawRow(heat, marks, TOP + at * ROW)),
    ...drawLegend(legend, bottom + 30),
    "</svg>\n",
  ].join("\n");
}

function makeMarks(names: readonly string[]): Mark[] {
  let peers = 0;
  return names.map((name) => {
    if (name === OURS) return { name, draw: drawOurs };
    if (floors.some((floor) => floor.name === name)) {
      return { name, draw: drawFloor };
    }
    const colour = COLOURS[peers++ % COLOURS.length]!;
    return {
      name,
      draw: (x, y, title) =>
        `<circle cx="${x}" cy="${y}" r="5" fill="${colour}">` +
        `<title>${escape(title)}</title></circle>`,
    };
  });
}

function drawOurs(x: number, y: number, title: string): string {
  return `<circle class="ours" cx="${x}" cy="${y}" r="8">` +
    `<title>${escape(title)}</title></circle>`;
}

function drawFloor(x: number, y: number, title: string): string {
  const path = `M${x - 5} ${y}L${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}Z`;
  return `<path class="floor" d="${path}"><title>${
    escape(title)
  }</title></path>`;
}

function drawAxis(bottom: number): string[] {
  const lines: string[] = [];
  for (let ns = MIN_NS; ns <= MAX_NS; ns *= 10) {
    const x = place(ns);
    lines.push(
      `<line class="axis" x1="${x}" y1="${
        TOP - 16
      }" x2="${x}" y2="${bottom}"/>`,
      `<text class="small" x="${x}" y="${TOP - 20}" text-anchor="middle">` +
        `${ns.toLocaleString("en")}</text>`,
    );
  }
  return lines;
}

function drawRow(heat: Heat, marks: readonly Mark[], top: number): string[] {
  const y = top + ROW / 2;
  const ours = figuresOf(heat, OURS);
  const value = ours === undefined
    ? ""
    : `, <tspan class="value">${formatNumber(ours.medianNs)}</tspan>`;
  // Ours comes last, so that nothing hides it.
  const dots = marks.toReversed().flatMap(({ name, draw }) => {
    const figures = figuresOf(heat, name);
    if (figures === undefined) return [];
    const title = `${name}: ${formatNumber(figures.medianNs)} ns`;
    return [draw(place(figures.medianNs), y, title)];
  });
  return [
    `<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end">` +
    `${escape(heat.workload.id)}${value}</text>`,
    ...dots,
  ];
}

function drawLegend(marks: readonly Mark[], top: number): string[] {
  const width = (WIDTH - 40) / LEGEND_COLUMNS;
  return marks.flatMap(({ name, draw }, at) => {
    const x = 30 + (at % LEGEND_COLUMNS) * width;
    const y = top + Math.floor(at / LEGEND_COLUMNS) * 20;
    const text = `<text x="${x + 14}" y="${y + 4}">${escape(name)}</text>`;
    return [draw(x, y, name), text];
  });
}

function place(ns: number): number {
  const decades = Math.log10(MAX_NS / MIN_NS);
  const part = Math.log10(Math.max(ns, MIN_NS) / MIN_NS) / decades;
  return Math.round(LEFT + Math.min(part, 1) * (WIDTH - LEFT - RIGHT));
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
