import { assert, assertEquals, assertLess } from "@std/assert";
import { changeHost, changeNews } from "./changed.ts";
import type { TestNode } from "./test_node.ts";
import { World } from "./world.ts";

const SEEDS = 20;

function openWorld(seed: number): World {
  const world = new World({ seed, shards: 64 });
  world.bucket.faults.delayMs = [1, 20];
  world.bucket.faults.watchDelayMs = [0, 50];
  return world;
}

Deno.test("Ownership takes a silent node's shards within 25 s", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed);
    const nodes = await world.start(0.99, 1, 1.01);
    world.killResult = "silent";
    await world.pass(world.draw(10_000));
    const dead = nodes[seed % 3]!;
    dead.kill();
    for (const { ownership } of world.alive) {
      ownership.suspect(dead.ownership.nodeId, "silent");
    }
    const tookMs = await world.passUntil(() => world.isWhole());
    assertLess(tookMs, 25_000, `seed ${seed}`);
    assertEquals(world.breaches, []);
  }
});

Deno.test("Ownership.suspect() has a dead node replaced in 3 s", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed);
    const nodes = await world.start(0.99, 1, 1.01);
    await world.pass(world.draw(10_000));
    const dead = nodes[seed % 3]!;
    dead.kill();
    const { nodeId } = dead.ownership;
    for (const { ownership } of world.alive) {
      ownership.suspect(nodeId, "unreachable");
      ownership.suspect(nodeId, "unreachable");
    }
    const tookMs = await world.passUntil(() => world.isWhole());
    assertLess(tookMs, 3_000, `seed ${seed}`);
    const lines = nodes.flatMap(({ lines }) => lines);
    assertEquals(lines.filter((line) => line.startsWith("warn")), [
      `warn Node ${nodeId} is declared dead: nothing listens at its ` +
      "address, 3 times in a row",
    ]);
    const counts = world.alive.map(({ own }) => own.length);
    assertEquals(counts, [32, 32], `seed ${seed}`);
    assertEquals(world.breaches, []);
  }
});

Deno.test("Ownership.suspect() harms no node that answers", async () => {
  const world = openWorld(1);
  const [first, second] = await world.start(1, 1) as [TestNode, TestNode];
  for (let count = 0; count < 10; count++) {
    first.ownership.suspect(second.ownership.nodeId, "unreachable");
    await world.pass(1_000);
  }
  world.pause(second);
  first.ownership.suspect(second.ownership.nodeId, "silent");
  await world.pass(15_000);
  world.resume(second);
  await world.pass(60_000);
  assertEquals(second.ownership.counts.lives, 1);
  assertEquals(first.ownership.counts.declaredDead, 0);
});

Deno.test("Ownership.suspect() lets a node connect again", async () => {
  const world = openWorld(1);
  let probes = 0;
  const first = await world.join("a", {
    wrapHost: (host) =>
      changeHost(host, {
        probe: (id) =>
          ++probes < 3 ? Promise.resolve("unreachable") : host.probe(id),
      }),
  });
  const second = await world.join("b");
  await world.pass(500);
  first.ownership.suspect(second.ownership.nodeId, "unreachable");
  await world.pass(3_000);
  assertEquals(probes, 3);
  assertEquals(first.ownership.counts.declaredDead, 0);
});

Deno.test("Ownership.suspect() harms no node that renews", async () => {
  const world = openWorld(1);
  const first = await world.join("a", {
    wrapHost: (host) =>
      changeHost(host, { probe: () => Promise.resolve("unreachable") }),
  });
  const options = { times: { renewMs: 300 } };
  const second = await world.join("b", { options });
  first.ownership.suspect(second.ownership.nodeId, "unreachable");
  await world.pass(30_000);
  assertEquals(second.ownership.counts.lives, 1);
  world.pause(second);
  await world.pass(3_000);
  assertEquals(first.ownership.counts.declaredDead, 1);
});

Deno.test("Ownership.suspect() trusts no probe after a reconnect", async () => {
  const world = openWorld(1);
  const [first, second] = await world.start(1, 1) as [TestNode, TestNode];
  world.cutResult = "unreachable";
  world.cut(first);
  world.cut(second);
  await world.pass(10_000);
  // The first one is there again, and the second 5 s later.
  world.mend(first);
  first.ownership.suspect(second.ownership.nodeId, "unreachable");
  await world.pass(5_000);
  world.mend(second);
  await world.pass(60_000);
  assertEquals(second.ownership.counts.lives, 1);
});

Deno.test("Ownership doubts its lease before others take it", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed);
    const nodes = await world.start(1.01, 0.99);
    const [first, second] = nodes as [TestNode, TestNode];
    world.cutResult = "unreachable";
    await world.pass(world.draw(5_000));
    world.cut(second);
    first.ownership.suspect(second.ownership.nodeId, "unreachable");
    await world.passUntil(() => first.own.length === 64, 3_000);
    assertEquals(second.own, []);
    assert(second.isSuspended);
    world.mend(second);
    await world.passUntil(() => world.isEven());
    assert(!second.isSuspended);
    assertEquals(world.breaches, [], `seed ${seed}`);
  }
});

Deno.test("Ownership is sure again once others can reach it", async () => {
  const world = openWorld(1);
  const [first] = await world.start(1, 1) as [TestNode, TestNode];
  world.cut(first);
  await world.pass(500);
  assertEquals(first.own.length, 32, "it may be for a moment");
  await world.pass(600);
  assertEquals(first.own, []);
  world.mend(first);
  await world.passUntil(() => first.own.length === 32, 500);
  assertEquals(first.ownership.counts.lives, 1);
  assertEquals([first.suspensions, first.isSuspended], [1, false]);
});

Deno.test("Ownership lets a victim's stale epoch be seen", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed);
    const nodes = await world.start(1, 1);
    const [first, second] = nodes as [TestNode, TestNode];
    world.cutResult = "unreachable";
    world.tellsReach = false;
    world.cut(second);
    const epochs = second.own.map((shard) => second.ownership.epochOf(shard));
    first.ownership.suspect(second.ownership.nodeId, "unreachable");
    const shards = second.own;
    await world.passUntil(() => first.own.length === 64, 3_000);
    // It has not heard: it may run, and must not commit.
    assertEquals(second.own, shards);
    for (const [index, shard] of shards.entries()) {
      assertLess(epochs[index]!, first.ownership.epochOf(shard));
    }
    world.mend(second);
    await world.passUntil(() => second.ownership.counts.lives === 2);
    await world.passUntil(() => world.isEven());
    assertEquals(world.breaches, []);
  }
});

Deno.test("Ownership claims what a node has left that is gone", async () => {
  const world = openWorld(1);
  const encoder = new TextEncoder();
  world.bucket.put("shard.3", encoder.encode('{"owner":"ghost-ABCDEFGH"}'));
  const node = await world.join("a");
  assertEquals(node.own.length, 64);
  assert(node.ownership.epochOf(3) > 1);
  await world.pass(100);
  assertEquals(world.bucket.get("node.ghost-ABCDEFGH"), null);
});

Deno.test("Ownership claims nothing of a node not told of yet", async () => {
  const world = openWorld(1);
  const second = await world.join("b");
  const first = await world.join("a", {
    wrapLeases: (leases) =>
      changeNews(leases, (host) => ({
        noteEntry: (entry) =>
          entry.key.startsWith("node.b-") || host.noteEntry(entry),
      })),
  });
  await world.pass(3_000);
  assertEquals(first.ownership.counts.claimed, 0);
  assertEquals(second.ownership.counts.lives, 1);
  assertEquals(world.breaches, []);
});
