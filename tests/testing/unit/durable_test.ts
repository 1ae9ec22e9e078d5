import { CallError } from "@backstage/actors";
import { memoryStore, testEngine } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { LedgerProxy } from "../../cast/generated/ledger_proxy.gen.ts";
import { RecorderProxy } from "../../cast/generated/recorder_proxy.gen.ts";
import { SafeProxy } from "../../cast/generated/safe_proxy.gen.ts";
import { keysOf, makeTask } from "../../support/safes.ts";

for (const wire of ["auto", "always"] as const) {
  Deno.test(`testEngine() runs durable actors (wire ${wire})`, async () => {
    const store = memoryStore({ faults: { "store:slow": 1 } });
    await using engine = testEngine({ store, wire });
    const ann = engine.getActor(LedgerProxy, "ann");
    void ann.deposit(5, "sent");
    assertEquals(await ann.deposit(7, "called"), 12);
    assertEquals(await engine.live(LedgerProxy, "ann").builtWith(), 0);
    await engine.poisonPill(LedgerProxy, "ann");
    assertEquals(await ann.builtWith(), 12);
  });

  Deno.test(`testEngine() goes on after a crash (wire ${wire})`, async () => {
    const store = memoryStore();
    // The old one is left as it is, and stops at the end.
    await using engine = testEngine({ store, wire, quiet: true });
    const ann = engine.getActor(LedgerProxy, "ann");
    assertEquals(await ann.deposit(5, "told"), 5);
    void ann.deposit(1, "lost");
    const survived = store.crash({ during: "before" });
    await using next = testEngine({ store: survived, wire });
    const notes = (await next.getActor(LedgerProxy, "ann").read()).notes;
    assertEquals(notes, ["told"]);
  });

  Deno.test(`testEngine() waits for reminders (wire ${wire})`, async () => {
    await using engine = testEngine({ store: memoryStore(), wire });
    const safe = engine.getActor(SafeProxy, "v0");
    const task = makeTask(2, "add");
    const day = { deed: "remind", task, ms: 86_400_000 } as const;
    await safe.run(makeTask(1, day));
    await engine.poisonPill(SafeProxy, "v0");
    await engine.advance(86_400_000);
    assertEquals(keysOf(await safe.read()), [1, 2]);
  });
}

Deno.test("TestEngine.probe() hears of a send once it has left", async () => {
  const store = memoryStore();
  await using engine = testEngine({ store });
  const ann = engine.getActor(LedgerProxy, "ann");
  const bob = engine.stub(RecorderProxy, "bob", { record: () => {} });
  using ledgers = engine.probe(LedgerProxy);
  await ann.read();
  store.hold();
  const told = ann.tell("bob", "hello", 1);
  await engine.settled();
  assertEquals([ledgers.argsOf("tell").length, bob.calls.length], [1, 0]);
  store.release();
  await told;
  assertEquals(bob.argsOf("record"), [["hello", 1]]);
});

Deno.test("TestEngine.stub() stands in for a durable actor", async () => {
  const store = memoryStore();
  await using engine = testEngine({ store });
  const stub = engine.stub(LedgerProxy, "ann", { deposit: () => 42 });
  assertEquals(await engine.getActor(LedgerProxy, "ann").deposit(1, ""), 42);
  assertEquals(stub.argsOf("deposit"), [[1, ""]]);
  // What stands in for it keeps nothing.
  assertEquals(await store.load({ type: "Ledger", id: "ann" }), null);
});

Deno.test("testEngine() says that a call waits for a commit", async () => {
  const store = memoryStore();
  const options = { store, patienceMs: 0, drainTimeoutMs: 0, quiet: true };
  await using engine = testEngine(options);
  const ann = engine.getActor(LedgerProxy, "ann");
  await ann.read();
  store.hold();
  await assertRejects(
    () => ann.deposit(1, ""),
    Error,
    '"Ledger/ann" is idle; a commit of it is under way',
  );
  store.release();
});

Deno.test("testEngine() tells what a fault of a store does", async () => {
  const store = memoryStore();
  await using engine = testEngine({ store, quiet: true });
  const ann = engine.getActor(LedgerProxy, "ann");
  store.faults.strike("store:lost-commit");
  const { outcome } = await assertRejects(() => ann.deposit(1, ""), CallError);
  assertEquals(outcome, "unknown");
  assertEquals((await ann.read()).cents, 1);
});
