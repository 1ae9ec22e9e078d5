/** Who owns which shard, as one node has seen it. */
export class ShardTable {
  /** How many shards there are. */
  readonly size: number;
  readonly #owners: (string | null)[];
  readonly #revisions: Float64Array;
  readonly #unreadable = new Set<number>();
  readonly #deleted = new Set<number>();

  constructor(size: number) {
    this.size = size;
    this.#owners = new Array(size).fill(null);
    this.#revisions = new Float64Array(size);
  }

  /** The node that a shard was given to last, dead or not. */
  ownerOf(shard: number): string | null {
    return this.#owners[shard] ?? null;
  }

  /** The revision that a shard's entry was changed by last; 0 at first. */
  revisionOf(shard: number): number {
    return this.#revisions[shard] ?? 0;
  }

  /** The revision that a write of a shard's entry expects. */
  expectedOf(shard: number): number {
    return this.#deleted.has(shard) ? 0 : this.revisionOf(shard);
  }

  /** Whether what a shard's entry says could not be read. */
  isUnreadable(shard: number): boolean {
    return this.#unreadable.has(shard);
  }

  /**
   * Notes what a shard's entry says: no owner where it is deleted; returns
   * whether it is news.
   */
  note(shard: number, owner: string | null, revision: number): boolean {
    if (revision <= this.revisionOf(shard)) return false;
    this.#owners[shard] = owner;
    this.#revisions[shard] = revision;
    this.#unreadable.delete(shard);
    if (owner === null) this.#deleted.add(shard);
    else this.#deleted.delete(shard);
    return true;
  }

  /** Notes that a shard's entry cannot be read; returns whether it is news. */
  noteUnreadable(shard: number, revision: number): boolean {
    const isNews = this.note(shard, null, revision);
    if (isNews) {
      this.#unreadable.add(shard);
      this.#deleted.delete(shard);
    }
    return isNews;
  }
}
