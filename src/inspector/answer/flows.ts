import { nameActor } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type { Name } from "../wire/protocol.ts";
import type { WaitEdge } from "./wait_graph.ts";

/** Neighbours of one type that are shown each by itself. */
const SHOWN_NEIGHBOURS = 8;

/** The messages from one caller to one actor. */
export interface Flow {
  readonly caller: Caller | null;
  readonly to: ActorRecord;
  readonly rate: number;
}

/** Divides an actor's rate among its callers by sampled arrivals. */
export function findFlows(actors: Iterable<ActorRecord>): Flow[] {
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

/** The callers and callees of one actor; many of a type share a node. */
export class Neighbourhood {
  readonly flows: readonly Flow[];
  readonly waits: readonly WaitEdge[];
  readonly #shown = new Set<string>();
  readonly #rest = new Map<string, Set<string>>();

  constructor(
    centre: Name,
    flows: readonly Flow[],
    waits: readonly WaitEdge[],
  ) {
    const key = nameActor(centre);
    this.flows = flows.filter(({ caller, to }) =>
      nameActor(to.activation.actor) === key ||
      (caller !== null && nameActor(caller.actor) === key)
    );
    this.waits = waits.filter(({ from, to }) =>
      nameActor(from) === key || nameActor(to) === key
    );
    this.#shown.add(key);
    this.#choose(this.#weigh(key));
  }

  /** The node of an actor: its own, or that of the rest of its type. */
  nodeOf(actor: Name): Name {
    return this.#shown.has(nameActor(actor))
      ? actor
      : { type: actor.type, id: "" };
  }

  /** How many actors the node of a type's rest has. */
  restOf(type: string): number {
    return this.#rest.get(type)?.size ?? 0;
  }

  /** Sums up how much each neighbour exchanges with the centre. */
  #weigh(centre: string): Map<string, { name: Name; weight: number }> {
    const weights = new Map<string, { name: Name; weight: number }>();
    const add = (name: Name, weight: number): void => {
      const key = nameActor(name);
      if (key === centre) return;
      const known = weights.get(key)?.weight ?? 0;
      weights.set(key, { name, weight: known + weight });
    };
    for (const { caller, to, rate } of this.flows) {
      add(to.activation.actor, rate);
      if (caller !== null) add(caller.actor, rate);
    }
    // A neighbour that is awaited, or waits, is shown before all others.
    for (const { from, to, ms } of this.waits) {
      for (const name of [from, to]) add(name, 1e12 + (ms ?? 0));
    }
    return weights;
  }

  #choose(weights: Map<string, { name: Name; weight: number }>): void {
    const types = Map.groupBy(weights.values(), ({ name }) => name.type);
    for (const [type, neighbours] of types) {
      neighbours.sort((a, b) => b.weight - a.weight);
      // One actor is no rest.
      const most = neighbours.length > SHOWN_NEIGHBOURS + 1
        ? SHOWN_NEIGHBOURS
        : neighbours.length;
      for (const { name } of neighbours.slice(0, most)) {
        this.#shown.add(nameActor(name));
      }
      const rest = neighbours.slice(most).map(({ name }) => nameActor(name));
      if (rest.length > 0) this.#rest.set(type, new Set(rest));
    }
  }
}
