import { CLAIMS_AT_ONCE } from "../../base/cluster_limits.ts";
import { Timeout } from "./timeout.ts";
import { divide, nameShards } from "./division.ts";
import { encodeShard } from "./entry_codec.ts";
import { toShardKey } from "./entry_key.ts";
import type { Lease } from "./lease.ts";
import type { Scope } from "./scope.ts";
import { Unowned } from "./unowned.ts";

/**
 * Claims the shards that no living node owns: each node those that fall to it
 * by the division, and after a while any.
 */
export class Claims {
  readonly #scope: Scope;
  readonly #lease: Lease;
  readonly #unowned: Unowned;
  readonly #timeout: Timeout;
  /** Shards whose claim is under way. */
  readonly #underWay = new Map<number, Promise<boolean>>();
  /** Shards whose claim was in vain a moment ago: the watch tells who won. */
  readonly #resting = new Set<number>();
  /** The node that each shard falls to which is free. */
  #division: ReadonlyMap<number, string> = new Map();
  readonly #buried = new Set<string>();
  #waiting: (() => void)[] = [];
  #won = 0;
  #isClosed = false;

  constructor(scope: Scope, lease: Lease) {
    this.#scope = scope;
    this.#lease = lease;
    this.#unowned = new Unowned(scope.bucket);
    this.#timeout = new Timeout(scope.runtime, () => this.look());
  }

  /** Looks which shards to claim, and claims them; returns if any is free. */
  look(): boolean {
    if (this.#isClosed || !this.#mayClaim()) return false;
    this.#buryUnknown();
    const now = this.#scope.runtime.now();
    const free = this.#unowned.list(now);
    if (free.length === 0) {
      this.#division = new Map();
      this.#noteDone();
    } else {
      this.#timeout.set(this.#scope.times.claimAnyMs);
      this.#claimOf(free, now);
    }
    return free.length > 0;
  }

  /** Resolves when each shard has an owner that lives, as far as is known. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.look()) this.#wake();
    });
  }

  /** Claims no more; resolves when no claim is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timeout.close();
    this.#wake();
    await Promise.all(this.#underWay.values());
  }

  #mayClaim(): boolean {
    const { id, bucket } = this.#scope;
    return !this.#scope.isOver && this.#lease.isSure &&
      bucket.nodes.hosts.includes(id);
  }

  #claimOf(free: readonly number[], now: number): void {
    const { id, times } = this.#scope;
    const owners = this.#divide(free);
    for (const shard of free) {
      if (this.#underWay.size >= CLAIMS_AT_ONCE) return;
      const forMs = now - this.#unowned.sinceOf(shard);
      const isMine = owners.get(shard) === id || forMs >= times.claimAnyMs;
      if (isMine && !this.#isSeenTo(shard)) void this.#claim(shard);
    }
  }

  /**
   * Divides what is free. What was divided stays so while others claim their
   * part, or the parts would change with each of their claims.
   */
  #divide(free: readonly number[]): ReadonlyMap<number, string> {
    const { hosts } = this.#scope.bucket.nodes;
    const owned = new Map(this.#unowned.countOwned());
    const kept = new Map<number, string>();
    for (const shard of free) {
      const id = this.#division.get(shard);
      if (id === undefined || !hosts.includes(id)) continue;
      kept.set(shard, id);
      owned.set(id, [...owned.get(id) ?? [], shard]);
    }
    const others = free.filter((shard) => !kept.has(shard));
    this.#division = new Map([...kept, ...divide(others, hosts, owned)]);
    return this.#division;
  }

  #isSeenTo(shard: number): boolean {
    return this.#underWay.has(shard) || this.#resting.has(shard);
  }

  async #claim(shard: number): Promise<void> {
    const write = this.#write(shard);
    this.#underWay.set(shard, write);
    const isWon = await write;
    this.#underWay.delete(shard);
    if (isWon) {
      this.#won++;
      this.#scope.counts.claimed++;
    } else {
      this.#resting.add(shard);
      await this.#scope.pause(this.#scope.times.claimAnyMs);
      this.#resting.delete(shard);
    }
    this.look();
  }

  /** Writes this node into a shard's entry; returns whether it is known to. */
  async #write(shard: number): Promise<boolean> {
    const { id, bucket } = this.#scope;
    const key = toShardKey(shard);
    const bytes = encodeShard(id);
    try {
      const expected = bucket.shards.expectedOf(shard);
      const revision = await bucket.write(key, bytes, expected);
      if (revision === null) return false;
      bucket.noteFound({ key, bytes, revision });
      return true;
    } catch {
      // If it was written, the watch tells.
      return false;
    }
  }

  /** Sees to shards of nodes that were gone before this one came. */
  #buryUnknown(): void {
    for (const id of this.#unowned.listUnknown()) {
      if (this.#buried.has(id)) continue;
      this.#buried.add(id);
      void this.#bury(id);
    }
  }

  async #bury(id: string): Promise<void> {
    const { times } = this.#scope;
    const isDead = await this.#unowned.bury(id).catch(() => false);
    if (!isDead) await this.#scope.pause(times.claimAnyMs);
    this.#buried.delete(id);
    this.look();
  }

  #noteDone(): void {
    this.#timeout.cancel();
    this.#wake();
    if (this.#won === 0 || this.#underWay.size > 0) return;
    const { id, logger } = this.#scope;
    logger.info(
      `Node ${id} has claimed ${nameShards(this.#won)} without an owner`,
    );
    this.#won = 0;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
