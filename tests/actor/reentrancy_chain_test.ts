import type { ActorProxy, Context } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

function askChain(
  ctx: Context,
  id: string,
  input?: unknown,
): Promise<unknown> {
  return ctx.getActor(ChainPuppetProxy, id).ask(input);
}

testEverywhere(
  "reentrancy `chain` lets no call come back to a hook",
  async (stage) => {
    const heard: unknown[] = [];
    const call = async (hook: string, ctx: Context) => {
      heard.push(hook, await ask(ctx, "b").catch((error) => error.name));
    };
    stage.cast("a", {
      init: (ctx) => call("init", ctx),
      deinit: (_reason, ctx) => call("deinit", ctx),
      ask: () => "a",
    });
    stage.cast("b", { ask: (ctx) => askChain(ctx, "a") });
    const engine = stage.open({ callTimeoutMs: 0 });
    assertEquals(await engine.getActor(ChainPuppetProxy, "a").ask(1), "a");
    await engine.poisonPill(ChainPuppetProxy, "a");
    assertEquals(heard, ["init", "DeadlockError", "deinit", "DeadlockError"]);
  },
);

testEverywhere(
  "reentrancy `chain` runs all that came back before the turn waits for it",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const signals = new Set<AbortSignal>();
    stage.cast("a", {
      ask: (ctx, input) => {
        signals.add(ctx.turn.signal);
        if (input !== "begin") return input;
        const reply = ask(ctx, "b");
        return gate.promise.then(() => reply);
      },
    });
    stage.cast("b", {
      ask: (ctx) => Promise.all([askChain(ctx, "a", 1), askChain(ctx, "a", 2)]),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(ChainPuppetProxy, "a").ask("begin");
    reply.then(() => {});
    await stage.settle();
    gate.resolve();
    assertEquals(await reply, [1, 2]);
    assertEquals(signals.size, 3, "each turn has a signal of its own");
  },
);

testEverywhere(
  "reentrancy `chain` takes no call beside its own for one that waits",
  async (stage) => {
    const [begin, end] = [1, 2].map(() => Promise.withResolvers<void>());
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "begin") {
          return await Promise.all([ask(ctx, "p", "back"), ask(ctx, "q")]);
        }
        await end!.promise;
        return input;
      },
    });
    stage.cast("p", {
      ask: async (ctx, input) =>
        input === "back" ? await askChain(ctx, "a", input) : input,
    });
    stage.cast("q", {
      ask: async (ctx) => {
        await begin!.promise;
        return await ask(ctx, "p", "other");
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(ChainPuppetProxy, "a").ask("begin");
    reply.then(() => {});
    await stage.settle();
    begin!.resolve();
    await stage.settle();
    end!.resolve();
    assertEquals(await reply, ["back", "other"]);
  },
);

testEverywhere(
  "reentrancy `chain` keeps no room for calls back that are done",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx, input) => input === "back" ? 1 : await ask(ctx, "b"),
    });
    stage.cast("b", {
      ask: async (ctx) => {
        let sum = 0;
        while (sum < 20) sum += Number(await askChain(ctx, "a", "back"));
        return sum;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0, inboxCapacity: 8 });
    assertEquals(await engine.getActor(ChainPuppetProxy, "a").ask(1), 20);
  },
);

testEverywhere(
  "reentrancy `chain` keeps the order of a proxy that came in a message",
  async (stage) => {
    interface Puppet extends ActorProxy {
      ask(input: unknown): Promise<unknown>;
    }
    const trace: unknown[] = [];
    stage.cast("b", {
      ask: async (ctx, input) => {
        const { a } = input as { a: Puppet };
        ctx.getActor(ChainPuppetProxy, "a").tell("before");
        await a.ask("back");
      },
    });
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "back") trace.push(input);
        else {
          const { b } = input as { b: Puppet };
          await b.ask({ a: ctx.getActor(ChainPuppetProxy, "a") });
        }
      },
      tell: (_ctx, input) => void trace.push(input),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    // Both made before the actor is live: only the first one holds its cell.
    const [first, second] = [1, 2].map(() => engine.getActor(PuppetProxy, "b"));
    await first!.tell(0);
    await engine.getActor(ChainPuppetProxy, "a").ask({ b: second });
    assertEquals(trace, ["before", "back"]);
  },
);
