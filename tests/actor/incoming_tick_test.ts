import { DeadlockError, ExpectedError } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

for (const later of [false, true]) {
  testOnBothWires(
    `Interceptor.incoming() that refuses a tick ${
      later ? "later" : "at once"
    } leaves the timer as it is`,
    async (stage) => {
      const { simulated } = stage;
      let mayTick = false;
      const notes: string[] = [];
      const engine = stage.open({
        interceptors: [{
          incoming({ kind }, next) {
            if (kind !== "tick" || mayTick) return next();
            const error = new ExpectedError("not now", { code: "later" });
            if (later) return Promise.reject(error);
            throw error;
          },
        }],
      });
      for (const proxy of [PuppetProxy, FullPuppetProxy]) {
        mayTick = false;
        notes.length = 0;
        stage.cast("a", {
          ask: (ctx) => {
            ctx.runOnce(5, () => void notes.push("once"));
            const timer = ctx.runRecurring(10, () => {
              notes.push("tick");
              timer.cancel();
            });
          },
        });
        await engine.getActor(proxy, "a").ask(1);
        await simulated!.advance(35);
        assertEquals(notes, []);
        mayTick = true;
        await simulated!.advance(10);
        assertEquals(notes, ["tick"]);
        // Neither timer is left: the one that fires once has had its tick.
        await stage.finish(engine.run());
      }
    },
  );
}

testEverywhere(
  "Interceptor.incoming() waits as its turn does",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{
        async incoming({ actor, payload }, next) {
          // It asks the very actor whose turn it is.
          if (payload === 1) await own!.ask(2);
          assertEquals(actor.id, "a");
          await next();
        },
      }],
    });
    let own: PuppetProxy | null = null;
    stage.cast("a", {
      construct: (ctx) => {
        own = ctx.self(PuppetProxy);
      },
      ask: (_ctx, input) => input,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const call = puppet.ask(1).then(() => null, (error) => error);
    const error = await stage.finish(call);
    assert(error instanceof DeadlockError);
    assertEquals(error.cycle, ["Puppet/a.ask", "Puppet/a.ask"]);
    assertEquals(await stage.finish(puppet.ask(3)), 3);
  },
);
