import { assert, assertEquals, assertGreater } from "@std/assert";
import { HIDES_CONNECTION, HIDES_OUTAGES } from "./breaches.ts";
import type { TestNode } from "./test_node.ts";
import { type Breach, World } from "./world.ts";

const SEEDS = 20;

function openWorld(seed: number, breach: Breach = {}): World {
  const world = new World({ seed, shards: 32, breach });
  world.bucket.faults.delayMs = [1, 20];
  world.bucket.faults.watchDelayMs = [0, 50];
  return world;
}

/** Takes the bucket away from all nodes, and gives it back one by one. */
async function passOutage(world: World, forMs: number): Promise<void> {
  for (const node of world.nodes) world.cut(node);
  for (const node of world.nodes) {
    const mendMs = forMs + world.draw(3_000);
    world.runtime.setTimer(mendMs, () => world.mend(node));
  }
  await world.pass(forMs);
}

function countLives(nodes: readonly TestNode[]): number {
  const lives = nodes.map(({ ownership }) => ownership.counts.lives);
  return lives.reduce((sum, count) => sum + count, 0);
}

function listEpochs({ ownership }: TestNode): number[] {
  return Array.from({ length: 32 }, (_, shard) => ownership.epochOf(shard));
}

async function keepThroughOutage(breach: Breach): Promise<void> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed, breach);
    const nodes = await world.start(0.99, 1, 1.01);
    await world.pass(world.draw(10_000));
    const epochs = nodes.map(listEpochs);
    await passOutage(world, 60_000);
    // Each doubts its own, and no other node has it.
    assertEquals(nodes.flatMap(({ own }) => own), [], `seed ${seed}`);
    assert(nodes.every(({ isSuspended }) => isSuspended));
    await world.passUntil(() => world.isWhole(), 5_000);
    await world.pass(60_000);
    assertEquals(countLives(nodes), 3, `seed ${seed}`);
    assertEquals(nodes.map(listEpochs), epochs);
    assert(nodes.every(({ isSuspended }) => !isSuspended));
    assertEquals(world.breaches, []);
  }
}

Deno.test("Ownership keeps all leases while the bucket is away", async () => {
  await keepThroughOutage({});
});

Deno.test("Ownership keeps all leases in an outage not told of", async () => {
  await keepThroughOutage(HIDES_CONNECTION);
});

Deno.test("Ownership that sees no outage loses leases", async () => {
  let lost = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed, HIDES_OUTAGES);
    const nodes = await world.start(1, 1, 1);
    await passOutage(world, 60_000);
    await world.pass(60_000);
    lost += countLives(nodes) - 3;
  }
  assertGreater(lost, 0);
});

Deno.test("Ownership loses no lease while no leader is there", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = openWorld(seed);
    const nodes = await world.start(0.99, 1, 1.01);
    await world.pass(world.draw(10_000));
    world.bucket.stall(11_000);
    await world.pass(90_000);
    assertEquals(countLives(nodes), 3, `seed ${seed}`);
    const doubts = nodes.map(({ ownership }) => ownership.counts.doubts);
    assertEquals(doubts, [0, 0, 0], `seed ${seed}`);
  }
});

Deno.test("Ownership takes a late watch for no death", async () => {
  const world = openWorld(1);
  const nodes = await world.start(1, 1, 1);
  world.bucket.faults.watchDelayMs = [40_000, 40_000];
  await world.pass(300_000);
  assertEquals(countLives(nodes), 3);
  assertEquals(nodes.map(({ suspensions }) => suspensions), [0, 0, 0]);
});

for (const how of ["cut", "pause"] as const) {
  Deno.test(`Ownership lives on under a new id after a ${how}`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const world = openWorld(seed);
      const nodes = await world.start(1.01, 1, 0.99);
      const [node, ...others] = nodes as [TestNode, ...TestNode[]];
      const { nodeId } = node.ownership;
      world[how](node);
      const isTaken = () => others.flatMap(({ own }) => own).length === 32;
      const tookMs = await world.passUntil(isTaken, 25_000);
      assertGreater(tookMs, 10_000);
      await world.pass(30_000 - tookMs);
      world[how === "cut" ? "mend" : "resume"](node);
      await world.passUntil(() => world.isEven());
      assertEquals(node.ids, [nodeId, node.ownership.nodeId]);
      assert(nodeId !== node.ownership.nodeId);
      assert(node.losses > 0);
      assert(!node.isSuspended);
      assertEquals(world.breaches, [], `seed ${seed}`);
      const told = others[0]!.seen.filter((line) => line.includes("n0-"));
      assertEquals(told, [
        `+${nodeId}`,
        `-${nodeId}`,
        `+${node.ownership.nodeId}`,
      ]);
    }
  });
}
