import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { ClusterError } from "../../../src/base/cluster_error.ts";
import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";
import { MemoryBucket } from "../../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import { Watcher } from "./watcher.ts";

const ONE = Uint8Array.of(1);

interface Place {
  readonly runtime: SimulatedRuntime;
  readonly bucket: MemoryBucket;
  readonly leases: MemoryLeases;
  readonly watcher: Watcher;
}

async function open(seed = 1): Promise<Place> {
  const runtime = new SimulatedRuntime({ seed });
  const bucket = new MemoryBucket(runtime);
  const leases = new MemoryLeases(bucket);
  const watcher = new Watcher(leases);
  await watcher.open();
  return { runtime, bucket, leases, watcher };
}

/** Lets time pass until something is settled; returns what it is settled to. */
async function settle<Value>(
  { runtime }: Place,
  asked: Promise<Value>,
): Promise<Value | ClusterError> {
  let isOver = false;
  const end = asked.catch((error) => error).finally(() => isOver = true);
  await runtime.settle();
  while (!isOver) await runtime.advanceToNext();
  return await end;
}

Deno.test("MemoryLeases.write() may be written, and reject", async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 200; seed++) {
    const place = await open(seed);
    place.bucket.faults.loss = 0.3;
    const result = await settle(place, place.leases.write("a", ONE, 0));
    const isWritten = place.bucket.get("a") !== null;
    outcomes.add(`${result instanceof ClusterError} ${isWritten}`);
    if (!(result instanceof ClusterError)) continue;
    assertEquals(result.code, "unreachable");
    assertEquals(place.runtime.now(), 5_000);
  }
  assertEquals(outcomes, new Set(["false true", "true true", "true false"]));
});

Deno.test("MemoryBucket.stall() answers nothing for a while", async () => {
  const times: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const place = await open(seed);
    place.bucket.faults.timeoutMs = 20_000;
    place.bucket.stall(11_000);
    const result = await settle(place, place.leases.write("a", ONE, 0));
    assertGreater(place.runtime.now(), 10_999);
    if (typeof result === "number") {
      times.push(place.runtime.now());
      await place.runtime.advance(1);
      assertEquals(place.watcher.get("a")?.bytes, ONE);
    }
  }
  // Some of what was asked is kept for the next leader.
  assert(times.length > 3 && times.length < 17);
});

Deno.test("MemoryLeases tells of changes late, and in order", async () => {
  const place = await open();
  place.bucket.faults.watchDelayMs = [100, 2_000];
  for (let count = 0; count < 50; count++) {
    place.bucket.put(`a${count}`, ONE);
    await place.runtime.advance(20);
    if (count === 0) assertEquals(place.watcher.entries, []);
  }
  await place.runtime.advance(2_000);
  const revisions = place.watcher.entries.map(({ revision }) => revision);
  assertEquals(revisions, Array.from({ length: 50 }, (_, at) => at + 1));
});

Deno.test("MemoryLeases.cut() loses what is under way", async () => {
  const place = await open();
  place.bucket.faults.delayMs = [10, 10];
  const late = place.leases.write("a", ONE, 0);
  const early = place.leases.write("b", ONE, 0);
  await place.runtime.advance(15);
  place.leases.cut();
  assert((await settle(place, late)) instanceof ClusterError);
  assert((await settle(place, early)) instanceof ClusterError);
  // Both were written; the node learns of it when it is connected again.
  assertEquals(place.watcher.connections, [false]);
  place.bucket.put("b", null);
  place.leases.mend();
  await place.runtime.advance(1);
  assertEquals(place.watcher.connections, [false, true]);
  assertEquals(place.watcher.get("a")?.bytes, ONE);
  assertEquals(place.watcher.get("b")?.bytes, null);
});

Deno.test("MemoryLeases.pause() keeps what comes, in its order", async () => {
  const place = await open();
  const { leases, bucket, runtime, watcher } = place;
  let revision: number | null = null;
  void leases.write("a", ONE, 0).then((result) => revision = result);
  leases.pause();
  await runtime.advance(10);
  bucket.put("b", ONE);
  leases.cut();
  await runtime.advance(10_000);
  assertEquals([revision, watcher.entries.length], [null, 0]);
  assertEquals(watcher.connections, []);
  leases.resume();
  await runtime.settle();
  assertEquals(revision, 1);
  assertEquals(watcher.get("a")?.revision, 1);
  assertEquals(watcher.connections, [false]);
});

Deno.test("MemoryLeases.crash() answers and tells nothing more", async () => {
  const { leases, bucket, runtime, watcher } = await open();
  let isSettled = false;
  const settled = (): void => void (isSettled = true);
  void leases.write("a", ONE, 0).then(settled, settled);
  leases.crash();
  await runtime.advance(60_000);
  assertEquals([isSettled, watcher.entries.length], [false, 0]);
  // What was on its way arrives.
  assertEquals(bucket.get("a")?.bytes, ONE);
  await assertRejects(() => leases.read("a"), ClusterError);
});
