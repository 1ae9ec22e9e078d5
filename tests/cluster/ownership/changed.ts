import type { OwnershipHost } from "../../../src/cluster/ownership/host.ts";
import type { Leases, LeasesHost } from "../../../src/cluster/port/leases.ts";

/** Makes a host that is like another one, but for what is changed. */
export function changeHost(
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

/** Makes leases that are like others, but for what is changed. */
export function changeLeases(leases: Leases, changed: Partial<Leases>): Leases {
  return {
    open: (shards, host) => leases.open(shards, host),
    write: (key, bytes, expected) => leases.write(key, bytes, expected),
    remove: (key, expected) => leases.remove(key, expected),
    read: (key) => leases.read(key),
    close: () => leases.close(),
    ...changed,
  };
}

/** Makes leases that are like others, but for what they tell. */
export function changeNews(
  leases: Leases,
  change: (host: LeasesHost) => Partial<LeasesHost>,
): Leases {
  return changeLeases(leases, {
    open: (shards, host) =>
      leases.open(shards, {
        noteEntry: (entry) => host.noteEntry(entry),
        noteComplete: () => host.noteComplete(),
        noteConnected: (isConnected) => host.noteConnected(isConnected),
        lose: (error) => host.lose(error),
        ...change(host),
      }),
  });
}
