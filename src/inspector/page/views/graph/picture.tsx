import type { JSX } from "preact";
import type { Graph, GraphNode } from "../../../wire/protocol.ts";
import {
  clip,
  clipTitle,
  formatCount,
  formatMs,
  formatRate,
  isolate,
} from "../../parts/format.ts";
import type { Point } from "./layout.ts";
import {
  drawEdges,
  type DrawnEdge,
  listKeys,
  OUTSIDE,
  radiusOf,
} from "./edges.ts";
import type { Size } from "../../parts/size.ts";
import { SHAPES } from "../../parts/state_badge.tsx";
import { formatName } from "../../../wire/trace.ts";
import { isWaitingLong } from "../../model/waits.ts";

/** With more nodes than this only their names are written. */
const MAX_DETAILED = 24;

/** The graph as a drawing. */
export function GraphPicture({ graph, points, size, selected, onSelect }: {
  readonly graph: Graph;
  readonly points: ReadonlyMap<string, Point>;
  readonly size: Size;
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
}): JSX.Element {
  const { width, height } = size;
  const keys = listKeys(graph);
  const nodes = new Map(
    graph.nodes.map((node) => [formatName(node.name), node]),
  );
  const radii = new Map(keys.map((key) => [key, radiusOf(nodes.get(key))]));
  const edges = drawEdges(graph.edges, points, radii);
  const near = selected === undefined ? undefined : nearOf(selected, edges);
  const fadeOf = (isNear: boolean) => isNear ? "" : "is-far";
  const shown = keys.map((key): ShownNode => ({
    id: key,
    node: nodes.get(key),
    point: points.get(key) ?? { x: 0, y: 0 },
    radius: radii.get(key) ?? 9,
    isSelected: key === selected,
    fade: fadeOf(near === undefined || near.has(key)),
  }));
  return (
    <svg
      class={`picture ${keys.length > MAX_DETAILED ? "is-dense" : ""}`}
      viewBox={`${-width / 2} ${-height / 2} ${width} ${height}`}
      role="group"
      aria-label="Graph of who talks to whom"
      onClick={() => onSelect(undefined)}
    >
      {edges.map((edge) => (
        <Edge
          key={edge.key}
          edge={edge}
          fade={fadeOf(
            selected === undefined || edge.from === selected ||
              edge.to === selected,
          )}
        />
      ))}
      {shown.map((node) => (
        <Node
          key={node.id}
          {...node}
          isStuck={isStuck(node.id, edges)}
          onSelect={() => onSelect(node.isSelected ? undefined : node.id)}
        />
      ))}
      {shown.map((node) => <NodeName key={node.id} {...node} />)}
      {edges.map((edge) => (
        <EdgeLabel key={edge.key} edge={edge} isTight={width < 500} />
      ))}
    </svg>
  );
}

interface ShownNode {
  readonly id: string;
  readonly node: GraphNode | undefined;
  readonly point: Point;
  readonly radius: number;
  readonly isSelected: boolean;
  readonly fade: string;
}

function nearOf(key: string, edges: readonly DrawnEdge[]): Set<string> {
  const near = new Set([key]);
  for (const { from, to } of edges) {
    if (from === key) near.add(to);
    if (to === key) near.add(from);
  }
  return near;
}

function isStuck(key: string, edges: readonly DrawnEdge[]): boolean {
  return edges.some(({ from, to, edge }) =>
    edge.isDeadlock && (from === key || to === key)
  );
}

function Edge({ edge: { edge, path, width }, fade }: {
  readonly edge: DrawnEdge;
  readonly fade: string;
}): JSX.Element {
  const tone = edge.isDeadlock
    ? "is-deadlock"
    : isWaitingLong(edge)
    ? "is-waiting"
    : edge.rate > 0
    ? "is-live"
    : "is-quiet";
  const tip = 4 + width;
  return (
    <g
      class={`edge ${tone} ${fade}`}
      data-testid={edge.isDeadlock ? "deadlock-edge" : "edge"}
    >
      {edge.isDeadlock && (
        <path class="halo" d={path} style={{ strokeWidth: width + 10 }} />
      )}
      <path class="line" d={path} style={{ strokeWidth: width }} />
      {edge.rate > 0 && !isWaitingLong(edge) && (
        <path
          class="flow"
          d={path}
          style={{
            strokeWidth: Math.max(1.5, width * 0.55),
            animationDuration: `${flowSeconds(edge.rate)}s`,
          }}
        />
      )}
      <path class="tip" d={drawTip(path, tip)} />
    </g>
  );
}

/** Faster for more messages, but never so fast that it flickers. */
function flowSeconds(rate: number): number {
  return Math.max(0.5, 2.4 - 0.5 * Math.log10(1 + rate));
}

// The arrow's head, along the last leg of the path.
function drawTip(path: string, size: number): string {
  const numbers = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
  const [fromX = 0, fromY = 0, x = 0, y = 0] = numbers.slice(-4);
  const angle = Math.atan2(y - fromY, x - fromX);
  const corner = (turn: number, length: number) =>
    `${x + Math.cos(angle + turn) * length} ` +
    `${y + Math.sin(angle + turn) * length}`;
  return `M ${corner(0, 4)} L ${corner(2.6, size)} L ${corner(-2.6, size)} Z`;
}

function EdgeLabel({ edge: { edge, middle }, isTight }: {
  readonly edge: DrawnEdge;
  readonly isTight: boolean;
}): JSX.Element | null {
  if (!isWaitingLong(edge)) return null;
  const word = edge.isDeadlock ? "deadlock" : "waits";
  const time = formatMs(edge.waitingMs);
  const text = isTight ? time : `${word} ${time}`;
  return (
    <g
      class={`edge-label ${edge.isDeadlock ? "is-deadlock" : ""}`}
      transform={`translate(${middle.x} ${middle.y})`}
    >
      <rect
        x={-text.length * 3.2 - 6}
        y={-9}
        width={text.length * 6.4 + 12}
        height={18}
        rx={9}
      />
      <text y={3.6}>{text}</text>
    </g>
  );
}

function Node(
  { id, node, point, radius, isSelected, isStuck, fade, onSelect }:
    & ShownNode
    & {
      readonly isStuck: boolean;
      readonly onSelect: () => void;
    },
): JSX.Element {
  const name = id === OUTSIDE ? "outside" : node?.name.id || id;
  const state = node?.state ?? "idle";
  // An ordinary await is no reason for alarm.
  const tone = state === "waiting" && !node?.isStalled ? "queued" : state;
  return (
    <g
      class={`node is-${tone} ${fade} ${isSelected ? "is-selected" : ""} ${
        isStuck ? "is-stuck" : ""
      } ${id === OUTSIDE ? "is-outside" : ""}`}
      transform={`translate(${point.x} ${point.y})`}
      role="button"
      tabIndex={0}
      aria-pressed={isSelected}
      aria-label={clipTitle(id === OUTSIDE ? name : id)}
      data-testid="graph-node"
      data-node={id}
      onClick={(event) => {
        event.stopPropagation();
        onSelect();
      }}
      onKeyDown={({ key }) => key === "Enter" && onSelect()}
    >
      <title>{clipTitle(id === OUTSIDE ? name : id)}</title>
      <rect
        class="hit"
        x={-radius - 8}
        y={-radius - 4}
        width={radius * 2 + 16}
        height={radius * 2 + 24}
      />
      {isStuck && <circle class="halo" r={radius + 7} />}
      <circle class="disc" r={radius} />
      {node !== undefined && (
        <path
          class={`shape ${state}`}
          d={SHAPES[state]}
          transform="translate(-7.2 -7.2) scale(1.2)"
        />
      )}
    </g>
  );
}

/** A node's name, in a layer above all nodes: none covers it. */
function NodeName(
  { id, node, point, radius, isSelected, fade }: ShownNode,
): JSX.Element {
  const name = id === OUTSIDE ? "outside" : node?.name.id || id;
  return (
    <g
      class={`node-name ${fade} ${isSelected ? "is-selected" : ""}`}
      transform={`translate(${point.x} ${point.y})`}
      aria-hidden="true"
    >
      <text class="name" y={radius + 14}>{isolate(clip(name, 22))}</text>
      {node !== undefined && (
        <text class="more" y={radius + 27}>{describeNode(node)}</text>
      )}
    </g>
  );
}

function describeNode({ name, actors, rate }: GraphNode): string {
  const parts = name.id === ""
    ? [`${formatCount(actors)} ${actors === 1 ? "actor" : "actors"}`]
    : [isolate(clip(name.type, 16))];
  if (rate > 0) parts.push(`${formatRate(rate)}/s`);
  return parts.join(" · ");
}
