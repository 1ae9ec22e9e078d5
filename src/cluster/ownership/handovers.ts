import { OWNERSHIP_RETRY_MS } from "../../base/cluster_limits.ts";
import { encodeShard } from "./entry_codec.ts";
import { toShardKey } from "./entry_key.ts";
import type { OwnShards } from "./own_shards.ts";
import type { Scope } from "./scope.ts";

/** Gives shards of this node to others, in order. */
export class Handovers {
  readonly #scope: Scope;
  readonly #own: OwnShards;
  readonly #targets = new Map<number, string>();
  #waiting: (() => void)[] = [];

  constructor(scope: Scope, own: OwnShards) {
    this.#scope = scope;
    this.#own = own;
  }

  /** How many are under way. */
  get size(): number {
    return this.#targets.size;
  }

  /** The nodes that shards are on their way to, one for each shard. */
  get targets(): Iterable<string> {
    return this.#targets.values();
  }

  /** The node that a shard is on its way to, if it is. */
  targetOf(shard: number): string | null {
    return this.#targets.get(shard) ?? null;
  }

  /**
   * Gives a shard to another node; resolves when that owns it, or this node has
   * lost or keeps it. Returns whether it was given.
   */
  async give(shard: number, to: string): Promise<boolean> {
    if (this.#targets.has(shard)) return false;
    this.#targets.set(shard, to);
    try {
      const epoch = await this.#own.release(shard);
      const isGiven = epoch !== null && await this.#write(shard, epoch, to);
      if (isGiven) this.#scope.counts.handedOver++;
      return isGiven;
    } finally {
      this.#targets.delete(shard);
      if (this.#targets.size === 0) this.#wake();
    }
  }

  /** Resolves when none is under way. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#targets.size === 0) this.#wake();
    });
  }

  /**
   * Writes the other node into a shard's entry, until that is certain; or this
   * one, under another epoch, where the other one has died or leaves meanwhile.
   */
  async #write(shard: number, epoch: number, to: string): Promise<boolean> {
    const { id, bucket } = this.#scope;
    while (!this.#scope.isOver && this.#own.epochOf(shard) === epoch) {
      const heir = bucket.nodes.hosts.includes(to) ? to : id;
      if (await this.#tryWrite(shard, epoch, heir)) break;
      await this.#scope.pause(OWNERSHIP_RETRY_MS);
    }
    return bucket.shards.ownerOf(shard) === to;
  }

  /** Writes it once; returns whether it is known what the entry says now. */
  async #tryWrite(shard: number, epoch: number, to: string): Promise<boolean> {
    const { bucket } = this.#scope;
    const key = toShardKey(shard);
    const bytes = encodeShard(to);
    try {
      const revision = await bucket.write(key, bytes, epoch);
      if (revision !== null) bucket.noteFound({ key, bytes, revision });
      else {
        const entry = await bucket.read(key);
        if (entry !== null) bucket.noteFound(entry);
      }
      return bucket.shards.revisionOf(shard) !== epoch;
    } catch {
      return false;
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
