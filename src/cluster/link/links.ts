import { LINK_ENDED_NODES, LINK_PACKET_BYTES } from "../../base/link_limits.ts";
import type { Logger } from "../../base/logger.ts";
import { makeSignal, type Runtime } from "../../base/runtime.ts";
import type { Transport } from "../port/transport.ts";
import { Alarm } from "./alarm.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { LinkCounts } from "./link_counts.ts";
import type { LinksHost } from "./links_host.ts";
import { PacketReader } from "./packet.ts";
import type { Reach } from "./probes.ts";
import { Scratch } from "./scratch.ts";

/** What a node's links need of its transport, which is open. */
export type LinksTransport = Pick<
  Transport,
  "send" | "maxPacketBytes" | "isConnected"
>;

/** A link as it is at one instant. */
export interface LinkInfo {
  readonly peer: string;
  readonly counts: Readonly<LinkCounts>;
  /** Messages to the node that it has not acknowledged, and their bytes. */
  readonly messages: number;
  readonly bytes: number;
  readonly isSilent: boolean;
  readonly isUnreachable: boolean;
}

/** Packets that were dropped, by why; counters that only grow. */
export interface DroppedPackets {
  /** That do not parse. */
  malformed: number;
  /** That are for another node, or another life of this one. */
  misaddressed: number;
  /** Of nodes that the host does not admit. */
  strangers: number;
  /** Of nodes that are gone. */
  late: number;
}

/**
 * Reliable messages between this node and all others, over a transport that
 * loses, delays, doubles and reorders packets.
 */
export class Links implements LinkOwner {
  readonly self: string;
  readonly host: LinksHost;
  readonly logger: Logger;
  readonly scratch: Scratch;
  readonly maxPacketBytes: number;
  readonly dropped: DroppedPackets = {
    malformed: 0,
    misaddressed: 0,
    strangers: 0,
    late: 0,
  };
  readonly #transport: LinksTransport;
  readonly #runtime: Runtime;
  readonly #reader: PacketReader;
  readonly #links = new Map<string, Link>();
  // Those that are gone, with what was said of each: what comes of them late
  // begins no new link.
  readonly #ended = new Map<string, number>();
  readonly #alarm: Alarm;
  readonly #signal: () => void;
  #dirty: Link[] = [];
  #isSignalled = false;
  #isClosed = false;
  #lastTag = 0;

  /** Creates them for a node, by its id; its transport is open. */
  constructor(
    self: string,
    transport: LinksTransport,
    runtime: Runtime,
    logger: Logger,
    host: LinksHost,
  ) {
    this.self = self;
    this.host = host;
    this.logger = logger;
    this.maxPacketBytes = Math.min(
      LINK_PACKET_BYTES,
      transport.maxPacketBytes,
    );
    this.scratch = new Scratch(this.maxPacketBytes);
    this.#transport = transport;
    this.#runtime = runtime;
    this.#reader = new PacketReader(self);
    this.#alarm = new Alarm(runtime, () => this.#tick());
    this.#signal = makeSignal(runtime, () => this.#flush());
  }

  get isConnected(): boolean {
    return this.#transport.isConnected && !this.#isClosed;
  }

  get lastTag(): number {
    return this.#lastTag;
  }

  now(): number {
    return this.#runtime.now();
  }

  transmit(peer: string, packet: Uint8Array): number {
    const tag = ++this.#lastTag;
    this.#transport.send(peer, packet, tag);
    return tag;
  }

  /**
   * Queues a message to a node; its bytes are copied at once. Returns its
   * number among the messages to that node, from 1; 0 where that is gone.
   *
   * Those of the same order key are received in order; all others, too, but
   * that they overtake a large one.
   *
   * @throws {RangeError} If it is longer than `LINK_MESSAGE_BYTES`.
   */
  send(peer: string, message: Uint8Array, orderKey = 0): number {
    const link = this.#links.get(peer) ?? this.#open(peer);
    if (link === null) return 0;
    const { outgoing, incoming } = link;
    const number = outgoing.send(message, orderKey, incoming.received);
    if (!link.isDirty) this.#markDirty(link);
    return number;
  }

  /** Tells whether a node has too much to acknowledge to be sent more. */
  isFull(peer: string): boolean {
    return this.#links.get(peer)?.outgoing.isFull ?? false;
  }

  /** Tells whether a node has acknowledged all that was sent to it. */
  isQuiet(peer: string): boolean {
    return (this.#links.get(peer)?.outgoing.messages ?? 0) === 0;
  }

  /** Counts the answers that are awaited from a node. */
  noteAwaiting(peer: string, change: 1 | -1): void {
    const link = this.#links.get(peer) ?? this.#open(peer);
    if (link === null) return;
    link.noteAwaiting(change);
    if (change > 0) this.#wake(link);
  }

  /** Asks a node whether it is there, by a ping of its own. */
  probe(peer: string, timeoutMs: number): Promise<Reach> {
    const link = this.#links.get(peer) ?? this.#open(peer);
    if (link === null) return Promise.resolve("unreachable");
    const { promise, resolve } = Promise.withResolvers<Reach>();
    const tag = this.#lastTag + 1;
    const ping = this.isConnected ? link.ping() : Infinity;
    const timer = this.#runtime.setTimer(
      timeoutMs,
      () => link.probes.noteLate(ping),
    );
    link.probes.add({ ping, tag, timer, settle: resolve });
    return promise;
  }

  /** Takes a packet from the transport; drops, and counts, what is none. */
  receive(packet: Uint8Array): void {
    if (this.#isClosed) return;
    const reader = this.#reader;
    const wrong = reader.read(packet);
    if (wrong !== null) {
      this.dropped[wrong]++;
      return;
    }
    const link = this.#links.get(reader.from) ?? this.#accept(reader.from);
    if (link === null) return;
    link.receive(reader, packet);
    if (link.mustFlush && !link.isDirty) this.#markDirty(link);
    this.#wake(link);
  }

  /** Learns that a packet reached no node. */
  noteUndelivered(peer: string, tag: number): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    link.noteUndelivered(tag);
  }

  /** Learns that the connection is gone, or is there again. */
  noteConnected(isConnected: boolean): void {
    if (!isConnected) {
      this.#alarm.cancel();
      return;
    }
    for (const link of this.#links.values()) {
      link.resume();
      if (!link.isDirty) this.#markDirty(link);
    }
  }

  /**
   * Forgets a node that is gone for good. Returns the number of a message such
   * that this one and all after it were not received there, and will not be;
   * those before it may have been. Asked again, it says the same.
   */
  end(peer: string): number {
    const said = this.#ended.get(peer);
    if (said !== undefined) return said;
    const first = this.#links.get(peer)?.end() ?? 1;
    this.#links.delete(peer);
    this.#remember(peer, first);
    return first;
  }

  /** Lists all links as they are now. */
  *list(): Iterable<LinkInfo> {
    for (const link of this.#links.values()) {
      const { peer, counts, isSilent, isUnreachable } = link;
      const { messages, bytes } = link.outgoing;
      yield { peer, counts, messages, bytes, isSilent, isUnreachable };
    }
  }

  /** Hands over what may go; then nothing is sent or received any more. */
  close(): void {
    this.#flush();
    this.#isClosed = true;
    this.#alarm.cancel();
    for (const link of this.#links.values()) link.end();
    this.#links.clear();
  }

  #open(peer: string): Link | null {
    if (this.#isClosed || this.#ended.has(peer)) return null;
    const link = new Link(this, peer);
    this.#links.set(peer, link);
    return link;
  }

  #accept(peer: string): Link | null {
    if (this.#ended.has(peer)) this.dropped.late++;
    else if (this.host.admits?.(peer) === false) this.dropped.strangers++;
    else return this.#open(peer);
    return null;
  }

  #remember(peer: string, first: number): void {
    this.#ended.set(peer, first);
    if (this.#ended.size <= LINK_ENDED_NODES) return;
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest);
      break;
    }
  }

  #markDirty(link: Link): void {
    link.isDirty = true;
    this.#dirty.push(link);
    if (this.#isSignalled) return;
    this.#isSignalled = true;
    this.#signal();
  }

  #flush(): void {
    this.#isSignalled = false;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const link of dirty) {
      link.isDirty = false;
      if (this.#links.get(link.peer) !== link) continue;
      try {
        link.flush();
      } catch (error) {
        // The others are flushed, whatever the transport says to one.
        this.logger.error(`Cannot send to ${link.peer}:`, error);
      }
      this.#wake(link);
    }
  }

  #wake(link: Link): void {
    if (this.isConnected) this.#alarm.wakeAt(link.dueAt);
  }

  #tick(): void {
    if (!this.isConnected) return;
    const now = this.now();
    for (const link of this.#links.values()) {
      if (link.dueAt <= now) {
        link.tick(now);
        if (link.mustFlush && !link.isDirty) this.#markDirty(link);
      }
      this.#wake(link);
    }
  }
}
