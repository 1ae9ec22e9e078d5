import { ClusterError } from "../../base/cluster_error.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import {
  CLOSE_BUCKET_MS,
  OWNERSHIP_LOOK_MS,
} from "../../base/cluster_limits.ts";
import { pause } from "./ask.ts";
import type { Bucket, NodeNews } from "./bucket.ts";
import { Claims } from "./claims.ts";
import type { OwnershipCounts } from "./counts.ts";
import { Deaths } from "./deaths.ts";
import { nameShards } from "./division.ts";
import { Departure } from "./departure.ts";
import { Handovers } from "./handovers.ts";
import type { OwnershipHost } from "./host.ts";
import { Lease } from "./lease.ts";
import type { NodeInfo } from "./node_info.ts";
import { NodeName } from "./node_name.ts";
import { OwnShards } from "./own_shards.ts";
import { Rebalance } from "./rebalance.ts";
import type { Scope } from "./scope.ts";
import { Suspicions } from "./suspicions.ts";
import type { OwnershipTimes } from "./times.ts";
import { Timeout } from "./timeout.ts";
import { Vigil } from "./vigil.ts";

/** What one life of a node is made of. */
export interface LifeParts {
  readonly info: NodeInfo;
  readonly bucket: Bucket;
  readonly host: OwnershipHost;
  readonly times: OwnershipTimes;
  readonly counts: OwnershipCounts;
  /** Whether others can reach the node, as far as its transport knows. */
  isReachable(): boolean;
  /** Learns that the lease is sure, or in doubt. */
  noteSure(isSure: boolean): void;
  /** Learns that a shard is served from now on. */
  noteServed(shard: number): void;
  /** Learns that a node is gone for good. */
  noteGone(id: string): void;
}

/** One life of a node: from when it joins until it leaves or is dead. */
export class Life implements Scope {
  readonly id: string;
  readonly bucket: Bucket;
  readonly host: OwnershipHost;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly times: OwnershipTimes;
  readonly counts: OwnershipCounts;
  readonly lease: Lease;
  readonly own: OwnShards;
  readonly suspicions: Suspicions;
  readonly #deaths: Deaths;
  readonly #vigil: Vigil;
  readonly #name: NodeName;
  readonly #claims: Claims;
  readonly #handovers: Handovers;
  readonly #rebalance: Rebalance;
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  readonly #isReachable: () => boolean;
  #hasBegun = false;
  readonly #looking: Timeout;
  #lookedAt = -Infinity;
  #isLooking = false;

  constructor(parts: LifeParts) {
    const { info, bucket, host, times } = parts;
    this.id = info.id;
    this.bucket = bucket;
    this.host = host;
    this.runtime = host.runtime;
    this.logger = host.logger;
    this.times = times;
    this.counts = parts.counts;
    this.#isReachable = () => parts.isReachable();
    this.#looking = new Timeout(this.runtime, () => this.#look());
    this.lease = new Lease(this, info, {
      noteDoubt: () => parts.noteSure(false),
      noteSure: () => this.#noteSure(parts),
      noteOutage: () => this.noteOutage(),
      noteEcho: () => this.#vigil.look(),
      noteLost: () => this.#noteLost(),
    });
    this.own = new OwnShards(this, this.lease, parts.noteServed);
    this.#deaths = new Deaths(this, parts.noteGone);
    this.#vigil = new Vigil(this, this.lease, this.#deaths);
    this.suspicions = new Suspicions(this, this.#deaths);
    this.#name = new NodeName(this, info.name, this.suspicions);
    this.#claims = new Claims(this, this.lease);
    this.#handovers = new Handovers(this, this.own);
    this.#rebalance = new Rebalance(this, this.lease, this.#handovers);
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Resolves when it is over, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  pause(delayMs: number): Promise<void> {
    return pause(this.runtime, delayMs, this.#over.signal);
  }

  /**
   * Takes a lease and the name, and claims what is free.
   *
   * @throws {ClusterError} If the name is taken.
   */
  async begin(): Promise<void> {
    this.#hasBegun = true;
    if (!this.#isReachable()) this.lease.noteReachable(false);
    await this.lease.enter("joining");
    this.#vigil.look();
    await this.#name.take();
    await this.lease.enter("up");
    if (this.isOver) return;
    this.logger.info(`Node ${this.id} has joined the cluster`);
    await this.#claims.settle();
    await this.own.settle();
  }

  /** Learns of the entry of a node that is there, or of its own. */
  noteNode({ id, entry, isNews, isWatched }: NodeNews): void {
    if (id === this.id) this.lease.noteEntry(entry, isWatched);
    if (isNews) this.noteNews();
  }

  /** Learns that a node is gone for good. */
  noteGone(id: string): void {
    if (id === this.id) this.lease.noteGone();
    else this.noteNews();
  }

  /** Learns that a node came, went, or is in another state. */
  noteNews(): void {
    if (this.isOver) return;
    this.#vigil.look();
    this.#rebalance.noteNews();
    this.lookSoon();
  }

  /** Learns that a shard's entry is another one. */
  noteShard(shard: number): void {
    this.own.follow(shard);
    this.lookSoon();
  }

  /** Learns whether others can reach the node. */
  noteReachable(isReachable: boolean): void {
    if (this.#hasBegun) this.lease.noteReachable(isReachable);
  }

  noteConnected(isConnected: boolean): void {
    if (!isConnected || !this.#hasBegun) return;
    this.noteOutage();
    this.lease.renew();
  }

  /** Starts the time of the other nodes anew. */
  noteOutage(): void {
    this.bucket.nodes.restart(this.runtime.now());
  }

  /** Sees to what the tables ask for, once for all that is told at once. */
  lookSoon(): void {
    if (this.#isLooking || this.isOver) return;
    this.#isLooking = true;
    const waitMs = this.#lookedAt + OWNERSHIP_LOOK_MS - this.runtime.now();
    if (waitMs > 0) this.#looking.set(waitMs);
    else this.runtime.defer(() => this.#look());
  }

  /** Gives everything away, in order; then it is over. */
  async leave(): Promise<void> {
    this.#rebalance.close();
    const owned = nameShards(this.own.size);
    this.logger.info(`Node ${this.id} leaves, and gives ${owned} away`);
    // Others give it no shards any more; if they cannot be told, it leaves yet.
    const { askMs } = this.times;
    await Promise.race([this.lease.enter("leaving"), this.pause(askMs)]);
    await this.#claims.close();
    const departure = new Departure(
      this,
      this.own,
      this.#handovers,
      this.suspicions,
    );
    await Promise.race([departure.run(), this.ended]);
    await this.host.part?.();
    await this.close();
  }

  /** Ends it at once; tells the others if it can. */
  async close(): Promise<void> {
    if (this.isOver) return;
    this.#end();
    this.own.close();
    const done = new AbortController();
    const told = Promise.all([this.lease.giveBack(), this.#name.free()])
      .finally(() => done.abort());
    const wait = pause(this.runtime, CLOSE_BUCKET_MS, done.signal);
    await Promise.race([told, wait]);
  }

  #look(): void {
    this.#isLooking = false;
    this.#lookedAt = this.runtime.now();
    if (this.isOver) return;
    if (!this.#claims.look()) this.#rebalance.look();
  }

  #noteSure(parts: LifeParts): void {
    parts.noteSure(true);
    this.own.goOn();
    this.lookSoon();
  }

  #noteLost(): void {
    if (this.isOver) return;
    this.logger.warn(
      `Node ${this.id} was declared dead by another one, and has lost ` +
        nameShards(this.own.size),
    );
    this.#end();
    this.own.loseAll();
  }

  #end(): void {
    this.lease.close();
    this.#vigil.close();
    this.#looking.close();
    void this.#claims.close();
    this.#rebalance.close();
    this.#over.abort();
    this.#ended.resolve();
  }
}

/** Makes the error of what is asked of a node that has left. */
export function makeClosedError(what: string): ClusterError {
  const message = `Cannot ${what}: the node has left its cluster`;
  return new ClusterError(message, { code: "closed" });
}
