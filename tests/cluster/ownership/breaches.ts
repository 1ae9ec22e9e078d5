import type { OwnershipHost } from "../../../src/cluster/ownership/host.ts";
import type { Leases } from "../../../src/cluster/port/leases.ts";
import type { NodeClock } from "./node_clock.ts";
import type { Breach } from "./world.ts";

/** Ways to own shards that are wrong, by what is wrong with them. */
export const BREACHES: Readonly<Record<string, Breach>> = {
  "writes what was right a moment ago": { wrapLeases: toGets },
  "never doubts its own lease": { options: { times: { holdMs: Infinity } } },
  "has no margin for clocks that differ": {
    options: { times: { holdMs: 20_000, deathMs: 20_000 } },
  },
  "does not wait until a shard is released": {
    wrapHost: (host) =>
      change(host, {
        release(shard) {
          void host.release(shard);
          return Promise.resolve();
        },
      }),
  },
  "takes the silent for dead": { options: { times: { deathMs: 6_000 } } },
};

/** Hides from a node that its connection was gone. */
export const HIDES_OUTAGES: Breach = {
  options: { times: { outageMs: Infinity } },
  wrapLeases: (leases) =>
    changeLeases(leases, {
      open: (shards, host) =>
        leases.open(shards, {
          noteEntry: (entry) => host.noteEntry(entry),
          noteComplete: () => host.noteComplete(),
          noteConnected: () => {},
          lose: (error) => host.lose(error),
        }),
    }),
};

/** Looks what an entry is, and writes it whatever it is by then. */
function toGets(leases: Leases, _clock: NodeClock): Leases {
  const force = async (
    key: string,
    write: (revision: number) => Promise<number | null | boolean>,
  ): Promise<number | null | boolean> => {
    for (;;) {
      const revision = (await leases.read(key))?.revision ?? 0;
      const result = await write(revision);
      if (result !== null) return result;
    }
  };
  const isSo = async (key: string, expected: number): Promise<boolean> =>
    ((await leases.read(key))?.revision ?? 0) === expected;
  return changeLeases(leases, {
    async write(key, bytes, expected) {
      if (!await isSo(key, expected)) return null;
      const write = (now: number) => leases.write(key, bytes, now);
      return await force(key, write) as number;
    },
  });
}

function change(
  host: OwnershipHost,
  changed: Partial<OwnershipHost>,
): OwnershipHost {
  return {
    runtime: host.runtime,
    logger: host.logger,
    gain: (shard, epoch) => host.gain(shard, epoch),
    release: (shard) => host.release(shard),
    lose: (shard) => host.lose(shard),
    suspend: () => host.suspend(),
    resume: () => host.resume(),
    noteOwners: (shards) => host.noteOwners(shards),
    noteNode: (node, isThere) => host.noteNode(node, isThere),
    probe: (id) => host.probe(id),
    rename: (id) => host.rename(id),
    fail: (error) => host.fail(error),
    ...changed,
  };
}

function changeLeases(leases: Leases, changed: Partial<Leases>): Leases {
  return {
    open: (shards, host) => leases.open(shards, host),
    write: (key, bytes, expected) => leases.write(key, bytes, expected),
    remove: (key, expected) => leases.remove(key, expected),
    read: (key) => leases.read(key),
    close: () => leases.close(),
    ...changed,
  };
}
