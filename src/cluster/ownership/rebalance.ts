import {
  HANDOVERS_A_SECOND,
  HANDOVERS_AT_ONCE,
  QUIET_LOOK_MS,
  QUIET_WAIT_MS,
} from "../../base/cluster_limits.ts";
import { Timeout } from "./timeout.ts";
import { type Move, nameShards, type Owned, planMoves } from "./division.ts";
import type { Handovers } from "./handovers.ts";
import type { Lease } from "./lease.ts";
import type { Scope } from "./scope.ts";
import { Unowned } from "./unowned.ts";

/** Evens out how many shards the nodes own: slowly, and with fewest moves. */
export class Rebalance {
  readonly #scope: Scope;
  readonly #lease: Lease;
  readonly #handovers: Handovers;
  readonly #unowned: Unowned;
  readonly #timeout: Timeout;
  #quietAt = -Infinity;
  #nextAt = -Infinity;
  // Since when turns go on in all shards.
  #busySince = Infinity;
  #isUnderWay = false;
  #given = 0;

  constructor(scope: Scope, lease: Lease, handovers: Handovers) {
    this.#scope = scope;
    this.#lease = lease;
    this.#handovers = handovers;
    this.#unowned = new Unowned(scope.bucket);
    this.#timeout = new Timeout(scope.runtime, () => this.look());
  }

  /** Learns that a node came, went, or told of itself. */
  noteNews(): void {
    const { runtime, times } = this.#scope;
    this.#quietAt = runtime.now() + times.rebalanceAfterMs;
    this.#timeout.set(times.rebalanceAfterMs);
  }

  /** Looks which shards are to be given away, and begins with some of them. */
  look(): void {
    const now = this.#scope.runtime.now();
    if (!this.#mayGive(now)) return;
    const moves = this.#plan();
    if (moves.length === 0 && this.#handovers.size === 0) this.#noteDone();
    if (moves.length > 0) this.#noteBegun(moves);
    for (const move of moves) {
      if (this.#handovers.size >= HANDOVERS_AT_ONCE) return;
      if (now < this.#nextAt) return this.#timeout.set(this.#nextAt - now);
      const shard = this.#findQuiet(move.shard, now);
      if (shard === null) return this.#timeout.set(QUIET_LOOK_MS);
      this.#nextAt = now + 1_000 / HANDOVERS_A_SECOND;
      void this.#give({ ...move, shard });
    }
  }

  /**
   * Returns the shard, or another one that is as good to give away, in which no
   * turn goes on; `null` where none is and that was not so for long.
   */
  #findQuiet(shard: number, now: number): number | null {
    const { host, id } = this.#scope;
    const own = this.#foresee().get(id) ?? [];
    const quiet = [shard, ...own].find((one) => host.isQuiet?.(one) ?? true);
    if (quiet !== undefined) {
      this.#busySince = Infinity;
      return quiet;
    }
    this.#busySince = Math.min(this.#busySince, now);
    return now - this.#busySince > QUIET_WAIT_MS ? shard : null;
  }

  close(): void {
    this.#timeout.close();
    this.#quietAt = Infinity;
  }

  #mayGive(now: number): boolean {
    const { id, bucket } = this.#scope;
    return !this.#scope.isOver && this.#lease.isSure && now >= this.#quietAt &&
      bucket.nodes.hosts.includes(id) && this.#unowned.list(now).length === 0;
  }

  /** Plans what this node gives, beside what is on its way already. */
  #plan(): readonly Move[] {
    const { id, bucket } = this.#scope;
    return planMoves(bucket.nodes.hosts, this.#foresee())
      .filter(({ from, shard }) =>
        from === id && this.#handovers.targetOf(shard) === null
      );
  }

  /** Returns who owns what once all is given that this node gives just now. */
  #foresee(): Owned {
    const { id } = this.#scope;
    const owned = new Map(this.#unowned.listOwned());
    for (const shard of owned.get(id) ?? []) {
      const to = this.#handovers.targetOf(shard);
      if (to === null) continue;
      owned.set(id, owned.get(id)!.filter((one) => one !== shard));
      owned.set(to, [...owned.get(to) ?? [], shard]);
    }
    return owned;
  }

  async #give({ shard, to }: Move): Promise<void> {
    if (await this.#handovers.give(shard, to)) this.#given++;
    this.look();
  }

  #noteBegun(moves: readonly Move[]): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    const { id, bucket, logger } = this.#scope;
    const nodes = new Set(moves.map(({ to }) => to));
    logger.info(
      `Node ${id} hands over ${nameShards(moves.length)} to ` +
        `${[...nodes].join(", ")}, for ${bucket.nodes.hosts.length} nodes ` +
        `share all ${bucket.shards.size}`,
    );
  }

  #noteDone(): void {
    if (!this.#isUnderWay) return;
    this.#isUnderWay = false;
    const { id, logger } = this.#scope;
    logger.info(`Node ${id} has handed over ${nameShards(this.#given)}`);
    this.#given = 0;
  }
}
