import type { Bucket } from "./bucket.ts";
import { GRAVE } from "./entry_codec.ts";
import { toNodeKey } from "./entry_key.ts";
import type { Owned } from "./division.ts";

/** The shards of a cluster that no living node owns, and the others. */
export class Unowned {
  readonly #bucket: Bucket;
  readonly #since = new Map<number, number>();

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Lists the shards that may be claimed, and notes since when. */
  list(now: number): readonly number[] {
    const { nodes } = this.#bucket;
    const free: number[] = [];
    for (const [shard, owner] of this.#entries()) {
      const isFree = owner === null || nodes.isGone(owner);
      if (!isFree) this.#since.delete(shard);
      else free.push(shard);
      if (isFree && !this.#since.has(shard)) this.#since.set(shard, now);
    }
    return free;
  }

  /** When a shard of the last list was seen to be free. */
  sinceOf(shard: number): number {
    return this.#since.get(shard) ?? Infinity;
  }

  /** Lists the nodes that own shards, and of which nothing is known. */
  listUnknown(): readonly string[] {
    const { nodes } = this.#bucket;
    const unknown = new Set<string>();
    for (const [, owner] of this.#entries()) {
      if (owner === null || nodes.isGone(owner)) continue;
      if (nodes.get(owner) === undefined) unknown.add(owner);
    }
    return [...unknown];
  }

  /**
   * Makes sure that a node is dead of which nothing is known: it is, if there
   * is no entry in whose place another can be written. Returns whether it is.
   */
  async bury(id: string): Promise<boolean> {
    const key = toNodeKey(id);
    const revision = await this.#bucket.write(key, GRAVE, 0);
    if (revision === null) return false;
    this.#bucket.nodes.remove(id);
    await this.#bucket.remove(key, revision).catch(() => {});
    return true;
  }

  /** Counts the shards that each living node owns. */
  countOwned(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [id, shards] of this.listOwned()) counts.set(id, shards.length);
    return counts;
  }

  /** Lists the shards that each living node owns. */
  listOwned(): Owned {
    const { nodes, shards } = this.#bucket;
    const owned = new Map<string, number[]>();
    for (let shard = 0; shard < shards.size; shard++) {
      const owner = shards.ownerOf(shard);
      if (owner === null || nodes.get(owner) === undefined) continue;
      const list = owned.get(owner);
      if (list === undefined) owned.set(owner, [shard]);
      else list.push(shard);
    }
    return owned;
  }

  /** The shards whose entries can be read, with the owners that they name. */
  *#entries(): Iterable<readonly [shard: number, owner: string | null]> {
    const { shards } = this.#bucket;
    for (let shard = 0; shard < shards.size; shard++) {
      if (!shards.isUnreadable(shard)) yield [shard, shards.ownerOf(shard)];
    }
  }
}
