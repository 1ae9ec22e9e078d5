import type { Logger } from "../../base/logger.ts";
import { Incoming } from "./incoming.ts";
import { LinkCounts } from "./link_counts.ts";
import type { LinksHost } from "./links_host.ts";
import { Outgoing } from "./outgoing.ts";
import { makeHead, makeTold, MESSAGES, type PacketReader } from "./packet.ts";
import { Probes } from "./probes.ts";
import type { Scratch } from "./scratch.ts";
import { Vigil } from "./vigil.ts";
import type { Wire } from "./wire.ts";

/** What the links of a node share. */
export interface LinkOwner {
  readonly self: string;
  readonly host: LinksHost;
  readonly logger: Logger;
  readonly scratch: Scratch;
  readonly maxPacketBytes: number;
  readonly isConnected: boolean;
  /** The tag of the last packet that was handed over. */
  readonly lastTag: number;
  now(): number;
  /** Hands a packet over; returns its tag. */
  transmit(peer: string, packet: Uint8Array): number;
}

/** What goes between a node and another one. */
export class Link implements Wire {
  readonly peer: string;
  readonly counts = new LinkCounts();
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
  readonly probes = new Probes();
  readonly #owner: LinkOwner;
  readonly #head: Uint8Array;
  readonly #vigil = new Vigil();
  /** Whether it is among those that are flushed next. */
  isDirty = false;
  #isUnreachable = false;
  #awaiting = 0;
  #lastPing = 0;
  // The ping that is to be answered; 0 if there is none.
  #answer = 0;
  // What was handed over when the node was last heard, and last flushed.
  #heardTag = 0;
  #flushedTo = 1;

  /** Creates it for another node. */
  constructor(owner: LinkOwner, peer: string) {
    this.#owner = owner;
    this.peer = peer;
    this.#head = makeHead(owner.self, peer);
    this.outgoing = new Outgoing(
      this,
      this.counts,
      this.#head,
      owner.scratch,
      owner.maxPacketBytes,
    );
    this.incoming = new Incoming(this.counts, (message) => {
      try {
        owner.host.receive(peer, message);
      } catch (error) {
        // The messages behind it must arrive, whatever this one does.
        owner.logger.error(`Cannot receive message of ${peer}:`, error);
      }
    });
  }

  /** Whether new packets may be handed over. */
  get isOpen(): boolean {
    return this.#owner.isConnected && !this.#isUnreachable;
  }

  /** Whether nothing listens for the node, as far as is known. */
  get isUnreachable(): boolean {
    return this.#isUnreachable;
  }

  /** Whether nothing was heard of it for long that is awaited. */
  get isSilent(): boolean {
    return this.#vigil.isSilent;
  }

  /** When it must be looked at. */
  get dueAt(): number {
    return Math.min(
      this.outgoing.inFlight.dueAt,
      this.incoming.dueAt,
      this.#vigil.dueAt,
    );
  }

  /** Whether there is something to flush. */
  get mustFlush(): boolean {
    return this.incoming.mustTell || this.#answer > 0 ||
      this.outgoing.isWaiting;
  }

  now(): number {
    return this.#owner.now();
  }

  transmit(packet: Uint8Array): number {
    return this.#owner.transmit(this.peer, packet);
  }

  /** Counts answers that are awaited. */
  noteAwaiting(change: number): void {
    this.#awaiting += change;
    if (this.#awaiting === (change > 0 ? 1 : 0)) this.#keepVigil();
  }

  /** Hands over what may go, and tells what must be told. */
  flush(): void {
    const { outgoing, incoming } = this;
    outgoing.flush(incoming.received);
    this.#keepVigil();
    if (!this.#owner.isConnected) return;
    const { nextNumber } = outgoing.inFlight;
    const hasSent = nextNumber !== this.#flushedTo;
    this.#flushedTo = nextNumber;
    const mustTell = this.#answer > 0 ||
      incoming.mustTell && (!hasSent || incoming.hasGap);
    if (mustTell) this.#tell(0);
    else if (hasSent) incoming.noteTold();
  }

  /** Takes a packet, which was read up to its entries. */
  receive(reader: PacketReader, packet: Uint8Array): void {
    const { inFlight } = this.outgoing;
    if (!inFlight.hasSent(reader.received) || !inFlight.hasSent(reader.held)) {
      this.counts.malformed++;
      return;
    }
    const now = this.now();
    this.counts.packetsReceived++;
    this.counts.bytesReceived += packet.length;
    this.outgoing.acknowledge(reader.received);
    this.#noteHeard(now);
    if (reader.kind === MESSAGES) {
      this.incoming.receive(reader.number, packet, reader.entriesAt, now);
    } else this.#receiveTold(reader);
  }

  /** Does what is due. */
  tick(now: number): void {
    if (this.incoming.dueAt <= now) this.incoming.tellDue();
    if (this.outgoing.inFlight.dueAt <= now) {
      this.outgoing.inFlight.resendDue();
      // What it acknowledges is told at once, though it may have it all.
      this.#ping();
    }
    if (this.#vigil.dueAt > now) return;
    const isSilent = this.#vigil.ping(now);
    this.#ping();
    if (!isSilent || this.#vigil.isSilent) return;
    this.#vigil.isSilent = true;
    this.#inform("noteSilent");
  }

  /** Sends a ping; returns its number. */
  ping(): number {
    this.#ping();
    return this.#lastPing;
  }

  /** Learns that a packet reached no node, the time it had a tag. */
  noteUndelivered(tag: number): void {
    this.counts.undelivered++;
    this.outgoing.inFlight.noteUndelivered(tag);
    this.probes.noteUndelivered(tag);
    // It was there after that.
    if (tag <= this.#heardTag || this.#isUnreachable) return;
    this.#isUnreachable = true;
    this.#inform("noteUnreachable");
  }

  /** Goes on, for the connection is there again. */
  resume(): void {
    this.#vigil.begin(this.now());
    this.outgoing.inFlight.resume();
    this.#ping();
  }

  /** Ends it; returns the first number of a message that has not arrived. */
  end(): number {
    this.incoming.end();
    this.probes.end();
    return this.outgoing.end();
  }

  #inform(what: "noteHeard" | "noteSilent" | "noteUnreachable"): void {
    const { host, logger } = this.#owner;
    try {
      host[what](this.peer);
    } catch (error) {
      logger.error(`Cannot tell of ${this.peer}:`, error);
    }
  }

  #receiveTold(reader: PacketReader): void {
    if (reader.held > 0) this.outgoing.inFlight.fillGap(reader.held);
    if (reader.ping > 0) this.#answer = reader.ping;
    if (reader.answered > 0) this.probes.noteAnswered(reader.answered);
  }

  #noteHeard(now: number): void {
    this.#heardTag = this.#owner.lastTag;
    this.#vigil.begin(now);
    this.#keepVigil();
    if (!this.#isUnreachable && !this.#vigil.isSilent) return;
    const wasUnreachable = this.#isUnreachable;
    this.#isUnreachable = this.#vigil.isSilent = false;
    this.#inform("noteHeard");
    if (wasUnreachable) this.outgoing.inFlight.resume();
  }

  /** Listens as long as the node must answer, or be there again. */
  #keepVigil(): void {
    const { inFlight, isWaiting } = this.outgoing;
    const isAwaited = this.#awaiting > 0 || !inFlight.isEmpty ||
      this.#isUnreachable && isWaiting;
    if (isAwaited !== this.#vigil.isKept) {
      this.#vigil.keep(isAwaited, this.now());
    }
  }

  #ping(): void {
    this.counts.pings++;
    this.#tell(++this.#lastPing);
  }

  #tell(ping: number): void {
    const { incoming } = this;
    this.counts.packetsSent++;
    const packet = makeTold(
      this.#head,
      incoming.received,
      incoming.firstHeld,
      ping,
      this.#answer,
    );
    this.counts.bytesSent += packet.length;
    this.#answer = 0;
    incoming.noteTold();
    this.transmit(packet);
  }
}
