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
    // Looking takes longer the more shards there are.
    if (this.#underWay.size > CLAIMS_AT_ONCE / 2) return true;
    this.#buryUnknown();
    const now = this.#scope.runtime.now();
    const free = this.#unowned.list(now);
    if (free.length === 0) this.#noteDone();
    else {
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
    // Others make the same of it as soon as their tables say the same.
    const { hosts } = this.#scope.bucket.nodes;
    const counts = this.#unowned.countOwned();
    counts.set(id, (counts.get(id) ?? 0) + this.#underWay.size);
    const others = free.filter((shard) => !this.#underWay.has(shard));
    const owners = divide(others, hosts, counts);
    for (const shard of others) {
      if (this.#underWay.size >= CLAIMS_AT_ONCE) return;
      const forMs = now - this.#unowned.sinceOf(shard);
      const isMine = owners.get(shard) === id || forMs >= times.claimAnyMs;
      if (isMine && !this.#resting.has(shard)) void this.#claim(shard);
    }
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
