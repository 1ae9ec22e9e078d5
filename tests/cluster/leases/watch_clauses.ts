import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ClusterError } from "../../../src/base/cluster_error.ts";
import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";
import type { LeaseEntry } from "../../../src/cluster/port/leases.ts";
import type { LeasesSession } from "./session.ts";
import { Watcher } from "./watcher.ts";
import type { LeasesClauses } from "./write_clauses.ts";

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

/** What a driver must tell, from when it is opened until it is closed. */
export const WATCH_CLAUSES: LeasesClauses = {
  async "open() tells of nothing where nothing is"(session) {
    const watcher = await session.open();
    assertEquals(watcher.atFirst, []);
  },

  async "open() tells of all that is there, in order"(session) {
    const { leases } = await session.open();
    const b = (await leases.write("b", ONE, 0))!;
    const a = (await leases.write("a", ONE, 0))!;
    const gone = (await leases.write("gone", ONE, 0))!;
    await leases.remove("gone", gone);
    const later = (await leases.write("b", TWO, b))!;
    const { atFirst } = await session.open();
    assertEquals(atFirst?.filter(({ bytes }) => bytes !== null), [
      { key: "a", bytes: ONE, revision: a },
      { key: "b", bytes: TWO, revision: later },
    ]);
  },

  async "open() refuses another number of shards"(session) {
    await session.open(16);
    const other = new Watcher(session.connect());
    const error = await assertRejects(() => other.open(32), ClusterError);
    assertEquals(error.code, "mismatch");
    for (const count of ["16", "32"]) {
      assertStringIncludes(error.message, count);
    }
  },

  async "noteEntry() tells all of each change, and its writer"(session) {
    const all = [await session.open(), await session.open()];
    const [{ leases }] = all as [Watcher, Watcher];
    const revision = (await leases.write("a", ONE, 0))!;
    for (const watcher of all) {
      await watcher.untilTold("a", revision);
      assertEquals(watcher.get("a"), { key: "a", bytes: ONE, revision });
    }
  },

  async "noteEntry() tells that an entry is deleted"(session) {
    const all = [await session.open(), await session.open()];
    const [{ leases }] = all as [Watcher, Watcher];
    const revision = (await leases.write("a", ONE, 0))!;
    await leases.remove("a", revision);
    for (const watcher of all) {
      await watcher.untilTold("a", revision + 1);
      assertEquals(watcher.get("a")?.bytes, null);
    }
  },

  async "noteEntry() keeps the order of revisions"(session) {
    const all = [await session.open(), await session.open()];
    const kept = await writeAtRandom(all);
    all.push(await session.open());
    for (const watcher of all) {
      for (const [key, revision] of kept) {
        await watcher.untilTold(key, revision);
        assertEquals(watcher.get(key)?.revision, revision);
      }
      const revisions = watcher.entries.map(({ revision }) => revision);
      assertEquals(revisions, revisions.toSorted((a, b) => a - b));
    }
  },

  async "noteConnected() frames what is told again"(session) {
    const { place } = session;
    if (place.cut === undefined) return;
    const watcher = await session.open();
    const { leases } = watcher;
    const revision = (await leases.write("a", ONE, 0))!;
    await place.cut();
    await watcher.until(() => watcher.connections.length > 0);
    assertEquals(watcher.connections, [false]);
    await place.mend?.();
    await watcher.until(() => watcher.connections.length > 1);
    assertEquals(watcher.connections, [false, true]);
    const later = (await leases.write("a", TWO, revision))!;
    await watcher.untilTold("a", later);
  },

  async "close() ends one connection, and no other"(session) {
    const [first, second] = [await session.open(), await session.open()];
    await first.leases.close();
    await first.leases.close();
    await assertRejects(() => first.leases.write("a", ONE, 0));
    await assertRejects(() => first.leases.read("a"));
    const revision = (await second.leases.write("a", ONE, 0))!;
    await second.untilTold("a", revision);
    assertEquals(first.entries, []);
    assert(second.losses.length + first.losses.length === 0);
  },
};

/** Writes and deletes at random; returns the last revisions that are there. */
async function writeAtRandom(
  all: readonly Watcher[],
): Promise<ReadonlyMap<string, number>> {
  const runtime = new SimulatedRuntime({ seed: 3 });
  const pick = (count: number): number => Math.floor(runtime.random() * count);
  const kept = new Map<string, LeaseEntry>();
  for (let step = 0; step < 200; step++) {
    const { leases } = all[pick(all.length)]!;
    const key = `key.${pick(8)}`;
    const expected = kept.get(key)?.revision ?? 0;
    if (expected > 0 && pick(4) === 0) {
      assert(await leases.remove(key, expected));
      kept.delete(key);
      continue;
    }
    const bytes = Uint8Array.of(step);
    const revision = (await leases.write(key, bytes, expected))!;
    kept.set(key, { key, bytes, revision });
  }
  return new Map([...kept].map(([key, { revision }]) => [key, revision]));
}

/** Runs one clause in a place of its own. */
export async function runLeasesClause(
  clause: LeasesClauses[string],
  session: LeasesSession,
): Promise<void> {
  try {
    await clause(session);
  } finally {
    await session.close();
  }
}
