// The bodies that tell of a cluster; `protocol.ts` has the questions.

/** The cluster as the node that answers knows it: the body of `cluster`. */
export interface ClusterDetail {
  readonly name: string;
  /** The id of the node that answers. */
  readonly nodeId: string;
  /** By their names. */
  readonly nodes: readonly ClusterNodeRow[];
  /** The ids of the nodes that own shards. */
  readonly owners: readonly string[];
  /** The place of each shard's owner in `owners`; -1 where it has none. */
  readonly shardOwners: readonly number[];
  /** The epoch of each shard; 0 where it has had no owner. */
  readonly epochs: readonly number[];
}

/** A node of a cluster, in one of its lives. */
export interface ClusterNodeRow {
  /** Names this life of it. */
  readonly id: string;
  /** The name that it has in each of its lives. */
  readonly name: string;
  /** Whether it is the node that answers. */
  readonly isSelf: boolean;
  /** Whether it hosts no types. */
  readonly isClient: boolean;
  readonly types: readonly string[];
  /** When this life began, by its own clock. */
  readonly startedAt: number;
  readonly version: string;
  /** How many shards it owns. */
  readonly shards: number;
  /** `null`: it has not answered in time. */
  readonly counts: NodeFigures | null;
}

/** What one node counts of its part in a cluster. */
export interface NodeFigures {
  /** Live actors of types that are spread over the cluster. */
  readonly actors: number;
  /** Its calls to other nodes that are under way. */
  readonly outgoing: number;
  /** Calls of other nodes that it has not answered. */
  readonly incoming: number;
  /** Calls that were sent on, for their actors had moved. */
  readonly rerouted: number;
  /** Shards that it began to serve, gave away in order, and was taken. */
  readonly gained: number;
  readonly handedOver: number;
  readonly lost: number;
  /** Writes that its store refused, for others had the shards. */
  readonly fenced: number;
  /** How often it began anew, for others had declared it dead. */
  readonly rejoined: number;
  /** Whether its lease is in doubt, so that no turn begins. */
  readonly isSuspended: boolean;
  /** Packets of strangers, and such that do not parse. */
  readonly dropped: number;
  readonly links: readonly LinkRow[];
}

/** What went between a node and another one; counters only grow. */
export interface LinkRow {
  /** The id of the other one. */
  readonly peer: string;
  readonly messagesSent: number;
  readonly bytesSent: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
  /** Packets that were sent again. */
  readonly resent: number;
  readonly malformed: number;
  /** Messages that wait for room, or are not acknowledged. */
  readonly waiting: number;
  /** Whether it is silent though answers are awaited, or is not there. */
  readonly isSilent: boolean;
}

/** Where an actor lives: the body of `place`; `null` where it is anywhere. */
export interface ActorPlaceDetail {
  /** The number of its shard. */
  readonly shard: number;
  readonly epoch: number;
  /** The node that owns it; `null` while none does. */
  readonly owner: {
    readonly id: string;
    readonly name: string;
    readonly isSelf: boolean;
  } | null;
}
