import type { Graph, GraphEdge, GraphNode } from "../../../wire/protocol.ts";
import type { Point } from "./layout.ts";
import { formatName } from "../../../wire/trace.ts";
import { isWaitingLong } from "../../model/waits.ts";

/** The key of the code outside of actors. */
export const OUTSIDE = "";

/** An edge between two nodes that the picture has. */
export interface DrawnEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly edge: GraphEdge;
  /** How wide, in pixels. */
  readonly width: number;
  readonly path: string;
  /** The place of the edge's label. */
  readonly middle: Point;
}

/** The keys of all nodes; the outside is one if an edge begins there. */
export function listKeys({ nodes, edges }: Graph): string[] {
  const keys = new Set(nodes.map(({ name }) => formatName(name)));
  for (const { from, to } of edges) {
    keys.add(from === null ? OUTSIDE : formatName(from));
    keys.add(formatName(to));
  }
  return [...keys];
}

/** The two ends of an edge. */
export function endsOf(edge: GraphEdge): { from: string; to: string } {
  return {
    from: edge.from === null ? OUTSIDE : formatName(edge.from),
    to: formatName(edge.to),
  };
}

/** How large a node is drawn. */
export function radiusOf(node: GraphNode | undefined): number {
  if (node === undefined) return 9;
  return 13 + Math.min(13, 3 * Math.log10(1 + node.actors + node.inbox));
}

/** Works out how every edge runs; quiet ones first, waits on top. */
export function drawEdges(
  edges: readonly GraphEdge[],
  points: ReadonlyMap<string, Point>,
  radii: ReadonlyMap<string, number>,
): DrawnEdge[] {
  const most = Math.max(1, ...edges.map(({ rate }) => rate));
  return edges.flatMap((edge) => {
    const { from, to } = endsOf(edge);
    const start = points.get(from);
    const end = points.get(to);
    if (start === undefined || end === undefined) return [];
    const width = widthOf(edge, most);
    const bend = from === to
      ? drawLoop(start, radii.get(from) ?? 0)
      : drawBend(start, end, radii.get(from) ?? 0, (radii.get(to) ?? 0) + 3);
    return [{ key: `${from}\n${to}`, from, to, edge, width, ...bend }];
  }).sort((a, b) => weight(a.edge) - weight(b.edge));
}

function widthOf(edge: GraphEdge, most: number): number {
  const share = Math.log10(1 + edge.rate) / Math.log10(1 + most);
  return Math.max(isWaitingLong(edge) ? 2 : 0, 1 + 5 * share);
}

function weight(edge: GraphEdge): number {
  const { isDeadlock, rate } = edge;
  return (isDeadlock ? 2e12 : isWaitingLong(edge) ? 1e12 : 0) + rate;
}

// Bent to one side, so that an edge and its way back do not cover each other.
function drawBend(
  from: Point,
  to: Point,
  fromRadius: number,
  toRadius: number,
): Pick<DrawnEdge, "path" | "middle"> {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const x = (to.x - from.x) / length;
  const y = (to.y - from.y) / length;
  const bow = Math.min(40, length * 0.14);
  const control = {
    x: (from.x + to.x) / 2 - y * bow,
    y: (from.y + to.y) / 2 + x * bow,
  };
  const start = toward(from, control, fromRadius);
  const end = toward(to, control, toRadius + 4);
  return {
    path: `M ${at(start)} Q ${at(control)} ${at(end)}`,
    middle: {
      x: (start.x + 2 * control.x + end.x) / 4,
      y: (start.y + 2 * control.y + end.y) / 4,
    },
  };
}

function drawLoop(
  { x, y }: Point,
  radius: number,
): Pick<DrawnEdge, "path" | "middle"> {
  const top = y - radius;
  const far = radius * 2.2;
  return {
    path: `M ${at({ x: x - radius * 0.5, y: top + radius * 0.14 })} ` +
      `C ${at({ x: x - far, y: top - far })} ` +
      `${at({ x: x + far, y: top - far })} ` +
      `${at({ x: x + radius * 0.6, y: top - 3 })}`,
    middle: { x, y: top - far * 0.75 },
  };
}

function toward(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + (to.x - from.x) / length * distance,
    y: from.y + (to.y - from.y) / length * distance,
  };
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
