import { type ActorWrite, type Store, StoreError } from "@backstage/actors";
import { breakWrites, type Tooth } from "./breach.ts";
import type { DataStore, Place } from "./data_store.ts";

/** Waits until all that is ready has run. */
const pause = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 0));

const nameOf = ({ actor }: ActorWrite): string => JSON.stringify(actor);

/** What the stores over one place have in common. */
const fences = new WeakMap<Place, Map<number, number>>();
const closed = new WeakSet<Place>();
const openings = new WeakMap<Place, number>();

function isLate(
  { shard, epoch }: ActorWrite,
  raised: ReadonlyMap<number, number> | undefined,
): boolean {
  if (shard === undefined || epoch === undefined) return false;
  return epoch < (raised?.get(shard) ?? 0);
}

function noteFence(place: Place, shard: number, epoch: number): void {
  const raised = fences.get(place) ?? new Map<number, number>();
  fences.set(place, raised.set(shard, epoch));
}

/** Returns a store whose fences no other store knows. */
function fenceAlone(right: DataStore): Pick<Store, "commit" | "fence"> {
  const raised = new Map<number, number>();
  return {
    fence(shard, epoch) {
      if (epoch < (raised.get(shard) ?? 0)) {
        const error = new StoreError("Cannot fence", { code: "fenced" });
        return Promise.reject(error);
      }
      raised.set(shard, epoch);
      return Promise.resolve();
    },
    async commit(writes) {
      const kept = writes.filter((write) => !isLate(write, raised));
      const refused = await right.commit(kept);
      const lost = new Set(refused.map((place) => kept[place]));
      return [...writes.keys()].filter((place) =>
        isLate(writes[place]!, raised) || lost.has(writes[place]!)
      );
    },
  };
}

/** Stores that are wrong about what engines share. */
export const BROKEN_FENCES: readonly Tooth[] = [
  ["a fence that fences none", () => ({
    fence: () => Promise.resolve(),
  }), "fence() refuses lower epochs"],
  [
    "shards that writes do not say",
    breakWrites(({ shard: _, ...write }) => {
      return write;
    }),
    "fence() refuses lower epochs",
  ],
  ["a fence of known actors alone", (right) => {
    const known = new Set<string>();
    return {
      async commit(writes) {
        const loosened = writes.map((write) =>
          known.has(nameOf(write)) ? write : { ...write, shard: undefined }
        );
        for (const write of writes) known.add(nameOf(write));
        return await right.commit(loosened);
      },
    };
  }, "fence() refuses lower epochs"],
  [
    "a fence that keeps writes without an epoch out",
    breakWrites((write) =>
      write.shard === undefined ? write : { ...write, epoch: write.epoch ?? 0 }
    ),
    "fence() refuses lower epochs",
  ],
  ["a fence that refuses all of a commit", (right, place) => ({
    async fence(shard, epoch) {
      await right.fence(shard, epoch);
      noteFence(place, shard, epoch);
    },
    commit(writes) {
      const isAnyLate = writes.some((write) =>
        isLate(write, fences.get(place))
      );
      if (isAnyLate) return Promise.resolve([...writes.keys()]);
      return right.commit(writes);
    },
  }), "fence() lets the others"],
  ["a lower fence that is passed over", (right) => ({
    fence: (shard, epoch) => right.fence(shard, epoch).catch(() => {}),
  }), "fence() refuses an epoch below"],
  ["a lower fence of another code", (right) => ({
    fence: (shard, epoch) =>
      right.fence(shard, epoch).catch(() => {
        throw new StoreError("Cannot fence", { code: "failed" });
      }),
  }), "fence() refuses an epoch below"],
  ["a fence that is taken once", (right) => {
    const last = new Map<number, number>();
    return {
      async fence(shard, epoch) {
        if (last.get(shard) === epoch) {
          throw new StoreError("Cannot fence", { code: "fenced" });
        }
        last.set(shard, epoch);
        await right.fence(shard, epoch);
      },
    };
  }, "fence() refuses an epoch below"],
  ["a fence of its engine alone", fenceAlone, "fence() holds for all"],
  ["a fence that is lost when it is closed", fenceAlone, "fence() outlives"],
  ["a fence that is lost when it is killed", (right) => {
    const alone = fenceAlone(right);
    const raised = new Map<number, number>();
    return {
      ...alone,
      async fence(shard, epoch) {
        await alone.fence!(shard, epoch);
        raised.set(shard, epoch);
      },
      async close() {
        for (const [shard, epoch] of raised) await right.fence(shard, epoch);
        await right.close();
      },
    };
  }, "fence() has kept"],
  ["versions that an engine remembers", (right, place) => {
    const versions = new Map<string, number>();
    return {
      commit(writes) {
        return right.commit(writes.map((write) => {
          const { actor, expected, record } = write;
          const isKnown = versions.get(nameOf(write)) === expected;
          if (record) versions.set(nameOf(write), expected + 1);
          const version = place.data.load(actor)?.version ?? 0;
          return isKnown ? { ...write, expected: version } : write;
        }));
      },
    };
  }, "commit() sees what another"],
  ["a commit that is checked before it is written", (right, place) => ({
    fence(shard, epoch) {
      noteFence(place, shard, epoch);
      return right.fence(shard, epoch);
    },
    async commit(writes) {
      const raised = fences.get(place);
      const lost = [...writes.keys()].filter((at) =>
        isLate(writes[at]!, raised)
      );
      if (lost.length > 0) return lost;
      await pause();
      return await right.commit(writes.map(({ shard: _, ...write }) => write));
    },
  }), "fence() is behind"],
  ["due actors of all shards", (right) => ({
    due: ({ shards: _, ...query }) => right.due(query),
  }), "due() lists the actors of the shards"],
  ["due actors of the first shard asked for", (right) => ({
    due: (query) => right.due({ ...query, shards: query.shards?.slice(0, 1) }),
  }), "due() lists the actors of the shards"],
  ["due actors of the shards alone that are written with none", (right) => ({
    due: (query) => right.due({ ...query, shards: query.shards ?? [0, 1, 2] }),
  }), "due() lists the actors of the shards"],
  ["due actors by their first shards", (right) => {
    const first = new Map<string, number | undefined>();
    return {
      commit(writes) {
        return right.commit(writes.map((write) => {
          const shard = first.get(nameOf(write)) ?? write.shard;
          first.set(nameOf(write), shard);
          return { ...write, shard };
        }));
      },
    };
  }, "due() goes by the shard"],
  ["actors that leave their shard as they are edited", (right) => ({
    commit: (writes) =>
      right.commit(
        writes.map((write) => ({ ...write, shard: write.shard ?? 99 })),
      ),
  }), "due() goes by the shard"],
  ["due actors as they were when a shard was asked for", (right) => {
    const seen = new Map<string, Awaited<ReturnType<typeof right.due>>>();
    return {
      async due(query) {
        if (query.shards === undefined || query.after !== undefined) {
          return await right.due(query);
        }
        const key = `${query.shards}`;
        const found = seen.get(key) ?? await right.due(query);
        seen.set(key, found);
        return found;
      },
    };
  }, "due() sees what others"],
  ["a store that is closed for all", (right, place) => ({
    load(actor) {
      if (!closed.has(place)) return right.load(actor);
      const error = new StoreError("Cannot use it", { code: "closed" });
      return Promise.reject(error);
    },
    async close() {
      closed.add(place);
      await right.close();
    },
  }), "close() of one engine's store"],
  ["a kill that ends others", (right, place) => {
    const opened = openings.get(place) ?? 0;
    openings.set(place, opened + 1);
    return {
      load(actor) {
        // The third that is opened is the one behind the kill.
        if (opened !== 1 || openings.get(place)! < 3) return right.load(actor);
        return Promise.reject(new Error("It is gone"));
      },
    };
  }, "kill() of one engine's store"],
];
