/** A packet of messages, until the node that it is for acknowledges it. */
export class SentPacket {
  readonly bytes: Uint8Array;
  /** How many messages end in it. */
  readonly messages: number;
  /** The bytes of messages and pieces in it. */
  readonly payload: number;
  /** The bytes of pieces in it. */
  readonly pieces: number;
  /** The highest number of a message that ends in it; 0 if none does. */
  readonly last: number;
  /** Its own number, once it was handed to the transport. */
  number = 0;
  /** Under which tag it was first handed over. */
  tag = 0;
  /** Whether it reached no node that time. */
  isFirstLost = false;
  /** When it last was. */
  sentAt = 0;
  /** How many times it was, of which it is not known that none arrived. */
  chances = 0;

  /** Creates it of what was written. */
  constructor(
    bytes: Uint8Array,
    messages: number,
    payload: number,
    pieces: number,
    last: number,
  ) {
    this.bytes = bytes;
    this.messages = messages;
    this.payload = payload;
    this.pieces = pieces;
    this.last = last;
  }
}
