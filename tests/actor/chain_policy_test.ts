import { ChainTooLongError, type EngineOptions } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { MAX_CHAIN } from "../../src/base/limits.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

const user = new AsyncLocalStorage<string>();

/** What calls of an engine may pass on their way. */
const WAYS: Readonly<Record<string, EngineOptions>> = {
  "carry values": { carry: { user } },
  "pass an interceptor": {
    interceptors: [{ outgoing: (_call, next) => next() }],
  },
  "wait for an interceptor": {
    interceptors: [{ outgoing: async (_call, next) => await next() }],
  },
  "do both": {
    carry: { user },
    interceptors: [{
      incoming: async (_turn, next) => await next(),
      outgoing: (_call, next) => next(),
    }],
  },
};

for (const [way, options] of Object.entries(WAYS)) {
  testEverywhere(
    `ChainTooLongError ends a recursion of calls that ${way}`,
    async (stage) => {
      const engine = stage.open(options);
      let ran = 0;
      for (let at = 0; at <= MAX_CHAIN + 1; at++) {
        stage.cast(`${at}`, {
          ask: async (ctx) => {
            ran++;
            return await ctx.getActor(PuppetProxy, `${at + 1}`).ask(1);
          },
        });
      }
      const first = engine.getActor(PuppetProxy, "0");
      const call = user.run("ann", () => first.ask(1));
      let error = await stage.finish(call.catch((error) => error));
      while (error instanceof Error && error.cause) error = error.cause;
      assertInstanceOf(error, ChainTooLongError);
      assertEquals([error.chain.length, ran], [MAX_CHAIN, MAX_CHAIN]);
      await stage.finish(engine.run());
    },
  );

  testEverywhere(
    `A call that comes back along its chain runs when calls ${way}`,
    async (stage) => {
      const engine = stage.open({ ...options, callTimeoutMs: 5_000 });
      stage.cast("a", {
        ask: async (ctx, input) =>
          input === "back"
            ? "came back"
            : await ctx.getActor(ChainPuppetProxy, "b").ask(1),
      });
      stage.cast("b", {
        ask: async (ctx) => {
          await null;
          return await ctx.getActor(ChainPuppetProxy, "a").ask("back");
        },
      });
      const a = engine.getActor(ChainPuppetProxy, "a");
      const call = user.run("ann", () => a.ask(1));
      assertEquals(await stage.finish(call), "came back");
    },
  );
}
