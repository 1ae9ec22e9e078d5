import type { ActorId } from "@backstage/actors";
import type {
  MemoryStore,
  MemoryStoreOptions,
} from "@backstage/actors/testing";
import type { ActorWrite, StoredRecord } from "../../../src/store/store.ts";
import { shardOf } from "../../../src/cluster/ownership/shard_of.ts";

/** The longest that the store is slow: others take shards over meanwhile. */
const SLOW_MS = 2_000;

/** What is known of the owners of shards, as a store sees them. */
export class FenceWitness {
  readonly problems = new Set<string>();
  /** The highest epoch by which each shard was loaded from. */
  readonly #loaded = new Map<number, number>();

  /** An actor was loaded by the right of an epoch. */
  noteLoad(shard: number, epoch: number): void {
    this.#loaded.set(shard, Math.max(epoch, this.#loaded.get(shard) ?? 0));
  }

  /** A write was taken, by the right of an epoch. */
  noteWrite({ id, type }: ActorId, shard: number, epoch: number): void {
    const loaded = this.#loaded.get(shard) ?? 0;
    if (epoch >= loaded) return;
    this.problems.add(
      `${type}/${id} was written by epoch ${epoch} of its shard, behind a ` +
        `load by epoch ${loaded}`,
    );
  }
}

/**
 * Watches a store that nodes share for promise 24: a node that has lost a shard
 * writes nothing in it once its next owner has loaded from it.
 */
export function watchStore(
  store: MemoryStore,
  witness: FenceWitness,
  shards: number,
): MemoryStore {
  return watch(store, {
    share: (options?: MemoryStoreOptions) =>
      watchShare(
        store.share({ ...options, maxDelayMs: SLOW_MS }),
        witness,
        shards,
      ),
  });
}

/** Watches one node's share of it. */
function watchShare(
  store: MemoryStore,
  witness: FenceWitness,
  shards: number,
): MemoryStore {
  const fences = new Map<number, number>();
  const find = ({ id, type }: ActorId): number => shardOf(type, id, shards);
  const epochOf = (shard: number): number => fences.get(shard) ?? 0;
  return watch(store, {
    async fence(shard: number, epoch: number): Promise<void> {
      await store.fence(shard, epoch);
      fences.set(shard, epoch);
    },
    async load(actor: ActorId): Promise<StoredRecord | null> {
      const record = await store.load(actor);
      witness.noteLoad(find(actor), epochOf(find(actor)));
      return record;
    },
    async commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
      // The right by which it is asked for, which may change meanwhile.
      const epochs = writes.map(({ actor, epoch }) =>
        epoch ?? epochOf(find(actor))
      );
      const refused = new Set(await store.commit(writes));
      for (const [place, { actor }] of writes.entries()) {
        if (refused.has(place)) continue;
        witness.noteWrite(actor, find(actor), epochs[place]!);
      }
      return [...refused];
    },
  });
}

/** Has other methods stand before those of a store. */
function watch(store: MemoryStore, others: Partial<MemoryStore>): MemoryStore {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(
        Object.hasOwn(others, name) ? others : target,
        name,
      );
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
