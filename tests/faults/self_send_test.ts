import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 19: an actor that sends to itself lets every other one run",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 4 });
    let hasEnded = false;
    stage.cast("selfish", {
      tell: (ctx) => {
        if (!hasEnded) ctx.getActor(PuppetProxy, "selfish").tell(null);
      },
    });
    engine.getActor(PuppetProxy, "selfish").tell(null);
    // It would send for ever, if the chain of the others did not end it.
    const others = Array.from({ length: 50 }, (_, index) => `${index}`);
    for (const [index, id] of others.entries()) {
      const next = others[index + 1];
      stage.cast(id, {
        tell: (ctx) => {
          if (next === undefined) hasEnded = true;
          else ctx.getActor(PuppetProxy, next).tell(null);
        },
      });
    }
    engine.getActor(PuppetProxy, others[0]!).tell(null);
    await engine.run();
    assertEquals(hasEnded, true);
  },
);
