import { ClusterError } from "../../base/cluster_error.ts";
import { OWNERSHIP_RETRY_MS } from "../../base/cluster_limits.ts";
import { pause } from "./ask.ts";
import { Bucket, type NodeNews } from "./bucket.ts";
import { isNodeName, makeNodeId } from "./entry_key.ts";
import { makeCounts, type OwnershipCounts } from "./counts.ts";
import type { OwnershipHost } from "./host.ts";
import { Life, makeClosedError } from "./life.ts";
import type { NodeInfo, NodeSelf } from "./node_info.ts";
import type { Leases } from "../port/leases.ts";
import { OWNERSHIP_TIMES, type OwnershipTimes } from "./times.ts";

/** What may differ in an ownership. */
export interface OwnershipOptions {
  /** How long what takes, where that is not as the limits say. */
  readonly times?: Partial<OwnershipTimes>;
}

/** Who owns which shard of a cluster, as one node of it sees and decides it. */
export class Ownership {
  readonly #self: NodeSelf;
  readonly #host: OwnershipHost;
  readonly #times: OwnershipTimes;
  readonly #bucket: Bucket;
  /** Shards that changed since the host was told last. */
  readonly #changed = new Set<number>();
  /** The nodes that the host was told of. */
  readonly #told = new Set<string>();
  #life: Life;
  #isSuspended = false;
  #isReachable = true;
  #isLeaving = false;
  readonly #counts = makeCounts();
  readonly #closing = new AbortController();

  /**
   * Creates the ownership of a node that has not joined yet.
   *
   * @throws {TypeError} If no node may have such a name.
   */
  constructor(
    self: NodeSelf,
    leases: Leases,
    shards: number,
    host: OwnershipHost,
    options: OwnershipOptions = {},
  ) {
    if (!isNodeName(self.name)) {
      throw new TypeError(
        `Cannot use node name ${JSON.stringify(self.name)}: it must be 1 to ` +
          "64 of the characters A-Z, a-z, 0-9, _ and -",
      );
    }
    this.#self = self;
    this.#host = host;
    this.#times = { ...OWNERSHIP_TIMES, ...options.times };
    const { runtime, logger } = host;
    const { askMs } = this.#times;
    this.#bucket = new Bucket({ leases, shards, runtime, logger, askMs });
    this.#life = this.#makeLife();
  }

  /** The node's id in the life that it has now. */
  get nodeId(): string {
    return this.#life.id;
  }

  /** The nodes that are there, this one among them. */
  get nodes(): Iterable<NodeInfo> {
    return [...this.#bucket.nodes.list()].flatMap(({ entry }) =>
      entry === null ? [] : [entry.info]
    );
  }

  /** Whether the node's lease holds by the clock. */
  get isSure(): boolean {
    return this.#life.lease.isSure;
  }

  /** How many entries of the bucket could not be read. */
  get unreadable(): number {
    return this.#bucket.unreadable;
  }

  /** What this node has done and met. */
  get counts(): Readonly<OwnershipCounts> {
    return this.#counts;
  }

  /**
   * Joins: takes a lease and the node's name, and claims shards that have no
   * owner.
   *
   * @throws {ClusterError} If it cannot take part; it says why.
   */
  async join(): Promise<void> {
    try {
      await this.#bucket.open({
        noteNode: (news) => this.#noteNode(news),
        noteGone: (id) => this.#noteGone(id),
        noteShard: (shard) => this.#noteShard(shard),
        noteConnected: (isConnected) => this.#life.noteConnected(isConnected),
        lose: (error) => this.#fail(error),
      });
      await this.#begin();
    } catch (error) {
      await this.close();
      throw error;
    }
    if (this.#isClosed) throw makeClosedError("join the cluster");
    void this.#liveOn();
  }

  /** The node that owns a shard; `null` where that is dead or there is none. */
  ownerOf(shard: number): string | null {
    const owner = this.#bucket.shards.ownerOf(shard);
    if (owner === null) return null;
    return this.#bucket.nodes.get(owner) === undefined ? null : owner;
  }

  /** The epoch that a shard has, by any owner; 0 where it has had none. */
  lastEpochOf(shard: number): number {
    return this.#bucket.shards.revisionOf(shard);
  }

  /** The epoch of a shard that this node owns; 0 where it does not. */
  epochOf(shard: number): number {
    return this.#life.own.epochOf(shard);
  }

  /** Whether this node serves a shard, as its lease holds by the clock. */
  isOwn(shard: number): boolean {
    return this.#life.own.isServing(shard) && this.#life.lease.isSure;
  }

  /** Whether this node gives a shard away, just now. */
  isReleasing(shard: number): boolean {
    return this.#life.own.isReleasing(shard);
  }

  /** Returns what a node tells of itself; `null` where it is not there. */
  findNode(id: string): NodeInfo | null {
    return this.#bucket.nodes.findInfo(id);
  }

  /** Learns that a node may be dead. */
  suspect(nodeId: string, why: "silent" | "unreachable"): void {
    this.#host.logger.debug(`Node ${nodeId} is suspected: it is ${why}`);
    this.#life.suspicions.suspect(nodeId);
  }

  /** Learns whether others can reach this node, as far as that is known. */
  noteReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    this.#life.noteReachable(isReachable);
  }

  /** Gives all shards away, in order, and tells the others that it is gone. */
  async leave(): Promise<void> {
    if (this.#isLeaving || this.#isClosed) return;
    this.#isLeaving = true;
    await this.#life.leave();
    await this.close();
  }

  /** Lets go of everything at once; tells the others if it can. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#closing.abort();
    await this.#life.close();
    await this.#bucket.close();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #makeLife(): Life {
    const { runtime } = this.#host;
    const id = makeNodeId(this.#self.name, runtime);
    const startedAt = runtime.now();
    const { name, types, isClient, version } = this.#self;
    return new Life({
      info: { id, name, types, isClient, startedAt, version },
      bucket: this.#bucket,
      host: this.#host,
      times: this.#times,
      counts: this.#counts,
      isReachable: () => this.#isReachable,
      noteSure: (isSure) => this.#noteSure(isSure),
      noteServed: (shard) => this.#noteChanged(shard),
      noteGone: (gone) => this.#noteGone(gone),
    });
  }

  /** Begins the life at hand, or another if that is lost meanwhile. */
  async #begin(): Promise<void> {
    await this.#life.begin();
    while (this.#life.isOver && !this.#isLeaving && !this.#isClosed) {
      this.#life = this.#makeLife();
      this.#counts.lives++;
      await this.#host.rename(this.#life.id);
      await this.#life.begin();
    }
  }

  /** Begins another life whenever one is lost. */
  async #liveOn(): Promise<void> {
    try {
      for (;;) {
        await this.#life.ended;
        await this.#pause();
        if (this.#isLeaving || this.#isClosed) return;
        await this.#begin();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #pause(): Promise<void> {
    const { runtime } = this.#host;
    return pause(runtime, OWNERSHIP_RETRY_MS, this.#closing.signal);
  }

  #noteNode(news: NodeNews): void {
    this.#life.noteNode(news);
    const { id } = news;
    const info = this.#bucket.nodes.findInfo(id);
    if (info === null || id === this.nodeId || this.#told.has(id)) return;
    this.#told.add(id);
    this.#host.noteNode(info, true);
  }

  #noteGone(id: string): void {
    const known = this.#bucket.nodes.remove(id);
    this.#life.noteGone(id);
    if (known === undefined) return;
    const info = known.entry?.info;
    if (this.#told.delete(id) && info !== undefined) {
      this.#host.noteNode(info, false);
    }
    const { shards } = this.#bucket;
    for (let shard = 0; shard < shards.size; shard++) {
      if (shards.ownerOf(shard) === id) this.#noteChanged(shard);
    }
  }

  #noteShard(shard: number): void {
    this.#life.noteShard(shard);
    this.#noteChanged(shard);
  }

  /** Tells the host of all that has changed at once. */
  #noteChanged(shard: number): void {
    this.#changed.add(shard);
    if (this.#changed.size > 1) return;
    this.#host.runtime.defer(() => {
      const changed = [...this.#changed];
      this.#changed.clear();
      this.#host.noteOwners(changed);
    });
  }

  #noteSure(isSure: boolean): void {
    if (isSure === !this.#isSuspended) return;
    this.#isSuspended = !isSure;
    const { logger } = this.#host;
    if (isSure) {
      logger.info(`Node ${this.nodeId} is sure of its lease again`);
      return this.#host.resume();
    }
    this.#counts.doubts++;
    logger.warn(
      `Node ${this.nodeId} doubts its lease, which it could not renew in ` +
        "time: it begins nothing until the cluster's bucket answers",
    );
    this.#host.suspend();
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    void this.close().catch(() => {});
    const message = error instanceof Error ? error.message : String(error);
    this.#host.fail(
      error instanceof ClusterError ? error : new ClusterError(message, {
        code: "unreachable",
        cause: error,
      }),
    );
  }
}
