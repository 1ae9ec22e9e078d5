import { HANDOVERS_AT_ONCE } from "../../base/cluster_limits.ts";
import { divide } from "./division.ts";
import type { Handovers } from "./handovers.ts";
import type { OwnShards } from "./own_shards.ts";
import type { Scope } from "./scope.ts";
import type { Suspicions } from "./suspicions.ts";
import { Unowned } from "./unowned.ts";

/** Gives all shards of a node away that leaves, a few at once. */
export class Departure {
  readonly #scope: Scope;
  readonly #own: OwnShards;
  readonly #handovers: Handovers;
  readonly #suspicions: Suspicions;
  readonly #unowned: Unowned;
  /** Shards that have no other node to go to: they are let go of. */
  readonly #letGo = new Set<number>();

  constructor(
    scope: Scope,
    own: OwnShards,
    handovers: Handovers,
    suspicions: Suspicions,
  ) {
    this.#scope = scope;
    this.#own = own;
    this.#handovers = handovers;
    this.#suspicions = suspicions;
    this.#unowned = new Unowned(scope.bucket);
  }

  /** Resolves when the node owns nothing, or nothing that is served. */
  async run(): Promise<void> {
    do {
      const lines = new Array(HANDOVERS_AT_ONCE).fill(null);
      await Promise.all(lines.map(() => this.#runLine()));
      // Some were begun before, to even out; others may come meanwhile.
      await this.#handovers.settle();
    } while (!this.#scope.isOver && this.#findLeft() !== undefined);
  }

  async #runLine(): Promise<void> {
    while (!this.#scope.isOver) {
      const shard = this.#findLeft();
      if (shard === undefined) return;
      const to = this.#findHeir(shard);
      if (to !== null) await this.#handovers.give(shard, to);
      else {
        this.#letGo.add(shard);
        await this.#own.release(shard);
      }
    }
  }

  #findLeft(): number | undefined {
    return this.#own.list().find((shard) =>
      !this.#letGo.has(shard) && !this.#own.isReleasing(shard) &&
      this.#handovers.targetOf(shard) === null
    );
  }

  /** Returns the node that has least, counting what is on its way to it. */
  #findHeir(shard: number): string | null {
    const { id, bucket } = this.#scope;
    const all = bucket.nodes.hosts.filter((one) => one !== id);
    const others = all.filter((one) => !this.#suspicions.isSilent(one));
    const counts = this.#unowned.countOwned();
    for (const to of this.#handovers.targets) {
      counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    const heirs = others.length === 0 ? all : others;
    return divide([shard], heirs, counts).get(shard) ?? null;
  }
}
