import { assert, assertEquals, assertLess } from "@std/assert";
import { World } from "./world.ts";

Deno.test("Ownership.join() claims all shards as the first", async () => {
  const world = new World();
  world.bucket.faults.delayMs = [0, 5];
  const node = await world.join("a");
  assertEquals(node.own.length, 256);
  assertLess(world.runtime.now(), 100);
  await world.pass(1_000);
  const id = node.ownership.nodeId;
  assertEquals(node.lines, [
    `info Node ${id} has joined the cluster`,
    `info Node ${id} has claimed 256 shards without an owner`,
  ]);
});

Deno.test("Ownership.join() gets its share in order", async () => {
  const world = new World({ releaseMs: 100 });
  const first = await world.join("a");
  const second = await world.join("b");
  const third = await world.join("c");
  await world.pass(30_000);
  const counts = [first, second, third].map(({ own }) => own.length);
  assertEquals(counts, [86, 85, 85]);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership.suspect() has a dead node replaced", async () => {
  const world = new World();
  const nodes = [await world.join("a"), await world.join("b")];
  await world.pass(30_000);
  nodes[1]!.kill();
  nodes[0]!.ownership.suspect(nodes[1]!.ownership.nodeId, "unreachable");
  assertLess(await world.passUntil(() => world.isWhole()), 3_000);
});

Deno.test("Ownership.leave() gives all shards away", async () => {
  const world = new World({ releaseMs: 100 });
  const nodes = [await world.join("a"), await world.join("b")];
  await world.pass(30_000);
  await world.wait(nodes[1]!.ownership.leave());
  await world.pass(10);
  assert(world.isWhole());
  assertEquals(nodes[0]!.own.length, 256);
  assertEquals(world.breaches, []);
});
