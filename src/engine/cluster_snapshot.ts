/** What went over the link between two nodes; counters that only grow. */
export interface LinkSnapshot {
  /** The id of the node at the other end. */
  readonly peer: string;
  /** Messages and bytes that were sent to it. */
  readonly messagesSent: number;
  /** Bytes of the packets that brought them. */
  readonly bytesSent: number;
  /** Messages that came from it. */
  readonly messagesReceived: number;
  /** Bytes of the packets that brought them. */
  readonly bytesReceived: number;
  /** Packets that were sent again. */
  readonly resent: number;
  /** Packets, and messages in them, that did not parse. */
  readonly malformed: number;
  /** Messages that wait for room, or are not acknowledged. */
  readonly waiting: number;
  /** Whether it is silent though answers are awaited, or not there at all. */
  readonly isSilent: boolean;
}

/** What one node counts of its part in a cluster. */
export interface ClusterNodeCounts {
  /** Activations of actors that are spread over the cluster. */
  readonly actors: number;
  /** Its calls to other nodes that are not answered. */
  readonly outgoing: number;
  /** Calls of other nodes that it has not answered. */
  readonly incoming: number;
  /** Calls that were sent on, for their actors had moved; only grows. */
  readonly rerouted: number;
  /** Shards that it began to serve; only grows. */
  readonly gained: number;
  /** Shards that it gave away in order; only grows. */
  readonly handedOver: number;
  /** Shards that others took from it; only grows. */
  readonly lost: number;
  /** Writes that its store refused, for others had the shards; only grows. */
  readonly fenced: number;
  /** How often it began anew, for others had declared it dead; only grows. */
  readonly rejoined: number;
  /** Whether its lease is in doubt, so that no turn of these begins. */
  readonly isSuspended: boolean;
  /** Packets of strangers, and such that do not parse; only grows. */
  readonly dropped: number;
  /** What goes between it and others. */
  readonly links: readonly LinkSnapshot[];
}

/** A node of a cluster at one instant. */
export interface ClusterNodeSnapshot {
  /** Names this life of it. */
  readonly id: string;
  /** The name that it has in each of its lives. */
  readonly name: string;
  /** Whether it is the node that tells. */
  readonly isSelf: boolean;
  /** Whether it hosts no types. */
  readonly isClient: boolean;
  /** The types that it hosts. */
  readonly types: readonly string[];
  /** When this life began by its own clock, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The version of the library that it runs. */
  readonly version: string;
  /** How many shards it owns. */
  readonly shards: number;
  /** What it counts; `null` where it was not asked, or has not answered. */
  readonly counts: ClusterNodeCounts | null;
}

/** A shard at one instant. */
export interface ShardSnapshot {
  /** The id of the node that owns it; `null` while none does. */
  readonly owner: string | null;
  /** Grows with each owner; 0 where it has had none. */
  readonly epoch: number;
}

/** A cluster at one instant, as one of its nodes knows it. */
export interface ClusterSnapshot {
  /** The name of the cluster. */
  readonly name: string;
  /** The id of the node that tells. */
  readonly nodeId: string;
  /** Its nodes. */
  readonly nodes: readonly ClusterNodeSnapshot[];
  /** Its shards, each at the place of its number. */
  readonly shards: readonly ShardSnapshot[];
}

/** Where an actor of a cluster is. */
export interface ActorPlace {
  /** The number of its shard. */
  readonly shard: number;
  /** The id of the node that owns it; `null` while none does. */
  readonly owner: string | null;
  /** The shard's epoch. */
  readonly epoch: number;
}
