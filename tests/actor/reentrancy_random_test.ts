import { type Context, DeadlockError } from "@backstage/actors";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

for (const proxy of [ChainPuppetProxy, FullPuppetProxy]) {
  testEverywhere(
    `${proxy.name}: random programs end, and every envelope is handled once`,
    async (stage) => {
      const { chance } = stage;
      const engine = stage.open({ callTimeoutMs: 0, turnsPerRun: 2 });
      let begun = 0;
      let sent = 0;
      const call = (at: number, depth: number, ctx?: Context) => {
        sent++;
        return (ctx ?? engine).getActor(proxy, `${at}`).ask(depth);
      };
      for (let at = 0; at < 5; at++) {
        stage.cast(`${at}`, {
          ask: async (ctx, depth) => {
            begun++;
            if (chance.below(3) === 0) await null;
            for (let count = chance.below(3); count > 0; count--) {
              if (depth === 0) break;
              const next = () => call(chance.below(5), Number(depth) - 1, ctx);
              if (chance.below(4) === 0) next();
              else if (chance.below(3) === 0) {
                await Promise.all([next(), next()]);
              } else await next();
            }
          },
        });
      }
      const replies = Array.from(
        { length: 10 },
        () => call(chance.below(5), 3).then(() => "value", (error) => error),
      );
      const ends = await stage.finish(Promise.all(replies));
      await stage.finish(engine.run());
      const deadlocks = stage.eventsOf("dead-letter");
      const others = ends.filter((end) => end !== "value");
      for (const error of others) assertInstanceOf(error, DeadlockError);
      assertEquals(begun + deadlocks.length, sent);
      assert(proxy === ChainPuppetProxy || others.length === 0);
      for (const actor of engine.snapshot().actors) {
        assertEquals(actor.state, "idle");
        assertEquals(actor.handled, actor.accepted);
      }
    },
  );
}
