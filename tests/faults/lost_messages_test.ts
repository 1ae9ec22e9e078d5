import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

testEverywhere(
  "fault 2: nobody is told that all went well when a message vanished",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "a");
    await counter.increment();
    const gone = engine.poisonPill(CounterProxy, "a");
    const behind = counter.increment();
    const error = await assertRejects(() => behind, CallError);
    assertEquals([error.code, error.outcome], ["poisoned", "not-run"]);
    await gone;
    assertEquals(stage.eventsOf("dead-letter").length, 1);

    // An id that nobody has used, or that is dead, is an actor to be woken.
    assertEquals(await counter.add(1), 1);
    assertEquals(await engine.getActor(CounterProxy, "new").add(1), 1);

    await stage.finish(engine.stop());
    const late = await assertRejects(() => counter.increment(), CallError);
    assertEquals([late.code, late.outcome], ["engine-stopped", "not-run"]);
  },
);
