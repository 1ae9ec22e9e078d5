import type { ActorId } from "../../envelope/actor_id.ts";

/** What has a place among all that a node sends. */
interface Ordered {
  readonly order: number;
}

/**
 * The calls of this node to one actor that are under way: they go to one node
 * at a time, and those behind wait until what it has is answered.
 */
export class Lane<Held extends Ordered = Ordered> {
  readonly actor: ActorId;
  readonly shard: number;
  /** The node that has those which are sent, if any are. */
  node: string | null = null;
  /** How many calls it has. */
  sent = 0;
  /** Names those that are sent one behind the other. */
  turn: number;
  /** Whether some of them were sent back: the others must be back, too. */
  hasReturned = false;
  /** The node that has sent calls back: it is not asked again at once. */
  avoided: string | null = null;
  /** Those that wait, in their order. */
  readonly held: Held[] = [];

  constructor(actor: ActorId, shard: number, turn: number) {
    this.actor = actor;
    this.shard = shard;
    this.turn = turn;
  }

  get isEmpty(): boolean {
    return this.sent === 0 && this.held.length === 0;
  }

  /** Lets a call wait, in its place among those that wait. */
  hold(call: Held): void {
    const { held } = this;
    let low = 0;
    let high = held.length;
    // As a rule it is the last one.
    if (high > 0 && held[high - 1]!.order < call.order) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (held[middle]!.order < call.order) low = middle + 1;
      else high = middle;
    }
    held.splice(low, 0, call);
  }

  /** Takes a call out that waits; returns whether it did. */
  remove(call: Held): boolean {
    const at = this.held.indexOf(call);
    if (at >= 0) this.held.splice(at, 1);
    return at >= 0;
  }
}

/** The lanes of a node by the type and the id of their actors. */
export class Lanes<Held extends Ordered> {
  readonly #byType = new Map<string, Map<string, Lane<Held>>>();
  #size = 0;
  #lastTurn = 0;

  /** Returns the name of one more turn. */
  takeTurn(): number {
    return this.#lastTurn = (this.#lastTurn + 1) >>> 0;
  }

  /** How many actors have calls under way. */
  get size(): number {
    return this.#size;
  }

  /** Returns the lane of an actor, if calls to it are under way. */
  find(type: string, id: string): Lane<Held> | undefined {
    return this.#byType.get(type)?.get(id);
  }

  /** Returns the lane of an actor, made if need be. */
  open(actor: ActorId, shard: number): Lane<Held> {
    let ofType = this.#byType.get(actor.type);
    if (ofType === undefined) {
      ofType = new Map();
      this.#byType.set(actor.type, ofType);
    }
    let lane = ofType.get(actor.id);
    if (lane === undefined) {
      lane = new Lane<Held>(actor, shard, this.takeTurn());
      ofType.set(actor.id, lane);
      this.#size++;
    }
    return lane;
  }

  /** Forgets a lane that is empty. */
  close(lane: Lane<Held>): void {
    const { type, id } = lane.actor;
    const ofType = this.#byType.get(type);
    // It may be forgotten already, and the actor have another one by now.
    if (ofType?.get(id) !== lane) return;
    ofType.delete(id);
    this.#size--;
  }

  /** Every lane, the oldest of each type first. */
  *[Symbol.iterator](): Iterator<Lane<Held>> {
    for (const ofType of this.#byType.values()) yield* ofType.values();
  }
}
