import type { Leases } from "../../../src/cluster/port/leases.ts";
import { changeHost, changeLeases, changeNews } from "./changed.ts";
import type { Breach } from "./world.ts";

/** Ways to own shards that are wrong, by what is wrong with them. */
export const BREACHES: Readonly<Record<string, Breach>> = {
  "writes what was right a moment ago": { wrapLeases: toGets },
  "never doubts its own lease": { options: { times: { holdMs: 1e12 } } },
  "has no margin for clocks that differ": {
    options: { times: { holdMs: 20_000, deathMs: 20_000 } },
  },
  "does not wait until a shard is released": {
    wrapHost: (host) =>
      changeHost(host, {
        release(shard) {
          void host.release(shard);
          return Promise.resolve();
        },
      }),
  },
  "takes the silent for dead": { options: { times: { deathMs: 6_000 } } },
};

/** Hides from a node that its connection was gone, which is no fault of it. */
export const HIDES_CONNECTION: Breach = {
  wrapLeases: (leases) =>
    changeNews(leases, () => ({ noteConnected: () => {} })),
};

/** Keeps it from seeing that by its own renewals, too. */
export const HIDES_OUTAGES: Breach = {
  ...HIDES_CONNECTION,
  options: { times: { outageMs: Infinity } },
};

/** Looks what an entry is, and then writes it whatever it is by then. */
function toGets(leases: Leases): Leases {
  const find = async (key: string): Promise<number> =>
    (await leases.read(key))?.revision ?? 0;
  return changeLeases(leases, {
    async write(key, bytes, expected) {
      if (await find(key) !== expected) return null;
      for (;;) {
        const revision = await leases.write(key, bytes, await find(key));
        if (revision !== null) return revision;
      }
    },
  });
}
