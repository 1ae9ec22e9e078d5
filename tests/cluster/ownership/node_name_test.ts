import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { ClusterError } from "../../../src/base/cluster_error.ts";
import type { TestNode } from "./test_node.ts";
import { World } from "./world.ts";

function openWorld(): World {
  const world = new World({ shards: 16 });
  world.bucket.faults.delayMs = [1, 20];
  return world;
}

async function refuse(world: World, name: string): Promise<string> {
  const node = world.add(name);
  const error = await assertRejects(
    () => world.wait(node.ownership.join()),
    ClusterError,
  );
  assertEquals(error.code, "name-taken");
  assertEquals(world.bucket.get(`node.${node.ownership.nodeId}`), null);
  node.kill();
  return error.message;
}

Deno.test("Ownership.join() refuses a name of a living node", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  const { nodeId } = first.ownership;
  assertEquals(
    await refuse(world, "shop"),
    `Cannot join the cluster as node "shop": node ${nodeId} is in it, which ` +
      "has that name",
  );
  assertEquals(first.own.length, 16);
});

Deno.test("Ownership.join() lets one of two win a name", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new World({ seed, shards: 16 });
    world.bucket.faults.delayMs = [1, 50];
    world.bucket.faults.watchDelayMs = [0, 50];
    const nodes = [world.add("shop"), world.add("shop")];
    const joins = nodes.map(({ ownership }) => ownership.join());
    const results = await world.wait(Promise.allSettled(joins));
    const won = results.filter(({ status }) => status === "fulfilled");
    assertEquals(won.length, 1, `seed ${seed}`);
  }
});

Deno.test("Ownership.join() takes the name of a killed node soon", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  await world.pass(2_000);
  first.kill();
  const startedAt = world.runtime.now();
  const second = await world.join("shop");
  assertLess(world.runtime.now() - startedAt, 3_000);
  assertEquals(second.own.length, 16);
});

Deno.test("Ownership.join() waits for a silent node's lease", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  await world.pass(2_000);
  world.killResult = "silent";
  first.kill();
  const startedAt = world.runtime.now();
  const second = await world.join("shop");
  const tookMs = world.runtime.now() - startedAt;
  assert(tookMs > 15_000);
  assertLess(tookMs, 25_000);
  assertEquals(second.own.length, 16);
  const [line] = second.lines;
  assertEquals(
    line,
    `warn Node ${second.ownership.nodeId} waits until the lease of node ` +
      `${first.ownership.nodeId} has run out, which has the same name and ` +
      "does not answer",
  );
});

Deno.test("Ownership.join() refuses the name of one that wakes", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  await world.pass(2_000);
  world.pause(first);
  world.runtime.setTimer(10_000, () => world.resume(first));
  await refuse(world, "shop");
  await world.pass(60_000);
  assertEquals(first.ownership.counts.lives, 1);
  assertEquals(first.own.length, 16);
});

Deno.test("Ownership fails where its name went to another one", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  world.pause(first);
  const second = await world.join("shop");
  world.resume(first);
  await world.pass(10_000);
  assertEquals(first.failure?.code, "name-taken");
  assertEquals(first.own, []);
  assertEquals(second.own.length, 16);
  assertEquals(world.breaches, []);
});

Deno.test("Ownership.leave() frees the name at once", async () => {
  const world = openWorld();
  const first = await world.join("shop");
  await world.wait(first.ownership.leave());
  const startedAt = world.runtime.now();
  await world.join("shop");
  assertLess(world.runtime.now() - startedAt, 500);
});

Deno.test("Ownership keeps its name in its next life", async () => {
  const world = openWorld();
  const nodes = await world.start(1, 1) as [TestNode, TestNode];
  world.pause(nodes[0]);
  await world.pass(30_000);
  world.resume(nodes[0]);
  await world.passUntil(() => world.isEven());
  assertEquals(nodes[0].failure, null);
  assert(nodes[0].ownership.nodeId.startsWith("n0-"));
  await refuse(world, "n0");
});

Deno.test("Ownership takes no name that no key may hold", () => {
  const world = openWorld();
  for (const name of ["", "a b", "a.b", "ä", "a*", ">", "x".repeat(65)]) {
    const error = assertThrows(() => world.add(name), TypeError);
    assertEquals(
      error.message,
      `Cannot use node name ${JSON.stringify(name)}: it must be 1 to 64 of ` +
        "the characters A-Z, a-z, 0-9, _ and -",
    );
  }
});
