import { PROBE_MS } from "../base/cluster_limits.ts";
import type { ClusterHost } from "../engine/cluster_port.ts";
import { Links } from "./link/links.ts";
import type { Reach } from "./link/probes.ts";
import type { Ownership } from "./ownership/ownership.ts";
import type { Transport } from "./port/transport.ts";

/** What a node's line tells the node. */
export interface LineHost {
  /** Takes a message of a node, which may be this one. */
  receive(from: string, message: Uint8Array): void;
  /** Learns that the transport is lost for good. */
  fail(error: Error): void;
}

/** What carries messages from a node to others, and to itself. */
export class NodeLine {
  readonly #transport: Transport;
  readonly #ownership: Ownership;
  readonly #engine: ClusterHost;
  readonly #host: LineHost;
  // Of this life: made as it begins.
  #links: Links | null = null;
  #self = "";

  constructor(
    transport: Transport,
    ownership: Ownership,
    engine: ClusterHost,
    host: LineHost,
  ) {
    this.#transport = transport;
    this.#ownership = ownership;
    this.#engine = engine;
    this.#host = host;
  }

  /** The links to other nodes; `null` before it is open. */
  get links(): Links | null {
    return this.#links;
  }

  /** The id of the life that it is open for; none before. */
  get self(): string {
    return this.#self;
  }

  /** The nodes that it has links to. */
  get peers(): readonly string[] {
    return Array.from(this.#links?.list() ?? [], ({ peer }) => peer);
  }

  /** Begins to listen under the id of a life of the node. */
  async open(self: string): Promise<void> {
    this.#links?.close();
    this.#self = self;
    let links: Links | null = null;
    await this.#transport.open(self, {
      receive: (packet) => links?.receive(packet),
      noteUndelivered: (peer, tag) => links?.noteUndelivered(peer, tag),
      noteConnected: (isConnected) => {
        links?.noteConnected(isConnected);
        this.#ownership.noteReachable(isConnected);
      },
      lose: (error) => this.#host.fail(error),
    });
    links = this.#links = this.#makeLinks(self);
  }

  #makeLinks(self: string): Links {
    const { runtime, logger } = this.#engine;
    return new Links(self, this.#transport, runtime, logger, {
      receive: (from, message) => this.#host.receive(from, message),
      // Who is in the cluster is in its bucket.
      admits: (from) => this.#ownership.findNode(from) !== null,
      noteSilent: (peer) => this.#ownership.suspect(peer, "silent"),
      noteUnreachable: (peer) => this.#ownership.suspect(peer, "unreachable"),
      noteHeard: () => {},
    });
  }

  /**
   * Sends a message to a node; returns its number on the link, or 0 where the
   * node is gone. What a node sends to itself arrives once the code that sends
   * has gone on.
   */
  post(node: string, message: Uint8Array, key: number): number {
    if (node !== this.#self) return this.#links?.send(node, message, key) ?? 0;
    this.#engine.runtime.defer(() => this.#host.receive(node, message));
    return 1;
  }

  isFull(node: string): boolean {
    return node !== this.#self && (this.#links?.isFull(node) ?? false);
  }

  noteAwaiting(node: string, change: 1 | -1): void {
    if (node !== this.#self) this.#links?.noteAwaiting(node, change);
  }

  /** Asks a node whether it is there. */
  async probe(node: string): Promise<Reach> {
    return await this.#links?.probe(node, PROBE_MS) ?? "silent";
  }

  /**
   * Ends the link to a node that is gone; returns the number of the first
   * message that has never arrived there. What it told itself has arrived.
   */
  end(node: string): number {
    if (node === this.#self) return Infinity;
    return this.#links?.end(node) ?? 1;
  }

  async close(): Promise<void> {
    this.#links?.close();
    await this.#transport.close();
  }
}
