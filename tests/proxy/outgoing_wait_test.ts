import { CodecError, DeadlockError, type Interceptor } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

type Outgoing = NonNullable<Interceptor["outgoing"]>;

const LOOKS: Readonly<Record<string, Outgoing>> = {
  "pass the reply on": (_call, next) => next(),
  "await it": async (_call, next) => {
    await next();
  },
  "wait before": async (_call, next) => {
    await null;
    next();
  },
};

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

for (const way of ["pass the reply on", "await it"]) {
  testEverywhere(
    `Interceptor.outgoing() may ${way}: a deadlock is found, and none is made`,
    async (stage) => {
      const outgoing = LOOKS[way]!;
      const engine = stage.open({ interceptors: [{ outgoing }] });
      const notes: unknown[] = [];
      stage.cast("a", {
        ask: async (ctx, input) => {
          const self = ctx.self(PuppetProxy);
          if (input === "call") return await self.ask("none");
          if (input === "none") return 1;
          // It does not wait for what it sends to itself.
          self.tell(2);
          await ctx.getActor(PuppetProxy, "b").ask(3);
          return notes.push("sent");
        },
        tell: (_ctx, input) => void notes.push(input),
      });
      stage.cast("b", { ask: () => null });
      const a = engine.getActor(PuppetProxy, "a");
      assert(await errorOf(stage, a.ask("call")) instanceof DeadlockError);
      await stage.finish(a.ask("send"));
      await stage.finish(engine.run());
      assertEquals(notes, ["sent", 2]);
    },
  );
}

testEverywhere(
  "Interceptor.outgoing() sees a payload that can be no message",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{ outgoing: LOOKS["wait before"]! }, {
        outgoing: (call, next) => call.method === "ask" ? call.payload : next(),
      }],
    });
    const a = engine.getActor(PuppetProxy, "a");
    for (const call of [a.ask(() => {}), a.tell(() => {})]) {
      const error = await errorOf(stage, call);
      assert(error instanceof CodecError);
      assertEquals(error.outcome, "not-run");
    }
  },
);
