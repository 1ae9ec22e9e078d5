import { OWNERSHIP_RETRY_MS } from "../../base/cluster_limits.ts";
import { pause } from "./ask.ts";
import { encodeShard } from "./entry_codec.ts";
import { toShardKey } from "./entry_key.ts";
import type { OwnShards } from "./own_shards.ts";
import type { Scope } from "./scope.ts";

/** Gives shards of this node to others, in order. */
export class Handovers {
  readonly #scope: Scope;
  readonly #own: OwnShards;
  readonly #targets = new Map<number, string>();

  constructor(scope: Scope, own: OwnShards) {
    this.#scope = scope;
    this.#own = own;
  }

  /** How many are under way. */
  get size(): number {
    return this.#targets.size;
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
      return epoch !== null && await this.#write(shard, epoch, to);
    } finally {
      this.#targets.delete(shard);
    }
  }

  /** Writes the other node into a shard's entry, until that is certain. */
  async #write(shard: number, epoch: number, to: string): Promise<boolean> {
    const { bucket, runtime } = this.#scope;
    while (!this.#scope.isOver && this.#own.epochOf(shard) === epoch) {
      // The other one may have died, or leave, while this one let go of it.
      if (!bucket.nodes.hosts.includes(to)) {
        this.#own.keep(shard);
        return false;
      }
      if (await this.#tryWrite(shard, epoch, to)) break;
      await pause(runtime, OWNERSHIP_RETRY_MS);
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
      if (revision !== null) bucket.noteEntry({ key, bytes, revision });
      else {
        const entry = await bucket.read(key);
        if (entry !== null) bucket.noteEntry(entry);
      }
      return bucket.shards.revisionOf(shard) !== epoch;
    } catch {
      return false;
    }
  }
}
