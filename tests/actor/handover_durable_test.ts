import { CallError } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { hooks } from "../cast/archivist.ts";
import { ArchivistProxy } from "../cast/generated/archivist_proxy.gen.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { FakeCluster } from "../support/fake_cluster.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

const ANN = { type: "Ledger", id: "ann" };

function open(stage: Stage) {
  const store = memoryStore();
  const cluster = new FakeCluster(stage, store);
  const engine = stage.open({ cluster });
  const ann = engine.getActor(LedgerProxy, "ann");
  return { store, cluster, engine, ann };
}

/** Returns the cents that a store has of a ledger. */
async function readCents(stage: Stage, store: MemoryStore): Promise<unknown> {
  const states = await stage.finish(store.getStates(ANN));
  const { value } = states.get("account")!;
  return (value as { cents: number }).cents;
}

testOnBothWires(
  "Activation.handOver() ends a durable actor behind its commits",
  async (stage) => {
    const { store, cluster, ann } = open(stage);
    await stage.finish(ann.read());
    store.hold();
    const slow = ann.slowDeposit(5, 10);
    const behind = ann.deposit(1, "behind");
    await stage.settle();
    const gone = cluster.handOver(LedgerProxy, "ann");
    assertEquals(cluster.inputs, [1]);
    let isGone = false;
    gone.then(() => isGone = true);
    await stage.until(() => store.pending > 0);
    await stage.settle();
    assertEquals(isGone, false);
    store.release();
    assertEquals(await stage.finish(slow), 5);
    await stage.finish(gone);
    assertEquals(await readCents(stage, store), 5);
    cluster.rerouted[0]!.reply!.settle(6);
    await behind;
  },
);

testEverywhere(
  "Activation.handOver() gives back what was held for its own commits",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const engine = stage.open({ cluster, maxUncommitted: 1 });
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    const first = ann.deposit(1, "a");
    const second = ann.deposit(2, "b");
    await stage.until(() => store.pending > 0);
    const gone = cluster.handOver(LedgerProxy, "ann");
    assertEquals(cluster.inputs, [2]);
    store.release();
    assertEquals(await stage.finish(first), 1);
    await stage.finish(gone);
    cluster.rerouted[0]!.reply!.settle(3);
    await second;
    assertEquals(await readCents(stage, store), 1);
  },
);

testEverywhere(
  "Activation begins no durable actor that belongs elsewhere",
  async (stage) => {
    const { store, cluster, engine, ann } = open(stage);
    cluster.fence = null;
    const replies = [ann.deposit(1, "a"), ann.deposit(2, "b")];
    await stage.settle();
    assertEquals(cluster.inputs, [1, 2]);
    assertEquals([store.pending, [...cluster.active]], [0, []]);
    assertEquals(engine.snapshot().actors, []);
    assertEquals(stage.events, []);
    for (const { reply } of cluster.rerouted) reply!.settle(0);
    await Promise.all(replies);
    // It is this node's from now on.
    cluster.fence = { shard: 7, epoch: 3 };
    assertEquals(await stage.finish(ann.deposit(3, "c")), 3);
    assertEquals(await readCents(stage, store), 3);
  },
);

testEverywhere(
  "A commit that is fenced cuts its actor off, and is no fault",
  async (stage) => {
    const { store, cluster, engine, ann } = open(stage);
    assertEquals(await stage.finish(ann.deposit(5, "a")), 5);
    await stage.finish(store.fence(7, 2));
    store.hold();
    const failed = assertRejects(() => ann.deposit(1, "lost"), CallError);
    await stage.settle();
    const next = ann.slowDeposit(2, 60_000);
    const cut = assertRejects(() => next, CallError);
    const waiting = ann.deposit(3, "waits");
    await stage.settle();
    store.release();
    const error = await stage.finish(failed);
    assertEquals([error.code, error.outcome], ["commit-failed", "unknown"]);
    assertStringIncludes(String(error.cause), "its shard has another owner");
    const { code, outcome } = await stage.finish(cut);
    assertEquals([code, outcome], ["node-lost", "unknown"]);
    await stage.until(() => cluster.active.size === 0);
    assertEquals(cluster.inputs, [3]);
    cluster.rerouted[0]!.reply!.settle(0);
    await waiting;
    assertEquals(
      stage.eventsOf("deactivated").map(({ reason }) => reason),
      ["lease-lost"],
    );
    const { failed: failures, fenced } = viewOf(engine).commits;
    assertEquals([failures, fenced], [0, 1]);
    assertEquals(
      stage.lines.filter((line) => line.startsWith("error")),
      [],
    );
    assertEquals(
      stage.lines.filter((line) => line.includes("other owners")).length,
      1,
    );
    // Under the epoch that the shard has by now it begins as stored.
    cluster.fence = { shard: 7, epoch: 2 };
    assertEquals(await stage.finish(ann.deposit(4, "b")), 9);
  },
);

testEverywhere(
  "Activation.handOver() takes what deinit changes along, cutOff() does not",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const engine = stage.open({ cluster });
    hooks.clear();
    let deinits = 0;
    hooks.set("ann", {
      deinit: (lines) => {
        deinits++;
        lines.value.push("deinit");
      },
    });
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.add("one"));
    await stage.finish(cluster.handOver(ArchivistProxy, "ann"));
    assertEquals(await stage.finish(ann.lines()), ["one", "deinit"]);
    const activation = cluster.find(ArchivistProxy, "ann");
    activation.cutOff();
    await stage.finish(activation.handOver());
    hooks.clear();
    assertEquals(await stage.finish(ann.lines()), ["one", "deinit"]);
    assertEquals(deinits, 2);
  },
);

testEverywhere(
  "Activation.handOver() finishes the erasing of an actor",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const engine = stage.open({ cluster });
    hooks.clear();
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.with({ idempotencyKey: "k" }).add("one"));
    store.hold();
    const erased = ann.erase();
    await stage.settle();
    const behind = ann.add("behind");
    const gone = cluster.handOver(ArchivistProxy, "ann");
    store.release();
    await stage.finish(Promise.all([erased, gone]));
    const actor = { type: "Archivist", id: "ann" };
    assertEquals(await stage.finish(store.load(actor)), null);
    const rows = await stage.finish(store.listRows(actor, { limit: 9 }));
    assertEquals(rows, []);
    assertEquals(cluster.inputs, ["behind"]);
    cluster.rerouted[0]!.reply!.settle(1);
    await behind;
  },
);

testEverywhere(
  "Activation.handOver() finishes the turn that came back to a durable one",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const engine = stage.open({ cluster });
    hooks.clear();
    const ann = engine.getActor(ArchivistProxy, "ann");
    const bob = engine.getActor(ArchivistProxy, "bob");
    await stage.finish(Promise.all([ann.lines(), bob.lines()]));
    const asked = ann.askBack("bob", false);
    await stage.settle();
    const isOver = cluster.active.size === 0;
    const gone = cluster.handOver(ArchivistProxy, "ann");
    assertEquals(await stage.finish(asked), 1);
    await stage.finish(gone);
    assertEquals(isOver, false);
    const lines = await stage.finish(ann.lines());
    assertEquals(lines, ["back", "after"]);
  },
);

testEverywhere(
  "An actor that is built anew under another epoch is loaded anew",
  async (stage) => {
    const { store, cluster, ann } = open(stage);
    assertEquals(await stage.finish(ann.deposit(5, "a")), 5);
    await stage.finish(store.fence(7, 4));
    cluster.fence = { shard: 7, epoch: 4 };
    const account = { value: { cents: 70, notes: [] } };
    await stage.finish(store.putStates(ANN, { account }));
    await stage.finish(assertRejects(() => ann.fail(1), Error));
    assertEquals(await stage.finish(ann.deposit(1, "b")), 71);
  },
);

testOnBothWires(
  "Activation.handOver() leaves no reminder behind that wakes its actor",
  async (stage) => {
    const store = memoryStore();
    const cluster = new FakeCluster(stage, store);
    const engine = stage.open({ cluster });
    const chimer = engine.getActor(ChimerProxy, "ann");
    await stage.finish(chimer.set("soon", { inMs: 1_000 }, "soon"));
    await stage.finish(cluster.handOver(ChimerProxy, "ann"));
    cluster.fence = null;
    const { asked } = cluster;
    await stage.simulated!.advance(60_000);
    assertEquals([cluster.asked - asked, [...cluster.active]], [0, []]);
    // Who has the shard next looks for what is due.
    cluster.fence = { shard: 7, epoch: 2 };
    cluster.host.waker!.lookAgain();
    await stage.settle();
    assertEquals((await stage.finish(chimer.heard())).length, 1);
  },
);

testOnBothWires(
  "Activation.handOver() refuses what an operator asks of it",
  async (stage) => {
    const { cluster, engine, ann } = open(stage);
    const slow = ann.slowDeposit(5, 10);
    await stage.settle();
    const asked = viewOf(engine).operate(
      LedgerProxy.definition,
      "ann",
      () => "asked",
    );
    const failed = assertRejects(() => asked, CallError);
    const gone = cluster.handOver(LedgerProxy, "ann");
    const { code, outcome } = await stage.finish(failed);
    assertEquals([code, outcome], ["moved", "not-run"]);
    await stage.finish(Promise.all([slow, gone]));
    assertEquals(cluster.rerouted, []);
  },
);
