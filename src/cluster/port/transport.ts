/** What a transport tells the node that has opened it. */
export interface TransportHost {
  /** Takes a packet that was sent to the node's address, by anyone. */
  receive(packet: Uint8Array): void;
  /**
   * Learns that nothing listens at an address: the packet that was sent under
   * a tag has reached no node, and will reach none. Of those sent there before
   * or after it, that is not said: something may have listened meanwhile.
   */
  noteUndelivered(address: string, tag: number): void;
  /** Learns that the connection is gone, or is there again. */
  noteConnected(isConnected: boolean): void;
  /** Learns that the transport is lost for good: the node leaves. */
  lose(error: Error): void;
}

/**
 * What carries packets between the nodes of a cluster: a port, with a driver
 * for each kind of network.
 *
 * A packet may be lost, come late or twice, and overtake another; it comes
 * whole, or not at all. Nothing is sent while it is not connected.
 */
export interface Transport {
  /** The most bytes that a packet may have; known once it is open. */
  readonly maxPacketBytes: number;
  /** Whether the connection is there. */
  readonly isConnected: boolean;
  /**
   * Begins to listen at an address, which is this node's alone: 1 to 128 of
   * the characters A-Z, a-z, 0-9, `_` and `-`. Opened again, it listens to
   * the new address instead: the node begins another life.
   *
   * @throws {ClusterError} If there is no server, or none that it can use.
   */
  open(address: string, host: TransportHost): Promise<void>;
  /**
   * Sends a packet, whose bytes do not change any more; the tag is a whole
   * number, and names it where nothing listens at the address.
   */
  send(address: string, packet: Uint8Array, tag: number): void;
  /** Sends what waits, and lets go of the connection. */
  close(): Promise<void>;
}
