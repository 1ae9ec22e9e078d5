import { Engine, type EngineOptions } from "@backstage/actors";
import { type MemoryCluster, memoryCluster } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { keepLines } from "../support/inspected.ts";
import { type Scene, type SceneOptions, testInBrowser } from "./scene.ts";

const SHARDS = 16;
const ROW = '[data-testid="node-row"]';
const SHARD_CELLS = `${ROW} [data-cell="shards"]`;

function join(cluster: MemoryCluster, name: string): EngineOptions {
  const actors = [CounterProxy, LedgerProxy];
  return {
    cluster: cluster.node({ name }),
    ...{ actors, logger: keepLines([]) },
  };
}

/** A test with two nodes, `one` and `two`; the page looks into `one`. */
function testCluster(
  title: string,
  body: (scene: Scene, other: Engine, cluster: MemoryCluster) => Promise<void>,
  options: SceneOptions = {},
): void {
  const cluster = memoryCluster({ shards: SHARDS, name: "shop" });
  testInBrowser(title, async (scene) => {
    await using other = new Engine(join(cluster, "two"));
    await Promise.all([scene.engine.joined, other.joined]);
    await scene.open("#/cluster");
    // The second one is given its half of the shards.
    await scene.read(SHARD_CELLS, ["8", "8"]);
    await body(scene, other, cluster);
  }, { ...options, engine: join(cluster, "one") });
}

/** Returns the id of a counter that lives on a node, and of its shard. */
async function findCounter(engine: Engine): Promise<string> {
  for (let at = 0;; at++) {
    await engine.getActor(CounterProxy, `c${at}`).add(1);
    if (engine.isActive(CounterProxy, `c${at}`)) return `c${at}`;
  }
}

testCluster("The cluster's nodes, shards and traffic are shown", async (
  scene,
  other,
) => {
  await scene.go("overview");
  await scene.go("cluster");
  await scene.read(`${ROW} .cluster-node`, ["one", "two"]);
  await scene.read(`${ROW} .badge`, ["this"]);
  await scene.expect(`document.querySelectorAll(".cells i").length`, SHARDS);
  await scene.expect(
    `new Set(Array.from(document.querySelectorAll(".cells i"),
      (cell) => cell.className)).size`,
    2,
  );
  const id = await findCounter(other);
  let isOver = false;
  const busy = (async () => {
    while (!isOver) await scene.engine.getActor(CounterProxy, id).add(1);
  })();
  await scene.page.locator('tr[data-from="one"] td b', { hasText: /msg$/ })
    .waitFor();
  await scene.page.locator('tr[data-from="two"] td b', { hasText: /msg$/ })
    .waitFor();
  isOver = true;
  await busy;
});

testCluster("A shard says who owns it", async (scene, other) => {
  const { shards } = other.snapshot().cluster!;
  const owner = shards[5]!.owner!.split("-")[0]!;
  await scene.page.locator('.cells [data-shard="5"]').hover();
  await scene.read('[data-testid="shard-said"] .data', [owner]);
  await scene.page.locator("h2").first().hover();
  await scene.read('[data-testid="shard-said"] .data', []);
  // The one of an actor, live or not.
  const { shard } = await place(scene, other);
  await scene.find("filter").fill("Counter/none");
  await scene.expect(
    `document.querySelector(".cells .is-found")?.dataset.shard`,
    String(shard),
  );
  await scene.page.locator(".shards .actor-name").click();
  await scene.see('[data-testid="actor-detail"] [data-testid="place"]');
});

async function place(
  scene: Scene,
  other: Engine,
): Promise<{ shard: number }> {
  const client = await scene.inspected.connect();
  assertEquals(other.isActive(CounterProxy, "none"), false);
  const actor = { type: "Counter", id: "none" };
  return await client.ask<{ shard: number }>({ view: "place", actor });
}

testCluster("An actor's page names its node", async (scene, other) => {
  const far = await findCounter(other);
  const near = await findCounter(scene.engine);
  await scene.open(`#/actors/Counter/${near}`);
  await scene.read('[data-testid="place"] span:first-child', [
    "node one (this)",
  ]);
  await scene.page.locator(".side h2", {
    hasText: "Subscriptions to streams of this node",
  }).waitFor();
  await scene.open(`#/actors/Counter/${far}`);
  await scene.read('[data-testid="place"] span:first-child', ["node two"]);
  await scene.find("actor-gone").getByText("it belongs to node two").waitFor();
  await scene.find("place").click();
  await scene.see(".cells .is-found");
});

testCluster("The state of an actor elsewhere is shown, not edited", async (
  scene,
  other,
) => {
  let id = 0;
  while (!other.isActive(LedgerProxy, `l${id}`)) {
    await other.getActor(LedgerProxy, `l${++id}`).deposit(7, "a");
  }
  await scene.open(`#/actors/Ledger/l${id}`);
  await scene.find("look-in-store").click();
  await scene.read('[data-testid="record-stored"]', [
    "It is not live on this node: this is what the store has.",
  ]);
  await scene.see(".state-panel pre");
  assertEquals(await scene.page.locator(".state-panel button").count(), 0);
}, { inspector: { payloads: true } });

testCluster("The page tells of nodes that are cut off and leave", async (
  scene,
  other,
  { network },
) => {
  network.cut("one", "two");
  network.cut("two", "one");
  await scene.read(`${ROW}[data-node="two"] .badge`, ["no answer"]);
  network.mend();
  await scene.read(`${ROW}[data-node="two"] .badge`, []);
  await other.stop();
  await scene.read(`${ROW} .cluster-node`, ["one"]);
  await scene.read(SHARD_CELLS, [String(SHARDS)]);
  const news = scene.page.locator('[data-testid="news"] li');
  await news.getByText("Node two is gone").waitFor();
  await news.getByText("8 shards from node two to one").waitFor();
});

testCluster("The cluster fits a phone", async (scene) => {
  await scene.expect(
    `document.documentElement.scrollWidth <= innerWidth &&
      document.querySelector("main").scrollWidth <= innerWidth`,
    true,
  );
  await scene.page.locator('.cells [data-shard="3"]').tap();
  await scene.read('[data-testid="shard-said"] b', ["3"]);
}, {
  browser: {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
});

testInBrowser("An engine that is alone has no tab of a cluster", async (
  scene,
) => {
  await scene.open();
  await scene.see('[data-testid="view-overview"]');
  assertEquals(await scene.find("tab-timeline").count(), 1);
  assertEquals(await scene.find("tab-cluster").count(), 0);
  await scene.open("#/cluster");
  await scene.read('[data-testid="cluster-none"]', [
    "Cannot show the cluster: the engine is in none",
  ]);
});
