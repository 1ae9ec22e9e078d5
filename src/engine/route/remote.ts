import type { Placement } from "../../actor/port/placement.ts";
import type { Activation } from "../../actor/port/activation.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { ActorPlace, ClusterSnapshot } from "../cluster_snapshot.ts";
import type { Target } from "../../envelope/target.ts";
import type { StreamHub } from "../../stream/stream_hub.ts";

/** The streams of a cluster as an engine of it sees them. */
export interface RemoteStreams {
  /** Returns what all who use a stream share, wherever its home is. */
  openHub(id: string): StreamHub;
  /** Ends every subscription of an actor; resolves when none is left. */
  release(actor: ActorId): Promise<void>;
}

/** The rest of a cluster as an engine of it sees it: what is not here. */
export interface Remote extends Placement {
  readonly streams: RemoteStreams;
  /** Names this node, in this life of it, within its cluster. */
  readonly nodeId: string;
  /** Resolves when it takes part; rejects with why it cannot. */
  readonly joined: Promise<void>;
  /**
   * Returns where the envelopes of an actor go, who has a dormant or registered
   * activation here: there while this node owns it, by the way that is given,
   * and elsewhere else.
   */
  route(activation: Activation, near: Target): Target;
  /** Lists the shards whose actors this node activates now. */
  listShards(): readonly number[];
  /** Ends an actor, wherever it is; `erase` deletes what is stored, too. */
  operate(activation: Activation, operation: "erase" | "poison"): Promise<void>;
  /** Returns the cluster as this node knows it. */
  snapshot(): ClusterSnapshot;
  /** Returns it with what the other nodes count, as far as they answer soon. */
  gather(): Promise<ClusterSnapshot>;
  /** Returns where an actor is. */
  locate(type: string, id: string): ActorPlace;
  /** Gives away all that it owns, in order; then it owns nothing any more. */
  leave(): Promise<void>;
  /** Lets go of all that it holds; what is under way is not waited for. */
  close(): Promise<void>;
}
