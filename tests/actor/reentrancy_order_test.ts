import { assertEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "reentrancy `chain` keeps the order of a sender over its lives",
  async (stage) => {
    const got: unknown[] = [];
    const sent = Promise.withResolvers<void>();
    stage.cast("chain", {
      ask: async (ctx, input) => {
        if (input !== "begin") return void got.push(input);
        await sent.promise;
        // The sender is at rest: this begins its next life.
        await ctx.getActor(PuppetProxy, "sender").ask("back");
      },
      tell: (_ctx, input) => void got.push(input),
    });
    stage.cast("sender", {
      ask: async (ctx, input) => {
        if (input === "wake") return;
        await ctx.getActor(ChainPuppetProxy, "chain").ask("second");
      },
      deinit: (reason, ctx) => {
        if (reason !== "poison") return;
        void ctx.getActor(ChainPuppetProxy, "chain").tell("first");
      },
    });
    const engine = stage.open();
    const begun = engine.getActor(ChainPuppetProxy, "chain").ask("begin");
    await stage.finish(engine.getActor(PuppetProxy, "sender").ask("wake"));
    await stage.finish(engine.poisonPill(PuppetProxy, "sender"));
    sent.resolve();
    await stage.finish(begun);
    await stage.settle();
    assertEquals(got, ["first", "second"]);
  },
);
