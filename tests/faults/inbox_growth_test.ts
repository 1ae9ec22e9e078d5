import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 1: an inbox that grows while it is full and wrapped loses nothing",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 7 });
    const handled: unknown[] = [];
    stage.cast("a", {
      tell: async (_ctx, input) => {
        // Now and then a turn waits, so that the inbox grows in mid-drain.
        if (stage.chance.below(50) === 0) await null;
        handled.push(input);
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    let sent = 0;
    for (let round = 0; round < 40; round++) {
      // Around every power of two, and around the size of a block.
      const burst = 2 ** stage.chance.below(9) + stage.chance.below(5) - 2;
      for (let left = burst; left > 0; left--) puppet.tell(sent++);
      for (let left = stage.chance.below(3); left > 0; left--) await null;
    }
    await engine.run();
    assertEquals(handled, Array.from({ length: sent }, (_, index) => index));
    // It is not deaf.
    await puppet.tell("last");
    assertEquals(handled.at(-1), "last");
  },
);
