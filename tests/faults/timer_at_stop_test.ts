import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 9: an engine stops while timers are alive",
  async (stage) => {
    for (const drain of [true, false]) {
      const engine = stage.open();
      let hasStopped = false;
      stage.cast("a", {
        init: (ctx) => {
          for (const delayMs of [1, 2, 3, 60_000]) {
            ctx.runRecurring(delayMs, () => assertEquals(hasStopped, false));
            ctx.runOnce(delayMs, () => assertEquals(hasStopped, false));
          }
        },
      });
      await engine.getActor(PuppetProxy, "a").ask(null);
      assertEquals(engine.snapshot().timers, 8);
      await stage.finish(engine.stop({ drain }));
      hasStopped = true;
      assertEquals(engine.snapshot().timers, 0);
      await stage.simulated?.advance(60_000);
    }
    await stage.settle();
    assertEquals(stage.lines, []);
  },
);
