import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
} from "@std/assert";
import { changeHost } from "./changed.ts";
import type { TestNode } from "./test_node.ts";
import { type AddOptions, World } from "./world.ts";

/** Watches how a node gives shards away. */
class Releases {
  readonly startedAt: number[] = [];
  most = 0;
  underWay = 0;
  /** What it saw that must not be. */
  readonly wrongs: string[] = [];

  /** Makes what puts it between a node and its host. */
  watch(world: World, find: () => TestNode): AddOptions {
    return {
      wrapHost: (host) =>
        changeHost(host, {
          release: async (shard) => {
            this.#note(shard, find());
            this.startedAt.push(world.runtime.now());
            this.most = Math.max(this.most, ++this.underWay);
            await host.release(shard);
            this.underWay--;
          },
        }),
    };
  }

  #note(shard: number, { ownership }: TestNode): void {
    if (ownership.isOwn(shard)) this.wrongs.push(`${shard} is served`);
    if (!ownership.isReleasing(shard)) this.wrongs.push(`${shard} is kept`);
  }
}

function count(node: TestNode): number {
  return node.own.length;
}

Deno.test("Ownership evens out with the fewest moves, slowly", async () => {
  const world = new World({ releaseMs: 300 });
  const releases = new Releases();
  const watched = releases.watch(world, () => first);
  const first: TestNode = await world.join("a", watched);
  const others = [await world.join("b"), await world.join("c")];
  const tookMs = await world.passUntil(() => world.isEven());
  // 170 of 256 shards, 16 a second at most.
  assertEquals(first.ownership.counts.handedOver, 170);
  assertGreater(tookMs, 170 / 16 * 1_000);
  assertLess(tookMs, 30_000);
  assertEquals(releases.most, 4);
  assertEquals(releases.wrongs, []);
  for (const [index, at] of releases.startedAt.slice(16).entries()) {
    assertGreaterOrEqual(at - releases.startedAt[index]!, 999);
  }
  await world.pass(30_000);
  const counts = [first, ...others].map(({ ownership }) => ownership.counts);
  assertEquals(counts.map(({ handedOver }) => handedOver), [170, 0, 0]);
  assertEquals(first.losses, 0);
  assertEquals(world.breaches, []);
  const id = first.ownership.nodeId;
  const names = others.map(({ ownership }) => ownership.nodeId).join(", ");
  assertEquals(first.lines.slice(2), [
    `info Node ${id} hands over 170 shards to ${names}, for 3 nodes share ` +
    "all 256",
    `info Node ${id} has handed over 170 shards`,
  ]);
});

Deno.test("Ownership moves only what a new node is due", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = new World({ seed, shards: 64, releaseMs: 100 });
    world.bucket.faults.delayMs = [1, 50];
    world.bucket.faults.watchDelayMs = [0, 100];
    const nodes = await world.start(1, 1, 1);
    await world.pass(1_000);
    const before = nodes.map(({ ownership }) => ownership.counts.handedOver);
    await world.join("late");
    await world.passUntil(() => world.isEven());
    await world.pass(30_000);
    const moved = nodes.map(({ ownership }, index) =>
      ownership.counts.handedOver - before[index]!
    );
    assertEquals(moved.reduce((sum, one) => sum + one), 16, `seed ${seed}`);
    assertEquals(world.breaches, []);
  }
});

Deno.test("Ownership.leave() hands all over, a few at once", async () => {
  const world = new World({ releaseMs: 100 });
  const nodes = await world.start(1, 1, 1) as [TestNode, TestNode, TestNode];
  const leaver = nodes[0];
  const before = leaver.ownership.counts.handedOver;
  const leaving = leaver.ownership.leave();
  let mostAway = 0;
  let isOver = false;
  void leaving.then(() => isOver = true);
  await world.passUntil(() => {
    const owned = nodes.reduce((sum, node) => sum + count(node), 0);
    mostAway = Math.max(mostAway, 256 - owned);
    return isOver;
  });
  // Four at once are under way; what was written is gained at once.
  assertLess(mostAway, 9);
  assertEquals(leaver.ownership.counts.handedOver - before, 86);
  assertEquals(leaver.losses, 0);
  assertEquals(nodes.map(count), [0, 128, 128]);
  assertEquals(world.bucket.get(`node.${leaver.ownership.nodeId}`), null);
  assertEquals(world.bucket.get("name.n0"), null);
  assertEquals(nodes[1].seen.at(-1), `-${leaver.ownership.nodeId}`);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership.leave() waits for handovers under way", async () => {
  const world = new World({ shards: 8 });
  let released = 0;
  const first = await world.join("a", {
    wrapHost: (host) =>
      changeHost(host, {
        async release(shard) {
          // The first is begun to even out, and takes long.
          const forMs = released++ === 0 ? 5_000 : 0;
          await new Promise<void>((resolve) =>
            host.runtime.setTimer(forMs, resolve)
          );
          await host.release(shard);
        },
      }),
  });
  const second = await world.join("b");
  await world.passUntil(() => released === 1);
  await world.wait(first.ownership.leave());
  assertEquals(first.active.size, 0);
  assertEquals(first.ownership.counts.handedOver, 8);
  assertEquals(first.losses, 0);
  await world.pass(100);
  assertEquals(count(second), 8);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership.leave() makes no silent node its heir", async () => {
  const world = new World({ shards: 30, releaseMs: 100 });
  const nodes = await world.start(1, 1, 1) as [TestNode, TestNode, TestNode];
  world.pause(nodes[2]);
  nodes[0].ownership.suspect(nodes[2].ownership.nodeId, "silent");
  await world.pass(1_500);
  await world.wait(nodes[0].ownership.leave());
  await world.pass(100);
  assertEquals(count(nodes[1]), 20);
  world.resume(nodes[2]);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership.leave() lets go of what has no heir", async () => {
  const world = new World({ shards: 16, releaseMs: 100 });
  const node = await world.join("a");
  const epoch = node.ownership.epochOf(7);
  await world.wait(node.ownership.leave());
  assertEquals(node.active.size, 0);
  const startedAt = world.runtime.now();
  const next = await world.join("a");
  assertLess(world.runtime.now() - startedAt, 100);
  assertEquals(count(next), 16);
  assertGreater(next.ownership.epochOf(7), epoch);
});

Deno.test("Ownership.close() ends at once, and frees all", async () => {
  const world = new World({ shards: 16, releaseMs: 60_000 });
  const nodes = await world.start(1, 1) as [TestNode, TestNode];
  const leaving = nodes[1].ownership.leave();
  await world.pass(1_000);
  const startedAt = world.runtime.now();
  await world.wait(nodes[1].ownership.close());
  await world.wait(leaving);
  await world.passUntil(() => count(nodes[0]) === 16);
  assertLess(world.runtime.now() - startedAt, 100);
});

Deno.test("Ownership.close() waits 2 s for a bucket away", async () => {
  const world = new World({ shards: 16 });
  const node = await world.join("a");
  world.cut(node);
  const startedAt = world.runtime.now();
  await world.wait(node.ownership.close());
  assertEquals(world.runtime.now() - startedAt, 2_000);
});

Deno.test("Ownership takes a shard back whose heir has died", async () => {
  const world = new World({ shards: 16, releaseMs: 0 });
  let heir: TestNode | null = null;
  let epoch = 0;
  const first: TestNode = await world.join("a", {
    wrapHost: (host) =>
      changeHost(host, {
        release(shard) {
          epoch = first.ownership.epochOf(shard);
          heir?.kill();
          // Not released until the heir is gone.
          return new Promise((resolve) =>
            host.runtime.setTimer(9_000, resolve)
          );
        },
      }),
  });
  heir = await world.join("b");
  const { nodeId } = heir.ownership;
  await world.passUntil(() => heir!.runtime.isDead);
  first.ownership.suspect(nodeId, "unreachable");
  await world.passUntil(() => count(first) === 16);
  const epochs = Array.from(
    { length: 16 },
    (_, shard) => first.ownership.epochOf(shard),
  );
  assertGreater(Math.max(...epochs), epoch);
  // It was written into the entry as its owner again, not claimed.
  assertEquals(first.ownership.counts.claimed, 16);
  assert(first.isAlive);
});

Deno.test("Ownership gives a client no shard", async () => {
  const world = new World({ shards: 16 });
  const client = await world.join("client", { isClient: true });
  assertEquals(count(client), 0);
  const node = await world.join("a");
  await world.pass(30_000);
  assertEquals([count(node), count(client)], [16, 0]);
  assertEquals(client.ownership.ownerOf(3), node.ownership.nodeId);
  assertEquals(client.ownership.lastEpochOf(3), node.ownership.epochOf(3));
  const found = client.ownership.findNode(node.ownership.nodeId);
  assertEquals(found?.types, { Account: "1" });
  node.kill();
  client.ownership.suspect(node.ownership.nodeId, "unreachable");
  await world.pass(3_000);
  assertEquals(client.ownership.ownerOf(3), null);
});
