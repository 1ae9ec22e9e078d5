import { CallError } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

function open(stage: Stage, maxUncommitted = 100) {
  const store = memoryStore();
  const cluster = new FakeCluster(stage, store);
  const engine = stage.open({ cluster, maxUncommitted });
  const ann = engine.getActor(LedgerProxy, "ann");
  return { store, cluster, engine, ann };
}

testEverywhere(
  "Activation.cutOff() waits for no commit, and writes nothing more",
  async (stage) => {
    const { store, cluster, engine, ann } = open(stage);
    await stage.finish(ann.deposit(5, "a"));
    store.hold();
    const first = assertRejects(() => ann.deposit(1, "under way"), CallError);
    await stage.settle();
    const second = assertRejects(() => ann.deposit(2, "later"), CallError);
    await stage.settle();
    cluster.find(LedgerProxy, "ann").cutOff();
    // The store is silent still.
    for (const failed of [first, second]) {
      const { code, outcome, cause } = await stage.finish(failed);
      assertEquals([code, outcome], ["commit-failed", "unknown"]);
      assertEquals((cause as CallError).code, "node-lost");
    }
    await stage.until(() => cluster.active.size === 0);
    store.release();
    await stage.finish(engine.run());
    // What was under way is stored, as may be, and nothing behind it.
    assertEquals(await stage.finish(ann.deposit(4, "b")), 10);
  },
);

testEverywhere(
  "Activation.cutOff() waits for no room for turns either",
  async (stage) => {
    const { store, cluster, ann } = open(stage, 1);
    await stage.finish(ann.read());
    store.hold();
    const first = assertRejects(() => ann.deposit(1, "a"), CallError);
    const second = ann.deposit(2, "b");
    await stage.until(() => store.pending > 0);
    cluster.find(LedgerProxy, "ann").cutOff();
    assertEquals(cluster.inputs, [2]);
    assertEquals((await stage.finish(first)).code, "commit-failed");
    await stage.until(() => cluster.active.size === 0);
    store.release();
    cluster.rerouted[0]!.reply!.settle(0);
    await second;
  },
);

testEverywhere(
  "Activation.cutOff() as a record is loaded begins nothing",
  async (stage) => {
    const { store, cluster, engine, ann } = open(stage);
    store.hold();
    const first = ann.deposit(1, "a");
    await stage.settle();
    assertEquals(store.pending, 1);
    cluster.find(LedgerProxy, "ann").cutOff();
    assertEquals(cluster.inputs, [1]);
    store.release();
    await stage.until(() => cluster.active.size === 0);
    assertEquals(stage.events, []);
    cluster.rerouted[0]!.reply!.settle(0);
    await first;
    assertEquals(engine.snapshot().actors, []);
    assertEquals(await stage.finish(ann.deposit(2, "b")), 2);
  },
);

testEverywhere(
  "Activation.cutOff() fails no load that fails meanwhile",
  async (stage) => {
    const { store, cluster, ann } = open(stage);
    store.hold();
    store.faults.strike("store:failed-read");
    const first = ann.deposit(1, "a");
    await stage.settle();
    cluster.find(LedgerProxy, "ann").cutOff();
    store.release();
    await stage.until(() => cluster.active.size === 0);
    assertEquals(stage.events, []);
    cluster.rerouted[0]!.reply!.settle(0);
    await first;
  },
);
