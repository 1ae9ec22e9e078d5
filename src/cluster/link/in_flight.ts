import {
  LINK_MISSED_MS,
  LINK_PIECES_BYTES,
  LINK_RESEND_AT_ONCE,
  LINK_RESEND_MAX_MS,
  LINK_RESEND_MIN_MS,
  LINK_RESENT_TAGS,
  LINK_WINDOW_BYTES,
  LINK_WINDOW_PACKETS,
} from "../../base/link_limits.ts";
import { RingBuffer } from "../../base/ring_buffer.ts";
import type { LinkCounts } from "./link_counts.ts";
import type { SentPacket } from "./sent_packet.ts";
import type { Wire } from "./wire.ts";

/** The packets that were handed to the transport, and not acknowledged. */
export class InFlight {
  readonly #wire: Wire;
  readonly #counts: LinkCounts;
  readonly #packets = new RingBuffer<SentPacket>();
  // The numbers of those that were sent again, by the tags of these times.
  readonly #again = new Map<number, number>();
  #bytes = 0;
  #pieces = 0;
  #lastPacket = 0;
  #acknowledged = 0;
  /** The highest number of a message that has arrived. */
  #arrived = 0;
  // Since when an acknowledgement is waited for, and how long.
  #since = 0;
  #resendMs = LINK_RESEND_MIN_MS;
  // What is sent again after nothing was acknowledged for long: packets up to
  // a number, more and more at once, as long as they are acknowledged.
  #recoverTo = 0;
  #recovered = 0;
  #burst = 0;

  /** Creates it for a link whose packets go over a wire. */
  constructor(wire: Wire, counts: LinkCounts) {
    this.#wire = wire;
    this.#counts = counts;
  }

  get isEmpty(): boolean {
    return this.#packets.length === 0;
  }

  /** Whether another packet of so many bytes may go. */
  hasRoom(bytes: number): boolean {
    const { length } = this.#packets;
    return length === 0 || length < LINK_WINDOW_PACKETS &&
        this.#bytes + bytes <= LINK_WINDOW_BYTES;
  }

  /** Whether another piece may go. */
  get hasRoomForPieces(): boolean {
    return this.#pieces < LINK_PIECES_BYTES;
  }

  /** When something must be sent again, unless it is acknowledged. */
  get dueAt(): number {
    return this.isEmpty ? Infinity : this.#since + this.#resendMs;
  }

  /** Returns the number of the next packet. */
  get nextNumber(): number {
    return this.#lastPacket + 1;
  }

  /** Hands over a packet for the first time, in the order of numbers. */
  add(packet: SentPacket): void {
    packet.number = ++this.#lastPacket;
    if (this.isEmpty) {
      this.#since = this.#wire.now();
      this.#resendMs = LINK_RESEND_MIN_MS;
    }
    this.#packets.push(packet);
    this.#bytes += packet.bytes.length;
    this.#pieces += packet.pieces;
    packet.tag = this.#transmit(packet);
  }

  /** Tells whether so many packets were sent at all. */
  hasSent(number: number): boolean {
    return number <= this.#lastPacket;
  }

  /** Forgets packets up to a number; calls back with each. */
  acknowledge(number: number, free: (packet: SentPacket) => void): void {
    if (number <= this.#acknowledged) return;
    for (let left = number - this.#acknowledged; left > 0; left--) {
      const packet = this.#packets.shift()!;
      this.#bytes -= packet.bytes.length;
      this.#pieces -= packet.pieces;
      if (packet.last > this.#arrived) this.#arrived = packet.last;
      free(packet);
    }
    this.#acknowledged = number;
    this.#since = this.#wire.now();
    this.#resendMs = LINK_RESEND_MIN_MS;
    if (this.isEmpty) this.#again.clear();
    if (number >= this.#recoverTo) return;
    this.#burst = Math.min(2 * this.#burst, LINK_RESEND_AT_ONCE);
    this.#recover();
  }

  /** Sends again what is missed before a packet that has arrived. */
  fillGap(held: number): void {
    const end = Math.min(held - 1, this.#acknowledged + LINK_RESEND_AT_ONCE);
    for (let number = this.#acknowledged + 1; number <= end; number++) {
      this.#resend(number);
    }
  }

  /** Sends the first again, as nothing was acknowledged for long. */
  resendDue(): void {
    this.#resendMs = Math.min(2 * this.#resendMs, LINK_RESEND_MAX_MS);
    this.#beginRecovery();
  }

  /** Sends the first again at once, as the way is there again. */
  resume(): void {
    this.#resendMs = LINK_RESEND_MIN_MS;
    if (!this.isEmpty) this.#beginRecovery();
  }

  /** Learns that a packet reached no node, the time it had a tag. */
  noteUndelivered(tag: number): void {
    const again = this.#again.get(tag);
    if (again !== undefined) {
      this.#again.delete(tag);
      if (again > this.#acknowledged) this.#at(again).chances--;
      return;
    }
    const packet = this.#find(tag);
    if (packet === undefined || packet.isFirstLost) return;
    packet.isFirstLost = true;
    packet.chances--;
  }

  /**
   * The highest number of a message that was received, or may have been. Behind
   * a packet that has reached no node, none is: it waits there for that one.
   */
  get mayBeReceived(): number {
    let highest = this.#arrived;
    for (let index = 0; index < this.#packets.length; index++) {
      const { chances, last } = this.#packets.at(index)!;
      if (chances === 0) break;
      if (last > highest) highest = last;
    }
    return highest;
  }

  /** Forgets all. */
  clear(): void {
    while (this.#packets.shift() !== undefined);
    this.#again.clear();
    this.#bytes = this.#pieces = 0;
  }

  #beginRecovery(): void {
    this.#since = this.#wire.now();
    this.#recoverTo = this.#lastPacket;
    this.#recovered = this.#acknowledged;
    this.#burst = 1;
    this.#recover();
  }

  #recover(): void {
    this.#recovered = Math.max(this.#recovered, this.#acknowledged);
    for (let left = this.#burst; left > 0; left--) {
      if (this.#recovered >= this.#recoverTo) return;
      this.#resend(++this.#recovered);
    }
  }

  #resend(number: number): void {
    const packet = this.#at(number);
    if (this.#wire.now() - packet.sentAt < LINK_MISSED_MS) return;
    this.#counts.resent++;
    const tag = this.#transmit(packet);
    this.#again.set(tag, number);
    if (this.#again.size <= LINK_RESENT_TAGS) return;
    // What is forgotten counts as one that may have arrived.
    for (const oldest of this.#again.keys()) {
      this.#again.delete(oldest);
      break;
    }
  }

  /** Returns a packet that is not acknowledged, by its number. */
  #at(number: number): SentPacket {
    return this.#packets.at(number - this.#acknowledged - 1)!;
  }

  #transmit(packet: SentPacket): number {
    packet.sentAt = this.#wire.now();
    packet.chances++;
    this.#counts.packetsSent++;
    this.#counts.bytesSent += packet.bytes.length;
    return this.#wire.transmit(packet.bytes);
  }

  /** Finds a packet by the tag of its first time: these only grow. */
  #find(tag: number): SentPacket | undefined {
    let low = 0;
    let high = this.#packets.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const packet = this.#packets.at(middle)!;
      if (packet.tag === tag) return packet;
      if (packet.tag < tag) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
