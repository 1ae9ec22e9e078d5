import {
  LINK_LARGE_BYTES,
  LINK_MESSAGE_BYTES,
  LINK_PIECE_BYTES,
  LINK_WINDOW_BYTES,
  LINK_WINDOW_MESSAGES,
} from "../../base/link_limits.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";
import { Batch } from "./batch.ts";
import { InFlight } from "./in_flight.ts";
import { type Lane, Lanes } from "./lanes.ts";
import type { LinkCounts } from "./link_counts.ts";
import { PIECE_HEAD_BYTES, writeNumbers } from "./packet.ts";
import type { Scratch } from "./scratch.ts";
import type { SentPacket } from "./sent_packet.ts";
import type { Wire } from "./wire.ts";

/** The messages to a node, until it acknowledges them. */
export class Outgoing {
  readonly #wire: Wire;
  readonly #counts: LinkCounts;
  readonly #headBytes: number;
  readonly #maxBytes: number;
  readonly #pieceBytes: number;
  readonly #batch: Batch;
  readonly #lanes = new Lanes();
  // Full packets that may not go yet.
  readonly #waiting = new RingBuffer<SentPacket>();
  readonly #inFlight: InFlight;
  #lastMessage = 0;
  #lastLarge = 0;
  // What is not acknowledged, wherever it is; large messages by themselves,
  // for one of them must not keep small ones from being sent.
  #messages = 0;
  #bytes = 0;
  #largeBytes = 0;

  /** Creates it for packets with such a head, of so many bytes at most. */
  constructor(
    wire: Wire,
    counts: LinkCounts,
    head: Uint8Array,
    scratch: Scratch,
    maxBytes: number,
  ) {
    this.#wire = wire;
    this.#counts = counts;
    this.#headBytes = head.length;
    this.#maxBytes = maxBytes;
    this.#pieceBytes = Math.min(
      LINK_PIECE_BYTES,
      maxBytes - head.length - PIECE_HEAD_BYTES,
    );
    this.#batch = new Batch(head, scratch, maxBytes);
    this.#inFlight = new InFlight(wire, counts);
  }

  get inFlight(): InFlight {
    return this.#inFlight;
  }

  /** Whether too much is not acknowledged. */
  get isFull(): boolean {
    return this.#messages >= LINK_WINDOW_MESSAGES ||
      this.#bytes >= LINK_WINDOW_BYTES ||
      this.#largeBytes >= LINK_LARGE_BYTES;
  }

  /** Whether something waits that may go when there is room. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0 || !this.#batch.isEmpty ||
      !this.#lanes.isEmpty;
  }

  /** How many messages are not acknowledged. */
  get messages(): number {
    return this.#messages;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#bytes + this.#largeBytes;
  }

  /**
   * Queues a copy of a message; returns its number.
   *
   * @throws {RangeError} If it is too large.
   */
  send(message: Uint8Array, orderKey: number, received: number): number {
    const { length } = message;
    if (length > LINK_MESSAGE_BYTES) {
      throw new RangeError(
        `Cannot send message: ${length} bytes are more than ` +
          LINK_MESSAGE_BYTES,
      );
    }
    const number = ++this.#lastMessage;
    const isLarge = length > this.#pieceBytes;
    this.#messages++;
    if (isLarge) this.#largeBytes += length;
    else this.#bytes += length;
    this.#counts.messagesSent++;
    if (isLarge || this.#mustWait(orderKey)) {
      this.#lanes.push(orderKey, number, message.slice());
    } else this.#add(number, message, received);
    return number;
  }

  /** Hands over what may go; `received` is what that acknowledges. */
  flush(received: number): void {
    if (!this.#wire.isOpen) return;
    this.#handOverWaiting(received);
    this.#handOverBatch(received);
    this.#writePieces(received);
  }

  /** Learns which packet has arrived with all before it. */
  acknowledge(number: number): void {
    this.#inFlight.acknowledge(number, this.#free);
  }

  /**
   * Forgets all; returns the first number of a message such that it and all
   * after it were not received and will not be.
   */
  end(): number {
    const first = this.#inFlight.mayBeReceived + 1;
    this.#inFlight.clear();
    this.#batch.clear();
    this.#lanes.clear();
    while (this.#waiting.shift() !== undefined);
    return first;
  }

  readonly #free = (packet: SentPacket): void => {
    this.#messages -= packet.messages;
    this.#bytes -= packet.payload - packet.pieces;
    this.#largeBytes -= packet.pieces;
  };

  #mustWait(orderKey: number): boolean {
    return !this.#lanes.isEmpty && this.#lanes.has(orderKey);
  }

  #add(number: number, message: Uint8Array, received: number): void {
    if (!this.#batch.fits(message.length)) this.#seal(received);
    this.#batch.add(number, message);
  }

  /** Makes a packet of the batch, which goes at once if it may. */
  #seal(received: number): void {
    const packet = this.#batch.seal();
    if (this.#mayGo(packet.bytes.length)) this.#handOver(packet, received);
    else this.#waiting.push(packet);
  }

  #mayGo(bytes: number): boolean {
    return this.#waiting.length === 0 && this.#wire.isOpen &&
      this.#inFlight.hasRoom(bytes);
  }

  #handOver(packet: SentPacket, received: number): void {
    const { nextNumber } = this.#inFlight;
    writeNumbers(packet.bytes, this.#headBytes, nextNumber, received);
    this.#inFlight.add(packet);
  }

  #handOverWaiting(received: number): void {
    const waiting = this.#waiting;
    while (waiting.length > 0) {
      if (!this.#inFlight.hasRoom(waiting.first!.bytes.length)) return;
      this.#handOver(waiting.shift()!, received);
    }
  }

  #handOverBatch(received: number): void {
    if (!this.#batch.isEmpty && this.#mayGo(this.#maxBytes)) {
      this.#seal(received);
    }
  }

  /** Writes pieces of large messages, as many as may be on their way. */
  #writePieces(received: number): void {
    if (this.#lanes.isEmpty) return;
    let lane = this.#lanes.next();
    while (lane !== undefined && this.#mayCut()) {
      this.#writePiece(lane, received);
      this.#lanes.pass(lane);
      lane = this.#lanes.next();
    }
    this.#handOverBatch(received);
  }

  #mayCut(): boolean {
    return this.#mayGo(this.#maxBytes) && this.#inFlight.hasRoomForPieces;
  }

  /** Writes the next piece of a lane, or its next message if that is small. */
  #writePiece(lane: Lane, received: number): void {
    const { number, bytes } = lane.first!;
    if (lane.cut === 0 && bytes.length <= this.#pieceBytes) {
      lane.shift();
      this.#add(number, bytes, received);
      return;
    }
    if (lane.cut === 0) lane.large = ++this.#lastLarge % 0x100000000;
    const end = Math.min(lane.cut + this.#pieceBytes, bytes.length);
    const piece = bytes.subarray(lane.cut, end);
    const { large } = lane;
    lane.cut = end;
    const isWhole = end === bytes.length;
    if (isWhole) lane.shift();
    if (!this.#batch.fits(piece.length)) this.#seal(received);
    this.#batch.addPiece(large, bytes.length, piece, isWhole ? number : 0);
  }
}
