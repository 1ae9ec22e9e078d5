import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

testEverywhere(
  "fault 7: a proxy outlives its actor's activations",
  async (stage) => {
    const engine = stage.open();
    const old = engine.getActor(CounterProxy, "a");
    for (let life = 0; life < 5; life++) {
      assertEquals(await old.add(2), 2);
      await engine.poisonPill(CounterProxy, "a");
    }
    // Another proxy wakes the actor; the old one stands for the same.
    assertEquals(await engine.getActor(CounterProxy, "a").add(1), 1);
    assertEquals(await old.add(1), 2);
    assertEquals(engine.snapshot().actors.length, 1);
  },
);
