import { MAX_EDGES } from "../../base/limits.ts";
import { readState } from "../../engine/snapshot.ts";
import { type ActorId, nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { TypeRecord } from "../collect/type_records.ts";
import type { Collector } from "../collect/collector.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type { Graph, GraphEdge, GraphNode, Name } from "../wire/protocol.ts";
import { byPlace, selectPage } from "./select_page.ts";
import { findWaits, type WaitEdge } from "./wait_graph.ts";

const DEFAULT_LIMIT = 200;

/** Answers which actors call which, and which await which. */
export function readGraph(
  collector: Collector,
  by: "actor" | "type",
  now: number,
  limit: number = DEFAULT_LIMIT,
): Graph {
  const most = Math.min(limit, MAX_EDGES);
  const flows = findFlows(collector.types);
  const waits = findWaits(collector.types, now);
  return by === "type"
    ? readTypes(collector, flows, waits, most)
    : readActors(collector, flows, waits, most);
}

/** The messages from one caller to one actor. */
interface Flow {
  readonly caller: Caller | null;
  readonly to: ActorRecord;
  readonly rate: number;
}

/** Divides an actor's rate among its callers by sampled arrivals. */
function findFlows(actors: Iterable<ActorRecord>): Flow[] {
  const flows: Flow[] = [];
  for (const to of actors) {
    if (to.samples === null || to.samples.callers.size === 0) continue;
    const { callers } = to.samples;
    const seen = callers.values().reduce((sum, count) => sum + count, 0);
    for (const [caller, count] of callers) {
      flows.push({ caller, to, rate: to.rate * count / seen });
    }
  }
  return flows;
}

function readActors(
  { view: { registry }, types }: Collector,
  flows: readonly Flow[],
  waits: readonly WaitEdge[],
  limit: number,
): Graph {
  const edges = new Edges();
  // Waits come first, but leave half of the room for calls.
  for (const wait of waits.slice(0, Math.ceil(limit / 2))) edges.wait(wait);
  const keys = Float64Array.from(flows, ({ rate }) => -rate);
  const places = selectPage({ keys, tie: byPlace }, 0, limit);
  for (const place of places) {
    const { caller, to, rate } = flows[place]!;
    edges.flow(caller?.actor ?? null, to.activation.actor, rate);
  }
  const list = edges.list.slice(0, limit);
  const nodes = nodesOf(list).map((name): GraphNode => {
    const activation = registry.findType(name.type)?.activations.get(name.id);
    const record = activation && types.findActor(activation);
    if (record === undefined) {
      return { name, actors: 0, inbox: 0, rate: 0, state: "idle" };
    }
    const { inboxLength } = record.activation;
    const state = readState(record.activation);
    return { name, actors: 1, inbox: inboxLength, rate: record.rate, state };
  });
  return { by: "actor", nodes, edges: list };
}

function readTypes(
  { types }: Collector,
  flows: readonly Flow[],
  waits: readonly WaitEdge[],
  limit: number,
): Graph {
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

function toNode({ type, actors, sums, rate }: TypeRecord): GraphNode {
  const { inbox, waiting } = sums;
  const busy = inbox > 0 ? "queued" : "idle";
  return {
    name: { type: type.name, id: "" },
    actors: actors.length,
    inbox,
    rate,
    state: waiting > 0 ? "waiting" : busy,
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

  wait({ from, to, waitingMs, isDeadlock }: WaitEdge): void {
    this.#add({ from, to, rate: 0, waitingMs, isDeadlock });
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
