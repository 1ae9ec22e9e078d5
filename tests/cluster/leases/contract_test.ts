import { assertEquals, assertNotEquals } from "@std/assert";
import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";
import { MemoryBucket } from "../../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import type { Leases } from "../../../src/cluster/port/leases.ts";
import { LEASES_CLAUSES } from "./contract.ts";
import { LeasesSession } from "./session.ts";
import { runLeasesClause } from "./watch_clauses.ts";

/** Makes a driver that is right but for what a breach changes. */
type Tooth = (leases: MemoryLeases, bucket: MemoryBucket) => Partial<Leases>;

const TEETH: Readonly<Record<string, Tooth>> = {
  "writes whatever the revision": (_, bucket) => ({
    write: (key, bytes) => Promise.resolve(bucket.put(key, bytes)),
  }),
  "looks first, and then writes": (leases, bucket) => ({
    async write(key, bytes, expected) {
      const entry = await leases.read(key);
      if ((entry?.revision ?? 0) !== expected) return null;
      return bucket.put(key, bytes);
    },
  }),
  "creates where an entry was deleted only by its revision": (leases) => ({
    write: (key, bytes, expected) =>
      leases.write(key, bytes, expected).then((revision) =>
        revision !== null && expected === 0 && revision > 2 ? null : revision
      ),
  }),
  "deletes whatever the revision": (_, bucket) => ({
    remove: (key) => Promise.resolve(bucket.put(key, null) > 0),
  }),
  "deletes and says nothing of it": (leases) => ({
    open: (shards, host) =>
      leases.open(shards, {
        noteEntry: (entry) => entry.bytes && host.noteEntry(entry),
        noteComplete: () => host.noteComplete(),
        noteConnected: (isConnected) => host.noteConnected(isConnected),
        lose: (error) => host.lose(error),
      }),
  }),
  "is complete before all is told": (leases) => ({
    open(shards, host) {
      host.noteComplete();
      return leases.open(shards, host);
    },
  }),
  "tells out of order": (leases) => ({
    open: (shards, host) =>
      leases.open(shards, {
        noteEntry: (entry) =>
          entry.revision % 5 === 0
            ? queueMicrotask(() => host.noteEntry(entry))
            : host.noteEntry(entry),
        noteComplete: () => queueMicrotask(() => host.noteComplete()),
        noteConnected: (isConnected) => host.noteConnected(isConnected),
        lose: (error) => host.lose(error),
      }),
  }),
  "takes any number of shards": (leases) => ({
    open: (_, host) => leases.open(16, host),
  }),
  "says nothing of a connection that is gone": (leases) => ({
    open: (shards, host) =>
      leases.open(shards, {
        noteEntry: (entry) => host.noteEntry(entry),
        noteComplete: () => host.noteComplete(),
        noteConnected: () => host.lose(new Error("it is gone")),
        lose: (error) => host.lose(error),
      }),
  }),
  "answers after it was closed": () => ({ close: () => Promise.resolve() }),
  "reads what it has seen": (leases) => {
    const seen = new Map<string, Awaited<ReturnType<Leases["read"]>>>();
    return {
      async read(key) {
        if (!seen.has(key)) seen.set(key, await leases.read(key));
        return seen.get(key)!;
      },
    };
  },
  "keeps keys in one case": (leases) => ({
    read: (key) => leases.read(key.toLowerCase()),
    write: (key, bytes, expected) =>
      leases.write(key.toLowerCase(), bytes, expected),
  }),
  "takes an entry without bytes for none": (leases) => ({
    read: (key) =>
      leases.read(key).then((entry) => entry?.bytes?.length ? entry : null),
  }),
};

function breakLeases(
  leases: MemoryLeases,
  bucket: MemoryBucket,
  tooth: Tooth,
): Leases {
  return {
    open: (shards, host) => leases.open(shards, host),
    write: (key, bytes, expected) => leases.write(key, bytes, expected),
    remove: (key, expected) => leases.remove(key, expected),
    read: (key) => leases.read(key),
    close: () => leases.close(),
    ...tooth(leases, bucket),
  };
}

/** Returns what was wrong with a driver; a clause may wait for ever, too. */
async function findWrong(tooth: Tooth): Promise<string | null> {
  for (const [title, clause] of Object.entries(LEASES_CLAUSES)) {
    const runtime = new SimulatedRuntime();
    const bucket = new MemoryBucket(runtime);
    const all: MemoryLeases[] = [];
    const session = new LeasesSession({
      connect() {
        const leases = new MemoryLeases(bucket);
        all.push(leases);
        return breakLeases(leases, bucket, tooth);
      },
      cut: () => all.forEach((leases) => leases.cut()),
      mend: () => all.forEach((leases) => leases.mend()),
    });
    const run = runLeasesClause(clause, session).then(() => true, () => false);
    let isRight: boolean | null = null;
    void run.then((result) => isRight = result);
    await runtime.advance(60_000);
    for (let round = 0; round < 100 && isRight === null; round++) {
      await runtime.settle();
    }
    if (isRight !== true) return title;
  }
  return null;
}

Deno.test("leasesContract() refuses none that is right", async () => {
  assertEquals(await findWrong(() => ({})), null);
});

for (const [what, tooth] of Object.entries(TEETH)) {
  Deno.test(`leasesContract() refuses one that ${what}`, async () => {
    assertNotEquals(await findWrong(tooth), null);
  });
}
