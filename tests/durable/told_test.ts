import type { Context } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "An event of a turn waits for the commits of what that has seen",
  async (stage) => {
    const store = memoryStore();
    const ann = stage.open({ store }).getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    store.hold();
    const deposited = ann.deposit(1, "a");
    const failed = assertRejects(() => ann.failUnchanged());
    const refused = assertRejects(() => ann.refuse(1));
    await stage.settle();
    const count = () => [
      stage.eventsOf("failed").length,
      stage.eventsOf("expected").length,
    ];
    assertEquals(count(), [0, 0]);
    store.release();
    await stage.finish(Promise.all([deposited, failed, refused]));
    assertEquals(count(), [1, 1]);
  },
);

testEverywhere(
  "Context.watch() tells of a durable actor's end behind its commits",
  async (stage) => {
    const store = memoryStore();
    const engine = stage.open({ store });
    const { promise, resolve } = Promise.withResolvers<Context>();
    const seen: unknown[] = [];
    stage.cast("w", {
      construct: resolve,
      ask: (_ctx, input) => void seen.push(input),
    });
    await stage.finish(engine.getActor(PuppetProxy, "w").ask("begins"));
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.read());
    (await promise).watch(LedgerProxy, "ann", PuppetProxy.Method.ask);
    store.hold();
    const deposited = ann.deposit(1, "a");
    const poisoned = engine.poisonPill(LedgerProxy, "ann");
    await stage.settle();
    assertEquals(seen, ["begins"]);
    store.release();
    await stage.finish(Promise.all([deposited, poisoned]));
    await stage.until(() => seen.length > 1);
    const actor = { type: "Ledger", id: "ann" };
    assertEquals(seen.slice(1), [{ actor, reason: "poison" }]);
  },
);
