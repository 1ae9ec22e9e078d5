import { OWNERSHIP_RETRY_MS } from "../../base/cluster_limits.ts";
import type { Lease } from "./lease.ts";
import type { Scope } from "./scope.ts";

/** How a shard fares that this node owns. */
type OwnState =
  /** Its fence is raised as soon as the lease is sure. */
  | "owned"
  /** The store's fence is not raised yet. */
  | "gaining"
  | "serving"
  /** It is given away: what is under way ends. */
  | "releasing"
  /** All of its activations are gone, and another owner is not written yet. */
  | "released";

interface OwnShard {
  readonly shard: number;
  readonly epoch: number;
  state: OwnState;
}

/** The shards that a node owns in one life, and how each fares. */
export class OwnShards {
  readonly #scope: Scope;
  readonly #lease: Lease;
  readonly #owned = new Map<number, OwnShard>();
  readonly #noteServed: (shard: number) => void;
  readonly #gains = new Set<Promise<void>>();
  #isOver = false;

  /** Creates it for a life that owns nothing yet. */
  constructor(
    scope: Scope,
    lease: Lease,
    noteServed: (shard: number) => void,
  ) {
    this.#scope = scope;
    this.#lease = lease;
    this.#noteServed = noteServed;
  }

  get size(): number {
    return this.#owned.size;
  }

  /** Lists them as they are now. */
  list(): readonly number[] {
    return [...this.#owned.keys()];
  }

  /** The epoch of a shard that the node owns; 0 where it does not. */
  epochOf(shard: number): number {
    return this.#owned.get(shard)?.epoch ?? 0;
  }

  isServing(shard: number): boolean {
    return this.#owned.get(shard)?.state === "serving";
  }

  isReleasing(shard: number): boolean {
    const state = this.#owned.get(shard)?.state;
    return state === "releasing" || state === "released";
  }

  /** Resolves when all that it owns is served, or was lost. */
  async settle(): Promise<void> {
    while (this.#gains.size > 0) await Promise.all(this.#gains);
  }

  /** Follows what the table says of a shard. */
  follow(shard: number): void {
    if (this.#isOver) return;
    const { id, bucket } = this.#scope;
    const isOwner = bucket.shards.ownerOf(shard) === id;
    const epoch = bucket.shards.revisionOf(shard);
    const owned = this.#owned.get(shard);
    if (isOwner && owned?.epoch === epoch) return;
    this.#drop(shard);
    if (!isOwner) return;
    const gained: OwnShard = { shard, epoch, state: "owned" };
    this.#owned.set(shard, gained);
    this.#begin(gained);
  }

  /** Goes on with what waits until the lease is sure. */
  goOn(): void {
    for (const owned of this.#owned.values()) {
      if (owned.state === "owned") this.#begin(owned);
    }
  }

  /**
   * Begins to give a shard away: it is not served any more. Resolves when its
   * activations are gone, with its epoch; `null` where it was lost meanwhile.
   */
  async release(shard: number): Promise<number | null> {
    const owned = this.#owned.get(shard);
    if (owned === undefined) return null;
    owned.state = "releasing";
    try {
      await this.#scope.host.release(shard);
    } catch (error) {
      const { logger } = this.#scope;
      logger.error(`Shard ${shard} was not given away in order:`, error);
      if (this.#owned.get(shard) === owned) this.#scope.host.lose(shard);
    }
    if (this.#owned.get(shard) !== owned) return null;
    owned.state = "released";
    return owned.epoch;
  }

  /** Loses all of them at once. */
  loseAll(): void {
    for (const shard of this.list()) this.#drop(shard);
    this.#isOver = true;
  }

  /** Ends it without a word to the host, which ends itself. */
  close(): void {
    this.#isOver = true;
    this.#owned.clear();
  }

  #drop(shard: number): void {
    const owned = this.#owned.get(shard);
    this.#owned.delete(shard);
    // What is released has nothing left to lose.
    if (owned === undefined || owned.state === "released") return;
    this.#scope.counts.lost++;
    this.#scope.host.lose(shard);
  }

  #begin(owned: OwnShard): void {
    // Another node may own it by now, whose fence must not be met.
    if (!this.#lease.isSure) return;
    owned.state = "gaining";
    const gain = this.#gain(owned).finally(() => this.#gains.delete(gain));
    this.#gains.add(gain);
  }

  async #gain(owned: OwnShard): Promise<void> {
    const { host, logger } = this.#scope;
    const { shard, epoch } = owned;
    try {
      await host.gain(shard, epoch);
    } catch (error) {
      if (!this.#isGaining(owned)) return;
      logger.warn(
        `Shard ${shard} cannot be served yet, its fence is not raised to ` +
          `epoch ${epoch}; the node tries again:`,
        error,
      );
      await this.#scope.pause(OWNERSHIP_RETRY_MS);
      if (!this.#isGaining(owned)) return;
      owned.state = "owned";
      return this.#begin(owned);
    }
    if (!this.#isGaining(owned)) return;
    owned.state = "serving";
    this.#noteServed(shard);
  }

  #isGaining(owned: OwnShard): boolean {
    return owned.state === "gaining" &&
      this.#owned.get(owned.shard) === owned;
  }
}
