/** What a link hands its packets to. */
export interface Wire {
  /** Whether packets may be handed over. */
  readonly isOpen: boolean;
  /** The time in milliseconds since the epoch. */
  now(): number;
  /** Hands a packet over; returns the tag that names it from then on. */
  transmit(packet: Uint8Array): number;
}
