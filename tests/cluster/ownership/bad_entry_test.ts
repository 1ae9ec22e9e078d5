import { assert, assertEquals, assertRejects } from "@std/assert";
import { ClusterError } from "../../../src/base/cluster_error.ts";
import { MemoryBucket } from "../../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../../src/cluster/memory/leases.ts";
import { changeHost } from "./changed.ts";
import { NodeClock } from "./node_clock.ts";
import { TestNode } from "./test_node.ts";
import { World } from "./world.ts";

const encoder = new TextEncoder();

function put(bucket: MemoryBucket, key: string, text: string): void {
  bucket.put(key, encoder.encode(text));
}

Deno.test("Ownership.join() refuses another number of shards", async () => {
  const world = new World({ shards: 16 });
  await world.join("a");
  const other = new World({ shards: 32 });
  const clock = new NodeClock(world.runtime, 1);
  const leases = new MemoryLeases(world.bucket);
  const node = new TestNode(other, { name: "b", clock, leases });
  const error = await assertRejects(
    () => world.wait(node.ownership.join()),
    ClusterError,
    "Cannot join the cluster: its bucket has 16 shards, and this node asks " +
      "for 32",
  );
  assertEquals(error.code, "mismatch");
});

Deno.test("Ownership counts entries that do not parse", async () => {
  const world = new World({ shards: 16 });
  const strange = {
    "": "{}",
    "shard.99": '{"owner":"a-ABCDEFGH"}',
    "shard.01": '{"owner":"a-ABCDEFGH"}',
    "shard.3": "not json",
    "shard.4": '{"owner":"../../etc"}',
    "shard.5": '{"owner":7}',
    "node.x": "{}",
    "node.x-ABCDEFGH": "[]",
    "name.y": "null",
    "other": "1",
  };
  for (const [key, text] of Object.entries(strange)) {
    put(world.bucket, key, text);
  }
  const node = await world.join("a");
  await world.pass(100_000);
  assertEquals(node.ownership.unreadable, Object.keys(strange).length);
  const errors = node.lines.filter((line) => line.startsWith("error"));
  assertEquals(errors, [
    "error An entry of the cluster's bucket cannot be read, and is left as " +
    "it is: ; others like it are counted, and not logged",
  ]);
  // Nothing is claimed that may be a newer version's.
  assertEquals(node.own, [0, 1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  assertEquals([3, 4, 5].map((one) => node.ownership.ownerOf(one)), [
    null,
    null,
    null,
  ]);
  // A node that never renews what could not be read is dead in the end.
  assertEquals(world.bucket.get("node.x-ABCDEFGH"), null);
});

Deno.test("Ownership loses a shard whose entry is written over", async () => {
  const world = new World({ shards: 16 });
  const node = await world.join("a");
  put(world.bucket, "shard.3", "rubbish");
  put(world.bucket, "shard.4", '{"owner":"stranger-ABCDEFGH"}');
  world.bucket.put("shard.5", null);
  await world.pass(5_000);
  assertEquals(node.losses, 3);
  // What is free is claimed anew, under a later epoch.
  assertEquals([3, 4, 5].map((shard) => node.ownership.isOwn(shard)), [
    false,
    true,
    true,
  ]);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership lives anew where its entry is written over", async () => {
  const world = new World({ shards: 16 });
  const node = await world.join("a");
  const entry = '{"name":"a","types":{},"isClient":false,"startedAt":0,' +
    '"version":"1","state":"up","beat":999}';
  for (const [index, text] of ["rubbish", entry].entries()) {
    put(world.bucket, `node.${node.ownership.nodeId}`, text);
    await world.pass(10);
    // What another one has written is no lease of this node.
    assertEquals(node.own, []);
    await world.pass(60_000);
    assertEquals(node.ownership.counts.lives, index + 2);
    assertEquals(node.own.length, 16);
  }
  assert(node.failure === null);
});

Deno.test("Ownership fails where its bucket is lost for good", async () => {
  const world = new World({ shards: 16 });
  const node = await world.join("a");
  node.leases.lose();
  await world.pass(10);
  assertEquals(node.failure?.code, "unreachable");
  assertEquals(node.own, []);
});

Deno.test("Ownership.join() rejects where no bucket answers", async () => {
  const world = new World({ shards: 16 });
  const node = world.add("a");
  world.cut(node);
  const error = await assertRejects(
    () => world.wait(node.ownership.join()),
    ClusterError,
  );
  assertEquals(error.code, "unreachable");
});

Deno.test("Ownership.join() rejects where it is closed meanwhile", async () => {
  const world = new World({ shards: 16 });
  world.bucket.faults.delayMs = [50, 50];
  for (const afterMs of [10, 120, 180, 250, 330]) {
    const node = world.add(`a${afterMs}`);
    const joined = node.ownership.join();
    world.runtime.setTimer(afterMs, () => void node.ownership.close());
    const error = await assertRejects(
      () => world.wait(joined),
      ClusterError,
      undefined,
      `${afterMs}`,
    );
    assertEquals(error.code, "closed");
  }
});

Deno.test("Ownership serves a shard once its fence is raised", async () => {
  const world = new World({ shards: 2 });
  let tries = 0;
  const node = await world.join("a", {
    wrapHost: (host) =>
      changeHost(host, {
        gain: (shard, epoch) =>
          ++tries < 4
            ? Promise.reject(new Error("no store"))
            : host.gain(shard, epoch),
      }),
  });
  assertEquals(node.own, [0, 1]);
  const warnings = node.lines.filter((line) => line.startsWith("warn"));
  assertEquals(warnings.length, 3);
  assert(warnings[0]!.startsWith("warn Shard 0 cannot be served yet"));
});
