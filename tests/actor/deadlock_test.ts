import {
  type ActorProxy,
  type Context,
  DeadlockError,
  newSubscriber,
} from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

/** Calls back with what came of a promise, be it only the error's name. */
function hear(promise: Promise<unknown>, tell: (end: unknown) => void): void {
  promise.then(tell, (error) => tell(error.name));
}

for (const when of ["at once", "after an await"]) {
  testEverywhere(
    `promise 13: a call with handlers that its turn left ${when} is no edge`,
    async (stage) => {
      const heard = Promise.withResolvers<unknown>();
      stage.cast("a", {
        ask: async (ctx) => {
          if (when !== "at once") await null;
          hear(ask(ctx, "b", "note"), heard.resolve);
          return "a";
        },
      });
      stage.cast("b", {
        ask: async (ctx, input) =>
          input === "note" ? input : await ask(ctx, "a"),
      });
      const engine = stage.open({ callTimeoutMs: 0 });
      assertEquals(await engine.getActor(PuppetProxy, "b").ask(1), "a");
      assertEquals(await heard.promise, "note");
    },
  );
}

for (const by of ["ask", "construct"] as const) {
  testEverywhere(
    `promise 13: what \`${by}\` left is no edge of the turn that follows`,
    async (stage) => {
      const gate = Promise.withResolvers<void>();
      const heard = Promise.withResolvers<unknown>();
      const leave = (ctx: Context) => hear(ask(ctx, "b"), heard.resolve);
      stage.cast("a", {
        construct: (ctx) => by === "construct" && leave(ctx),
        ask: (ctx, input) => {
          if (input === "leave") return by === "ask" && leave(ctx);
          return input === "wait" ? gate.promise : input;
        },
      });
      stage.cast("b", { ask: (ctx) => ask(ctx, "a", "again") });
      const engine = stage.open({ callTimeoutMs: 0 });
      const a = engine.getActor(PuppetProxy, "a");
      const replies = [a.ask("leave"), a.ask("wait")];
      for (const reply of replies) reply.then(() => {});
      for (let round = 0; round < 3; round++) await stage.settle();
      gate.resolve();
      assertEquals(await heard.promise, "again");
      await Promise.all(replies);
    },
  );
}

testEverywhere(
  "promise 13: what a turn left beside an open one is no edge of that one",
  async (stage) => {
    const gate = Promise.withResolvers<string>();
    const heard = Promise.withResolvers<unknown>();
    stage.cast("full", {
      ask: (ctx, input) => {
        if (input === "wait") return gate.promise;
        hear(ask(ctx, "a", "other"), heard.resolve);
        return input;
      },
    });
    stage.cast("a", {
      ask: (ctx, input) =>
        input === "other"
          ? input
          : ctx.getActor(FullPuppetProxy, "full").ask("wait"),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(PuppetProxy, "a").ask("begin");
    reply.then(() => {});
    await stage.settle();
    await engine.getActor(FullPuppetProxy, "full").ask("leave");
    for (let round = 0; round < 3; round++) await stage.settle();
    gate.resolve("waited");
    assertEquals(await reply, "waited");
    assertEquals(await heard.promise, "other");
  },
);

testEverywhere(
  "promise 13: a reply that an earlier turn kept closes a cycle when awaited",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    let kept: Promise<unknown> | undefined;
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "next") return await kept;
        kept = ask(ctx, "b");
        kept.catch(() => {});
        return await null;
      },
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await gate.promise;
        return await ask(ctx, "a", "again");
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(PuppetProxy, "a");
    await a.ask("keep");
    const failure = a.ask("next").then(() => undefined, (error) => error);
    await stage.settle();
    gate.resolve();
    assertInstanceOf(await failure, DeadlockError);
  },
);

testEverywhere(
  "promise 13: a cycle through proxies that were made before their actors",
  async (stage) => {
    stage.cast("b", { ask: (ctx) => ask(ctx, "a") });
    stage.cast("a", {
      ask: (_ctx, input) => {
        const { b } = input as {
          b: ActorProxy & { ask(input: unknown): Promise<unknown> };
        };
        return b.ask(1);
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    // Only the first of each holds the cell that the actor has in the end.
    const [, b] = [1, 2].map(() => engine.getActor(PuppetProxy, "b"));
    const [first, a] = [1, 2].map(() => engine.getActor(PuppetProxy, "a"));
    await first!.tell(0);
    const failure = a!.ask({ b }).then(() => undefined, (error) => error);
    assertInstanceOf(await failure, DeadlockError);
  },
);

for (const proxy of [PuppetProxy, ChainPuppetProxy, FullPuppetProxy]) {
  testEverywhere(
    `${proxy.name}: a stream's payload is a turn that may wait for itself`,
    async (stage) => {
      const heard = Promise.withResolvers<unknown>();
      stage.cast("a", {
        tell: async (ctx) => {
          const reply = ask(ctx, "b");
          hear(reply, heard.resolve);
          await reply.catch(() => {});
        },
        ask: () => "a",
      });
      stage.cast("b", { ask: (ctx) => ctx.getActor(proxy, "a").ask(1) });
      const engine = stage.open({ callTimeoutMs: 0 });
      const news = engine.getStream<unknown>("news");
      news.subscribe(newSubscriber("a", proxy.Method.tell));
      news.next(1);
      const end = proxy === PuppetProxy ? "DeadlockError" : "a";
      assertEquals(await heard.promise, end);
      await engine.run();
    },
  );
}
