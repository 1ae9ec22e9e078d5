import { assertEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { codeOf, gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

const KINDS = {
  none: PuppetProxy,
  chain: ChainPuppetProxy,
  full: FullPuppetProxy,
} as const;

for (const kind of ["none", "chain", "full"] as const) {
  testEverywhere(
    "promise 13: `return()` waits for the step of its producer " +
      `("${kind}") that waits for it`,
    async (stage) => {
      const stepped = gate();
      const ends: unknown[] = [];
      stage.cast("a", {
        async *stream(ctx) {
          const reply = ctx.getActor(KINDS[kind], "b").stream(null);
          await reply.next();
          try {
            yield 0;
          } finally {
            await reply.return(null);
          }
        },
        ask: (_ctx, input) => input,
      });
      stage.cast("b", {
        async *stream(ctx) {
          yield 1;
          await stepped.passed;
          const back = ctx.getActor(PuppetProxy, "a").ask("back");
          ends.push(await Promise.resolve(back).catch(codeOf));
        },
      });
      // Without a limit: a deadlock that is not found never ends.
      const engine = stage.open({ callTimeoutMs: 0 });
      const reply = engine.getActor(PuppetProxy, "a").stream(null);
      await stage.finish(reply.next());
      await stage.settle();
      const end = reply.return(null);
      await stage.settle();
      stepped.open();
      await stage.finish(end);
      assertEquals(ends, ["deadlock"]);
    },
  );

  testEverywhere(
    "promise 13: `return()` that waits for a turn which waits for it " +
      `("${kind}")`,
    async (stage) => {
      const scenes: string[] = [];
      stage.cast("a", {
        async *stream(ctx) {
          const reply = ctx.getActor(KINDS[kind], "b").stream(null);
          await reply.next();
          try {
            yield 0;
          } finally {
            const end = Promise.resolve(reply.return(null));
            scenes.push(await end.then(() => "returned", codeOf));
          }
        },
      });
      stage.cast("b", {
        async *stream() {
          try {
            for (let index = 0;; index++) yield index;
          } finally {
            scenes.push("finally");
          }
        },
        ask: async (ctx) => {
          const reply = ctx.getActor(PuppetProxy, "a").stream(null);
          await reply.next();
          await reply.return(null);
          scenes.push("over");
        },
      });
      const engine = stage.open({ callTimeoutMs: 0 });
      const b = engine.getActor(KINDS[kind], "b");
      const end = b.ask(null).catch(codeOf);
      await stage.finish(end);
      await stage.settle();
      if (kind === "none") assertEquals(await end, "deadlock");
      else assertEquals(scenes, ["finally", "returned", "over"]);
    },
  );
}
