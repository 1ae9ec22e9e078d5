import { MAX_EDGES } from "../../base/limits.ts";
import { readState } from "../../engine/snapshot.ts";
import { type ActorId, nameActor } from "../../envelope/actor_id.ts";
import type { TypeRecord } from "../collect/type_records.ts";
import type { Collector } from "../collect/collector.ts";
import type {
  Graph,
  GraphEdge,
  GraphNode,
  Name,
  QuestionOf,
} from "../wire/protocol.ts";
import { findFlows, type Flow, Neighbourhood } from "./flows.ts";
import { byPlace, selectPage } from "./select_page.ts";
import { findWaits, type WaitEdge } from "./wait_graph.ts";

const DEFAULT_LIMIT = 200;
/** Waits that one answer lists, beside its edges. */
const LISTED_WAITS = 100;

/** Which graph is asked for. */
export type GraphQuery = Omit<QuestionOf<"graph">, "view">;

/** Answers which actors call which, and which await which. */
export function readGraph(
  collector: Collector,
  { by, around, limit = DEFAULT_LIMIT }: GraphQuery,
  now: number,
): Graph {
  const most = Math.min(limit, MAX_EDGES);
  const flows = findFlows(collector.types);
  const waits = findWaits(collector.types, now);
  // The same look tells of the edges and of the waits that are listed.
  const listed = { waiting: waits.length, waits: waits.slice(0, LISTED_WAITS) };
  if (by === "type") {
    return { ...readTypes(collector, flows, waits, most), ...listed };
  }
  const near = around && new Neighbourhood(around, flows, waits);
  const { nodes, edges } = readActors(
    collector,
    near?.flows ?? flows,
    near?.waits ?? waits,
    most,
    near,
  );
  const isAlone = around !== undefined && nodes.length === 0;
  const all = isAlone ? [toActorNode(collector, around)] : nodes;
  return { by, nodes: all, edges, ...listed };
}

function readActors(
  collector: Collector,
  flows: readonly Flow[],
  waits: readonly WaitEdge[],
  limit: number,
  near: Neighbourhood | undefined,
): Pick<Graph, "nodes" | "edges"> {
  const nodeOf = (name: Name): Name => near?.nodeOf(name) ?? name;
  const edges = new Edges();
  // Waits come first, but leave half of the room for calls.
  for (const wait of waits.slice(0, Math.ceil(limit / 2))) {
    const { from, to } = wait;
    edges.wait({ ...wait, from: nodeOf(from), to: nodeOf(to) });
  }
  const keys = Float64Array.from(flows, ({ rate }) => -rate);
  // The edges to the rest of a type are one.
  const most = near === undefined ? limit : flows.length;
  for (const place of selectPage({ keys, tie: byPlace }, 0, most)) {
    const { caller, to, rate } = flows[place]!;
    const from = caller === null ? null : nodeOf(caller.actor);
    edges.flow(from, nodeOf(to.activation.actor), rate);
  }
  const list = edges.list.slice(0, limit);
  const nodes = nodesOf(list).map((name): GraphNode =>
    name.id === ""
      ? toRestNode(name, near?.restOf(name.type) ?? 0)
      : toActorNode(collector, name)
  );
  return { nodes, edges: list };
}

function toRestNode(name: Name, actors: number): GraphNode {
  return { name, actors, inbox: 0, rate: 0, state: "idle", isStalled: false };
}

function toActorNode(
  { view: { registry }, types }: Collector,
  name: Name,
): GraphNode {
  const activation = registry.findType(name.type)?.activations.get(name.id);
  const record = activation && types.findActor(activation);
  if (record === undefined) return toRestNode(name, 0);
  const { rate, isStalled, activation: { inboxLength } } = record;
  const state = readState(record.activation);
  return { name, actors: 1, inbox: inboxLength, rate, state, isStalled };
}

function readTypes(
  { types }: Collector,
  flows: readonly Flow[],
  waits: readonly WaitEdge[],
  limit: number,
): Pick<Graph, "by" | "nodes" | "edges"> {
  const edges = new Edges();
  for (const wait of waits) {
    const { from, to } = wait;
    edges.wait({ ...wait, from: typeOf(from), to: typeOf(to) });
  }
  for (const { caller, to, rate } of flows) {
    const from = caller === null ? null : typeOf(caller.actor);
    edges.flow(from, typeOf(to.activation.actor), rate);
  }
  const nodes = types.all.map(toNode)
    .filter(({ actors }) => actors > 0);
  return { by: "type", nodes, edges: edges.list.slice(0, limit) };
}

function typeOf({ type }: ActorId): Name {
  return { type, id: "" };
}

function toNode({ type, actors, sums, rate, stalled }: TypeRecord): GraphNode {
  const { inbox, waiting } = sums;
  const busy = inbox > 0 ? "queued" : "idle";
  return {
    name: { type: type.name, id: "" },
    actors: actors.length,
    inbox,
    rate,
    state: waiting > 0 ? "waiting" : busy,
    isStalled: stalled > 0,
  };
}

function nodesOf(edges: readonly GraphEdge[]): Name[] {
  const nodes = new Map<string, Name>();
  for (const { from, to } of edges) {
    for (const name of from === null ? [to] : [from, to]) {
      nodes.set(nameActor(name), name);
    }
  }
  return [...nodes.values()];
}

/** One edge between each two nodes. */
class Edges {
  readonly #edges = new Map<string, GraphEdge>();

  /** Deadlocks first, then by rate. */
  get list(): GraphEdge[] {
    return [...this.#edges.values()].sort((a, b) =>
      Number(b.isDeadlock) - Number(a.isDeadlock) || b.rate - a.rate
    );
  }

  flow(from: Name | null, to: Name, rate: number): void {
    this.#add({ from, to, rate, waitingMs: null, isDeadlock: false });
  }

  wait({ from, to, ms, isDeadlock }: WaitEdge): void {
    this.#add({ from, to, rate: 0, waitingMs: ms ?? 0, isDeadlock });
  }

  #add(edge: GraphEdge): void {
    const { from, to, rate, waitingMs, isDeadlock } = edge;
    const key = `${from === null ? "" : nameActor(from)}>${nameActor(to)}`;
    const known = this.#edges.get(key);
    this.#edges.set(
      key,
      known === undefined ? edge : {
        from,
        to,
        rate: known.rate + rate,
        waitingMs: longest(known.waitingMs, waitingMs),
        isDeadlock: known.isDeadlock || isDeadlock,
      },
    );
  }
}

function longest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
