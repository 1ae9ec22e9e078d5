import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 8: a poisoned actor's recurring timer never fires again",
  async (stage) => {
    const engine = stage.open();
    let isDead = false;
    let ticks = 0;
    stage.cast("a", {
      init: (ctx) => {
        ctx.runRecurring(1, () => {
          assertEquals(isDead, false);
          // The pill overtakes the ticks that come after this one.
          if (++ticks === 3) ctx.poisonPill();
        });
      },
      deinit: () => void (isDead = true),
    });
    let others = 0;
    stage.cast("b", {
      init: (ctx) => void ctx.runRecurring(1, () => void others++),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.until(() => isDead);
    assertEquals(ticks, 3);
    await engine.getActor(PuppetProxy, "b").ask(null);
    await stage.until(() => others >= 3);
    assertEquals(stage.eventsOf("failed"), []);
    assertEquals(engine.snapshot().timers, 1);
  },
);
