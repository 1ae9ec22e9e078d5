/** What a node has done and met in all of its lives; it only grows. */
export interface OwnershipCounts {
  /** Lives that it has begun, the first one included. */
  lives: number;
  /** Shards without an owner that it has claimed. */
  claimed: number;
  /** Shards that it has given to other nodes. */
  handedOver: number;
  /** Shards that it lost, for another node took them. */
  lost: number;
  /** Nodes that it has declared dead. */
  declaredDead: number;
  /** How often its lease was in doubt by the clock. */
  doubts: number;
}

/** Makes the counts of a node that has not joined yet. */
export function makeCounts(): OwnershipCounts {
  return {
    ...{ lives: 1, claimed: 0, handedOver: 0 },
    ...{ lost: 0, declaredDead: 0, doubts: 0 },
  };
}
