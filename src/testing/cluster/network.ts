/**
 * What is between the nodes of a cluster in memory: it can be cut, and mended.
 * Nodes are called by their names, in whatever life they are.
 */
export interface ClusterNetwork {
  /**
   * Loses all that one node sends to another from now on, and not what comes
   * back: cut both ways to part two nodes. Returns what ends this cut.
   */
  cut(from: string, to: string): () => void;
  /**
   * Takes a node's connection to all that is outside of it: the other nodes,
   * which see that, the bucket and the store. Returns what gives it back.
   */
  disconnect(node: string): () => void;
  /**
   * Keeps all from the bucket for some milliseconds, as while its servers elect
   * a leader.
   */
  stall(forMs: number): void;
  /** Ends all of that. */
  mend(): void;
}
