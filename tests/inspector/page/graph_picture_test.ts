import { assertEquals, assertGreater } from "@std/assert";
import type { Graph, GraphEdge } from "../../../src/inspector/wire/protocol.ts";
import {
  drawEdges,
  listKeys,
  OUTSIDE,
} from "../../../src/inspector/page/views/graph/edges.ts";

const A = { type: "A", id: "" };
const B = { type: "B", id: "" };
const POINTS = new Map([
  ["A", { x: 0, y: 0 }],
  ["B", { x: 200, y: 0 }],
  [OUTSIDE, { x: 0, y: 200 }],
]);
const RADII = new Map([["A", 10], ["B", 10]]);

function edge(changes: Partial<GraphEdge>): GraphEdge {
  return {
    from: A,
    to: B,
    rate: 10,
    waitingMs: null,
    isDeadlock: false,
    ...changes,
  };
}

Deno.test("listKeys() has the ends of edges, and outside if it calls", () => {
  const node = {
    name: A,
    actors: 1,
    inbox: 0,
    rate: 0,
    state: "idle",
    isStalled: false,
  } as const;
  const graph: Graph = {
    by: "type",
    nodes: [node],
    edges: [edge({})],
    waiting: 0,
    waits: [],
  };
  assertEquals(listKeys(graph), ["A", "B"]);
  assertEquals(listKeys({ ...graph, edges: [edge({ from: null })] }), [
    "A",
    OUTSIDE,
    "B",
  ]);
});

Deno.test("drawEdges() draws more messages wider", () => {
  const [slow, fast] = drawEdges(
    [edge({ rate: 5_000 }), edge({ rate: 1, from: B, to: A })],
    POINTS,
    RADII,
  );
  assertEquals(slow?.edge.rate, 1);
  assertGreater(fast?.width ?? 0, (slow?.width ?? 0) * 2);
});

Deno.test("drawEdges() puts waits above, and deadlocks above all", () => {
  const drawn = drawEdges(
    [
      edge({ rate: 0, waitingMs: 5, isDeadlock: true }),
      edge({ rate: 9e9 }),
      edge({ rate: 0, waitingMs: 9_000 }),
    ],
    POINTS,
    RADII,
  );
  assertEquals(drawn.map(({ edge }) => [edge.waitingMs, edge.isDeadlock]), [
    [null, false],
    [9_000, false],
    [5, true],
  ]);
  assertEquals(drawn.every(({ width }) => width >= 1), true);
});

Deno.test("drawEdges() keeps an edge and its way back apart", () => {
  const [there, back] = drawEdges(
    [edge({}), edge({ from: B, to: A })],
    POINTS,
    RADII,
  );
  assertGreater(Math.abs((there?.middle.y ?? 0) - (back?.middle.y ?? 0)), 10);
});

Deno.test("drawEdges() loops to oneself and leaves out strangers", () => {
  const drawn = drawEdges(
    [edge({ to: A }), edge({ to: { type: "gone", id: "" } })],
    POINTS,
    RADII,
  );
  assertEquals(drawn.length, 1);
  // Up and around: its middle stands well above the node.
  assertEquals(drawn[0]?.path.includes("C"), true);
  assertGreater(0, drawn[0]?.middle.y ?? 0);
});
