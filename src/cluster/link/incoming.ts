import {
  LINK_ACK_BYTES,
  LINK_ACK_MS,
  LINK_ACK_PACKETS,
  LINK_MISSED_MS,
  LINK_PACKET_BYTES,
  LINK_WINDOW_BYTES,
  LINK_WINDOW_PACKETS,
} from "../../base/link_limits.ts";
import type { LinkCounts } from "./link_counts.ts";
import {
  ENTRY_BYTES,
  isPiece,
  PIECE_HEAD_BYTES,
  readLarge,
  readLength,
  readWhole,
} from "./packet.ts";
import { Pieces } from "./pieces.ts";

/** A packet that came before others that are missing. */
interface Held {
  readonly bytes: Uint8Array;
  readonly entriesAt: number;
}

/** The messages of a node: put in order, each once, and made whole. */
export class Incoming {
  readonly #counts: LinkCounts;
  readonly #deliver: (message: Uint8Array) => void;
  readonly #held = new Map<number, Held>();
  readonly #pieces = new Pieces();
  #heldBytes = 0;
  #received = 0;
  #isEnded = false;
  // What is not acknowledged.
  #packets = 0;
  #bytes = 0;
  #mustTell = false;
  #tellAt = Infinity;
  // The gap that was told last, and when.
  #gapTold = 0;
  #gapToldAt = 0;

  /** Creates it for a link; `deliver` takes each message, and never throws. */
  constructor(counts: LinkCounts, deliver: (message: Uint8Array) => void) {
    this.#counts = counts;
    this.#deliver = deliver;
  }

  /** The last packet that came with all before it. */
  get received(): number {
    return this.#received;
  }

  /** Whether that must be told at once. */
  get mustTell(): boolean {
    return this.#mustTell;
  }

  /** When it must be told, unless a packet goes there before. */
  get dueAt(): number {
    return this.#tellAt;
  }

  /** Whether packets are missing before others that came. */
  get hasGap(): boolean {
    return this.#held.size > 0;
  }

  /** Returns the first packet that is held beyond a gap; 0 if there is none. */
  get firstHeld(): number {
    if (this.#held.size === 0) return 0;
    let first = Infinity;
    for (const number of this.#held.keys()) {
      if (number < first) first = number;
    }
    return first;
  }

  /** Takes a packet, which was read up to its entries. */
  receive(
    number: number,
    bytes: Uint8Array,
    entriesAt: number,
    now: number,
  ): void {
    if (number <= this.#received || this.#held.has(number)) {
      // If what told so was lost, a ping has come with it.
      this.#counts.duplicates++;
      return;
    }
    if (number > this.#received + 1) {
      this.#hold(number, { bytes, entriesAt }, now);
      return;
    }
    this.#take(bytes, entriesAt, now);
    if (this.#held.size > 0) this.#takeHeld(now);
  }

  /** Learns that what was received was told. */
  noteTold(): void {
    this.#packets = this.#bytes = 0;
    this.#mustTell = false;
    this.#tellAt = Infinity;
  }

  /** Lets what is due be told. */
  tellDue(): void {
    this.#mustTell = true;
  }

  /** Forgets all: nothing is delivered any more. */
  end(): void {
    this.#isEnded = true;
    this.#held.clear();
    this.#pieces.clear();
    this.noteTold();
  }

  #hold(number: number, held: Held, now: number): void {
    const { length } = held.bytes;
    const isTooFar = number > this.#received + LINK_WINDOW_PACKETS;
    const isTooMuch = this.#heldBytes + length >
      LINK_WINDOW_BYTES + LINK_PACKET_BYTES;
    if (isTooFar || isTooMuch) {
      this.#counts.overruns++;
      return;
    }
    this.#held.set(number, held);
    this.#heldBytes += length;
    this.#noteGap(now);
  }

  #noteGap(now: number): void {
    const isTold = this.#gapTold === this.#received + 1 &&
      now - this.#gapToldAt < LINK_MISSED_MS;
    if (isTold) return;
    this.#gapTold = this.#received + 1;
    this.#gapToldAt = now;
    this.#mustTell = true;
  }

  #takeHeld(now: number): void {
    let next = this.#held.get(this.#received + 1);
    while (next !== undefined && !this.#isEnded) {
      this.#held.delete(this.#received + 1);
      this.#heldBytes -= next.bytes.length;
      this.#take(next.bytes, next.entriesAt, now);
      next = this.#held.get(this.#received + 1);
    }
    if (this.#held.size > 0) this.#noteGap(now);
  }

  #take(bytes: Uint8Array, entriesAt: number, now: number): void {
    this.#received++;
    this.#packets++;
    this.#bytes += bytes.length;
    if (this.#packets >= LINK_ACK_PACKETS || this.#bytes >= LINK_ACK_BYTES) {
      this.#mustTell = true;
    } else if (this.#tellAt === Infinity) this.#tellAt = now + LINK_ACK_MS;
    let at = entriesAt;
    while (at < bytes.length && !this.#isEnded) at = this.#takeEntry(bytes, at);
  }

  /** Delivers an entry, or what it makes whole; returns where it ends. */
  #takeEntry(bytes: Uint8Array, at: number): number {
    const length = readLength(bytes, at);
    if (isPiece(bytes, at)) return this.#takePiece(bytes, at, length);
    const start = at + ENTRY_BYTES;
    this.#counts.messagesReceived++;
    this.#deliver(bytes.subarray(start, start + length));
    return start + length;
  }

  #takePiece(bytes: Uint8Array, at: number, length: number): number {
    const start = at + PIECE_HEAD_BYTES;
    const message = this.#pieces.add(
      readLarge(bytes, at),
      readWhole(bytes, at),
      bytes.subarray(start, start + length),
    );
    if (message === undefined) this.#counts.malformed++;
    else if (message !== null) {
      this.#counts.messagesReceived++;
      this.#deliver(message);
    }
    return start + length;
  }
}
