import {
  CallError,
  type Engine,
  ExpectedError,
  RecordTooLargeError,
  UncommittedStateError,
} from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { later, leaked } from "../cast/ledger.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** An engine with a store, and what it says of it. */
function open(stage: Stage, store: MemoryStore = memoryStore()): {
  engine: Engine;
  store: MemoryStore;
} {
  return { engine: stage.open({ store }), store };
}

testEverywhere(
  "A durable actor has what was answered after a crash",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    assertEquals(await stage.finish(ann.deposit(5, "first")), 5);
    assertEquals(await stage.finish(ann.deposit(7, "second")), 12);
    const next = open(stage, store.crash()).engine;
    const read = next.getActor(LedgerProxy, "ann").read();
    assertEquals(await stage.finish(read), {
      cents: 12,
      notes: ["first", "second"],
    });
  },
);

testEverywhere(
  "A durable turn's answer waits for its commit, and the next turn does not",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    const answers: unknown[] = [];
    const note = (answer: unknown): void => void answers.push(answer);
    const calls = [
      ann.deposit(1, "a").then(note),
      ann.deposit(1, "b").then(note),
      ann.visit().then(note),
      ann.read().then(note),
      ann.failUnchanged().catch((error) => note(error.message)),
    ];
    await stage.settle();
    assertEquals(answers, []);
    store.release();
    await stage.finish(Promise.all(calls));
    assertEquals(answers, [
      1,
      2,
      undefined,
      { cents: 2, notes: ["a", "b"] },
      "it failed before a change",
    ]);
    assert(store.commits <= 2, `${store.commits}`);
  },
);

testEverywhere(
  "A durable turn that changes nothing costs no commit",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    await stage.finish(ann.deposit(0, "a"));
    assertEquals(store.commits, 1);
    await stage.finish(ann.read());
    await stage.finish(ann.visits());
    assertEquals(store.commits, 1);
  },
);

testEverywhere(
  "A durable turn that throws is undone, and its actor is built anew",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "a"));
    assertEquals(await stage.finish(ann.builtWith()), 0);
    await stage.finish(assertRejects(() => ann.fail(3), Error, "after a"));
    assertEquals((await stage.finish(ann.read())).cents, 5);
    assertEquals(await stage.finish(ann.builtWith()), 5);
    const refused = assertRejects(() => ann.refuse(3), ExpectedError);
    assertEquals((await stage.finish(refused)).code, "refused");
    assertEquals((await stage.finish(ann.read())).cents, 5);
    await stage.finish(assertRejects(() => ann.failUnchanged()));
    assertEquals(stage.eventsOf("restarting").length, 2);
  },
);

testEverywhere(
  "A durable turn's sends and publications leave with its commit",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    const bob = engine.getActor(RecorderProxy, "bob");
    await stage.finish(ann.read());
    const heard: string[] = [];
    const reader = engine.getStream<string>("news")[Symbol.asyncIterator]();
    const hearing = reader.next().then(({ value }) => void heard.push(value));
    store.hold();
    const calls = [ann.tell("bob", "hello", 1), ann.publish("news", "first")];
    await stage.settle();
    assertEquals(await stage.finish(bob.entries()), []);
    assertEquals(heard, []);
    store.release();
    await stage.finish(Promise.all([...calls, hearing]));
    assertEquals(await stage.finish(bob.entries()), [
      { from: "hello", index: 1 },
    ]);
    assertEquals(heard, ["first"]);
    await reader.return?.();
  },
);

testEverywhere(
  "A durable turn may await a call before it changes anything, not after",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(engine.getActor(RecorderProxy, "bob").record("x", 1));
    assertEquals(await stage.finish(ann.askBeforeChange("bob")), 1);
    const refused = assertRejects(
      () => ann.askAfterChange("bob"),
      UncommittedStateError,
      "await ctx.commit()",
    );
    const { outcome } = await stage.finish(refused);
    assertEquals(outcome, "failed");
    assertEquals((await stage.finish(ann.read())).cents, 1);
    assertEquals(await stage.finish(ann.commitThenAsk("bob")), 1);
    assertEquals((await stage.finish(ann.read())).cents, 2);
  },
);

testEverywhere(
  "A streaming reply of a durable actor yields what is committed",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const cents of ann.steps(3)) seen.push(cents);
    })();
    await stage.settle();
    assertEquals(seen, []);
    store.release();
    await stage.finish(reading);
    assertEquals(seen, [1, 2, 3]);
    const next = open(stage, store.crash()).engine;
    const read = next.getActor(LedgerProxy, "ann").read();
    assertEquals((await stage.finish(read)).cents, 3);
  },
);

testEverywhere(
  "A commit that fails is unknown to who waits, and the actor begins anew",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "a"));
    store.faults.strike("store:failed-commit");
    const lost = assertRejects(() => ann.deposit(1, "lost"), CallError);
    const { code, outcome } = await stage.finish(lost);
    assertEquals([code, outcome], ["commit-failed", "unknown"]);
    assertEquals((await stage.finish(ann.read())).cents, 5);
    store.faults.strike("store:lost-commit");
    const unknown = assertRejects(() => ann.deposit(1, "b"), CallError);
    assertEquals((await stage.finish(unknown)).outcome, "unknown");
    assertEquals((await stage.finish(ann.read())).cents, 6);
  },
);

testEverywhere(
  "A durable turn whose record would be too large is undone",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.grow(300_000));
    const warnings = stage.lines.filter((line) => line.startsWith("warn"));
    assertEquals(warnings.length, 1);
    const refused = assertRejects(() => ann.grow(600_000), RecordTooLargeError);
    const { largest } = await stage.finish(refused);
    assertEquals(largest[0]?.name, "account.notes");
    assertEquals((await stage.finish(ann.read())).notes.length, 1);
  },
);

testEverywhere(
  "A durable turn that spoils its state fails, and names the place",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(
      assertRejects(() => ann.spoil(), Error, "account.cents"),
    );
    assertEquals((await stage.finish(ann.read())).cents, 0);
  },
);

testEverywhere(
  "Engine.stop() commits what was accepted",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    for (let left = 10; left > 0; left--) void ann.deposit(1, "");
    const stopping = engine.stop();
    await stage.settle();
    store.release();
    await stage.finish(stopping);
    const next = open(stage, store).engine;
    const read = next.getActor(LedgerProxy, "ann").read();
    assertEquals((await stage.finish(read)).cents, 10);
  },
);

testEverywhere(
  "Context.erase() deletes the record with the turn's commit",
  async (stage) => {
    const { engine, store } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "a"));
    await stage.finish(ann.erase());
    assertEquals(await store.load({ type: "Ledger", id: "ann" }), null);
    assertEquals((await stage.finish(ann.read())).cents, 0);
    await stage.finish(ann.deposit(1, "b"));
    assertEquals((await stage.finish(ann.read())).cents, 1);
  },
);

testEverywhere(
  "An engine without a store refuses to activate a durable actor",
  async (stage) => {
    const ann = stage.open().getActor(LedgerProxy, "ann");
    const refused = assertRejects(() => ann.read(), CallError, "no store");
    assertEquals((await stage.finish(refused)).outcome, "not-run");
  },
);

testEverywhere(
  "State.value was changed outside of a turn: the next one says so",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "a"));
    await stage.finish(ann.leak());
    leaked.pop()!.cents = 1_000_000;
    const said = 'state "account" of "Ledger/ann": it was changed outside';
    await stage.finish(assertRejects(() => ann.read(), Error, said));
    assertEquals((await stage.finish(ann.read())).cents, 5);
  },
);

testEverywhere(
  "State.value throws where no turn asks for it",
  async (stage) => {
    const { engine } = open(stage);
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.lookLater());
    assertThrows(later.pop()!, Error, "outside of a turn");
  },
);
