/** What a node's links tell the node. */
export interface LinksHost {
  /**
   * Takes a message of another node: in order among those of the same order
   * key, and each once, as long as both live. The bytes are the receiver's own,
   * but most are part of a packet, which lives as long as they do.
   */
  receive(from: string, message: Uint8Array): void;
  /**
   * Says whether a node may talk to this one, when it first does; each may
   * unless given. What is refused is asked for again when it comes again.
   */
  admits?(from: string): boolean;
  /**
   * Learns that answers are awaited from a node that was pinged, and that
   * nothing was heard from it for 1.5 s; told once until it is heard again.
   */
  noteSilent(peer: string): void;
  /** Learns that nothing listens for a node; told once, likewise. */
  noteUnreachable(peer: string): void;
  /** Learns that a node is heard again after either. */
  noteHeard(peer: string): void;
}
