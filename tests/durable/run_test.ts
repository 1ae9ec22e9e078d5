import { memoryStore } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "Engine.run() waits for what a commit lets leave",
  async (stage) => {
    const engine = stage.open({ store: memoryStore() });
    engine.getActor(LedgerProxy, "ann").tell("bob", "told", 1);
    let queued = NaN;
    const running = engine.run().then(() => {
      const { actors } = engine.snapshot();
      queued = actors.reduce((sum, one) => sum + one.inboxLength, 0);
    });
    await stage.finish(running);
    assertEquals(queued, 0);
    const told = engine.getActor(RecorderProxy, "bob").entries();
    assertEquals((await stage.finish(told)).length, 1);
  },
);
