import { ENTRY_BYTES, PIECE_HEAD_BYTES, writePiece } from "./packet.ts";
import type { Scratch } from "./scratch.ts";
import { SentPacket } from "./sent_packet.ts";

const NONE = new Uint8Array(0);

// Below it, a loop copies faster than the platform's call.
const SHORT = 48;

/** The packet to a node that is being written. */
export class Batch {
  readonly #head: Uint8Array;
  readonly #scratch: Scratch;
  readonly #maxBytes: number;
  #room: Uint8Array = NONE;
  #length = 0;
  #messages = 0;
  #last = 0;
  #payload = 0;
  #pieces = 0;

  /** Creates an empty one whose packets have such a head. */
  constructor(head: Uint8Array, scratch: Scratch, maxBytes: number) {
    this.#head = head;
    this.#scratch = scratch;
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Tells whether so many bytes of a message or piece fit. */
  fits(bytes: number): boolean {
    return this.#length === 0 ||
      this.#length + PIECE_HEAD_BYTES + bytes <= this.#maxBytes;
  }

  /** Writes a whole message, which fits. */
  add(number: number, message: Uint8Array): void {
    if (this.#length === 0) this.#begin();
    const length = message.length;
    const at = this.#length;
    const room = this.#room;
    room[at] = length >> 8;
    room[at + 1] = length & 0xff;
    const start = at + ENTRY_BYTES;
    if (length > SHORT) room.set(message, start);
    else {
      for (let index = 0; index < length; index++) {
        room[start + index] = message[index]!;
      }
    }
    this.#length = start + length;
    this.#messages++;
    this.#payload += length;
    // One that waited in a lane has a lower number than those before it here.
    if (number > this.#last) this.#last = number;
  }

  /** Writes a piece, which fits; `number` is that of the message it ends. */
  addPiece(
    large: number,
    whole: number,
    piece: Uint8Array,
    number: number,
  ): void {
    if (this.#length === 0) this.#begin();
    const { length } = piece;
    const at = writePiece(this.#room, this.#length, length, large, whole);
    this.#room.set(piece, at);
    this.#length = at + length;
    this.#payload += length;
    this.#pieces += length;
    if (number === 0) return;
    this.#messages++;
    if (number > this.#last) this.#last = number;
  }

  /** Takes the packet that was written, and begins anew. */
  seal(): SentPacket {
    const packet = new SentPacket(
      this.#room.slice(0, this.#length),
      this.#messages,
      this.#payload,
      this.#pieces,
      this.#last,
    );
    this.clear();
    return packet;
  }

  /** Forgets what was written. */
  clear(): void {
    if (this.#length > 0) this.#scratch.give(this.#room);
    this.#room = NONE;
    this.#length =
      this.#messages =
      this.#payload =
      this.#pieces =
        0;
    this.#last = 0;
  }

  #begin(): void {
    this.#room = this.#scratch.take();
    this.#room.set(this.#head);
    this.#length = this.#head.length;
  }
}
