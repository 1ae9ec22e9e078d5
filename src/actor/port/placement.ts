import type { ActorId } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller, Target } from "../../envelope/target.ts";
import type { WatchedLife } from "./activation.ts";

/** By what right a node of a cluster writes for an actor. */
export interface Fence {
  readonly shard: number;
  readonly epoch: number;
}

/** What a place tells of an activation: who it is, and no more. */
export interface Placed extends Target {
  readonly id: string;
}

/**
 * Where the actors of a cluster belong, as those that are active here ask.
 *
 * Of types that are kept on the node that asks it is asked nothing.
 */
export interface Placement {
  /**
   * By what right this node activates an actor; `null` where the actor belongs
   * elsewhere, or that is not certain just now.
   */
  findFence(type: string, id: string): Fence | null;
  /**
   * Whether an actor that is active here is being handed over: turns of it are
   * finished here, and so is what is called for them.
   */
  isReleasing(actor: ActorId): boolean;
  /**
   * Returns the life of an actor that belongs elsewhere, to be watched; `null`
   * where it belongs here. One that is over by then ends as it is watched.
   */
  findLife(type: string, id: string): WatchedLife | null;
  /** Learns that an actor is registered here. */
  noteActive(activation: Placed): void;
  /** Learns that it is not any more. */
  noteDormant(activation: Placed): void;
  /**
   * Takes an envelope back that has not begun here, for its actor moves: it is
   * sent where that goes, in its order.
   */
  reroute(
    activation: Placed,
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void;
}
