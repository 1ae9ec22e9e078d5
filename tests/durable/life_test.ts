import { MAX_FRAME_BYTES } from "../../src/base/limits.ts";
import { CallError, CallTimeoutError, type Engine } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { hooks, later, lives } from "../cast/archivist.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { ArchivistProxy } from "../cast/generated/archivist_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

const ANN = { type: "Archivist", id: "ann" };

function open(stage: Stage, store: MemoryStore = memoryStore()): {
  engine: Engine;
  store: MemoryStore;
} {
  lives.length = 0;
  hooks.clear();
  return { engine: stage.open({ store }), store };
}

testEverywhere(
  "A durable actor's hooks are transactions of their own",
  async (stage) => {
    const { engine, store } = open(stage);
    hooks.set("ann", {
      init: (lines) => void lines.value.push("init"),
      deinit: (lines) => void lines.value.push("deinit"),
    });
    const ann = engine.getActor(ArchivistProxy, "ann");
    assertEquals(await stage.finish(ann.lines()), ["init"]);
    store.hold();
    const poisoned = engine.poisonPill(ArchivistProxy, "ann");
    await stage.settle();
    assertEquals(engine.isActive(ArchivistProxy, "ann"), false);
    store.release();
    await stage.finish(poisoned);
    hooks.clear();
    const kept = ["init", "deinit"];
    assertEquals(await stage.finish(ann.lines()), kept);
  },
);

testEverywhere(
  "A durable actor whose init fails keeps what is stored",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.add("a"));
    await stage.finish(engine.poisonPill(ArchivistProxy, "ann"));
    hooks.set("ann", {
      init: async (lines) => {
        lines.value.push("lost");
        await Promise.resolve();
        throw new Error("init failed");
      },
    });
    await stage.finish(assertRejects(() => ann.lines(), CallError));
    hooks.clear();
    assertEquals(await stage.finish(ann.lines()), ["a"]);
  },
);

testOnBothWires(
  "A durable actor that is idle ends, and begins with what it had",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.add("a"));
    await stage.until(() => !engine.isActive(ArchivistProxy, "ann"));
    await stage.finish(ann.add("b"));
    assertEquals(lives, ["ann 0", "ann 1"]);
  },
);

testOnBothWires(
  "Context.runOnce() ticks as a transaction",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.addLater("tick", 10));
    await stage.until(() => store.commits === 1);
    const next = open(stage, store.crash()).engine;
    const again = next.getActor(ArchivistProxy, "ann");
    assertEquals(await stage.finish(again.lines()), ["tick"]);
  },
);

testEverywhere(
  "A durable class that resumes keeps its instance after a failure",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(assertRejects(() => ann.failAfter("lost")));
    assertEquals(await stage.finish(ann.lines()), []);
    assertEquals(lives, ["ann 0"]);
  },
);

testEverywhere(
  "A durable actor's send to itself follows its commit",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.sendSelf("self"));
    await stage.settle();
    assertEquals(await stage.finish(ann.lines()), ["sent", "self"]);
  },
);

testEverywhere(
  "A call that comes back to a durable turn runs while that is clean",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    assertEquals(await stage.finish(ann.askBack("bob", false)), 1);
    assertEquals(await stage.finish(ann.lines()), ["back", "after"]);
    await stage.finish(
      assertRejects(() => ann.askBack("bob", true), CallError),
    );
    assertEquals(await stage.finish(ann.lines()), ["back", "after"]);
  },
);

testEverywhere(
  "A turn goes on when a call that came back to it has failed",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    assertEquals(await stage.finish(ann.add("first")), 1);
    assertEquals(await stage.finish(ann.addBehindFailure("bob", "last")), 1);
    assertEquals(await stage.finish(ann.lines()), ["first", "last"]);
  },
);

testEverywhere(
  "A turn fails that changes what was undone with a call that came back",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.add("first"));
    const said = "it had from before; ask the state for its value again";
    const failed = assertRejects(() => ann.addToStale("bob", "lost"), Error);
    assertMatch((await stage.finish(failed)).message, new RegExp(said));
    assertEquals(await stage.finish(ann.lines()), ["first"]);
  },
);

testEverywhere(
  "A turn that fails leaves one that came back to it whole",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    const { promise, resolve } = Promise.withResolvers<void>();
    later.until = promise;
    await stage.finish(assertRejects(() => ann.hurryBack("bob", 50)));
    resolve();
    assertEquals(await stage.finish(ann.lines()), ["one", "two"]);
  },
);

testEverywhere(
  "A streaming reply fails that comes back to a turn with changes",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    const failed = assertRejects(() => ann.addBeforeSteps("bob"), Error);
    assertMatch((await stage.finish(failed)).message, /has uncommitted/);
    assertEquals(await stage.finish(ann.lines()), []);
  },
);

testOnBothWires(
  "A call whose time is over while its commit is under way is unknown",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    const late = assertRejects(
      () => ann.with({ timeoutMs: 50 }).add("late"),
      CallTimeoutError,
    );
    assertEquals((await stage.finish(late)).outcome, "unknown");
    store.release();
    assertEquals(await stage.finish(ann.lines()), ["late"]);
  },
);

testEverywhere(
  "Engine.stop() without a drain leaves what is not committed unknown",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    const lost = assertRejects(() => ann.add("a"), CallError);
    await stage.settle();
    const stopped = engine.stop({ drain: false });
    assertEquals((await stage.finish(lost)).outcome, "unknown");
    store.release();
    await stage.finish(stopped);
  },
);

testEverywhere(
  "Engine.run() waits for commits",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    void ann.add("a");
    let isOver = false;
    const run = engine.run().then(() => void (isOver = true));
    await stage.settle();
    assertEquals(isOver, false);
    store.release();
    await stage.finish(run);
    assertEquals(store.commits, 1);
  },
);

testEverywhere(
  "Engine.run() waits for the commits of what it has seen handled, once",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    void ann.add("a");
    let isOver = false;
    const run = engine.run("once").then(() => void (isOver = true));
    await stage.settle();
    assertEquals(isOver, false);
    store.release();
    await stage.finish(run);
    assertEquals(store.commits, 1);
  },
);

testEverywhere(
  "Durable actors wait where too many turns are ahead of their commits",
  async (stage) => {
    const store = memoryStore();
    const engine = stage.open({ store, maxUncommitted: 10 });
    const ann = engine.getActor(LedgerProxy, "ann");
    const bob = engine.getActor(LedgerProxy, "bob");
    await stage.finish(Promise.all([ann.read(), bob.read()]));
    store.hold();
    const calls = [];
    for (let at = 0; at < 100; at++) {
      calls.push(ann.deposit(1, ""), bob.deposit(1, ""));
    }
    const countWaiting = () =>
      engine.snapshot().actors.reduce((sum, one) => sum + one.inboxLength, 0);
    await stage.until(() => countWaiting() <= 190);
    for (let left = 10; left > 0; left--) await Promise.resolve();
    assertEquals(countWaiting(), 190);
    store.release();
    const answers = await stage.finish(Promise.all(calls));
    assertEquals(answers.slice(-2), [100, 100]);
  },
);

testEverywhere(
  "Engine.erase() deletes an actor's record, live or not",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.add("a"));
    await stage.finish(engine.erase(ArchivistProxy, "ann"));
    assertEquals(await store.load(ANN), null);
    assertEquals(await stage.finish(ann.lines()), []);
    await stage.finish(ann.add("b"));
    await stage.finish(engine.poisonPill(ArchivistProxy, "ann"));
    await stage.finish(engine.erase(ArchivistProxy, "ann"));
    assertEquals(await store.load(ANN), null);
    await stage.finish(engine.erase(ArchivistProxy, "never"));
  },
);

testOnBothWires(
  "An engine warns of a store that does not answer a commit",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    const adding = ann.add("a");
    const findWarning = () =>
      stage.lines.find((line) =>
        line.includes("has not answered a commit of 1 actors for 10000 ms")
      );
    await stage.until(() => findWarning() !== undefined);
    store.release();
    assertEquals(await stage.finish(adding), 1);
  },
);

testEverywhere(
  "A value of a streaming reply that no wire takes fails that reply alone",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(ArchivistProxy, "ann");
    const lengths = [1, MAX_FRAME_BYTES, 2];
    const seen: number[] = [];
    const reading = (async () => {
      for await (const text of ann.texts(lengths)) seen.push(text.length);
    })();
    const added = engine.getActor(ArchivistProxy, "bob").add("behind it");
    if (stage.wire === "always") {
      await stage.finish(assertRejects(() => reading, CallError, "too large"));
      assertEquals(seen, [1]);
    } else await stage.finish(reading);
    assertEquals(await stage.finish(added), 1);
    const [first, second] = await stage.finish(ann.lines());
    assertEquals([first, second], ["1", `${MAX_FRAME_BYTES}`]);
  },
);

testEverywhere(
  "Engine.erase() refuses an actor that is not durable",
  async (stage) => {
    const { engine } = open(stage);
    await stage.finish(engine.getActor(CounterProxy, "a").add(1));
    const refused = assertRejects(
      () => engine.erase(CounterProxy, "a"),
      TypeError,
      'Cannot erase "Counter/a": generated code knows no state of its class',
    );
    await stage.finish(refused);
    assertEquals(engine.isActive(CounterProxy, "a"), true);
  },
);
