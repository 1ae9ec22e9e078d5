import { CallError, type Context } from "@backstage/actors";
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { BrittleChainPuppetProxy } from "../cast/generated/brittle_chain_puppet_proxy.gen.ts";
import { BrittleFullPuppetProxy } from "../cast/generated/brittle_full_puppet_proxy.gen.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { MortalFullPuppetProxy } from "../cast/generated/mortal_full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

for (const proxy of [BrittleFullPuppetProxy, MortalFullPuppetProxy]) {
  testEverywhere(
    `${proxy.name}: Engine.run() resolves when its only turn failed late`,
    async (stage) => {
      stage.cast("a", {
        ask: async () => {
          await null;
          throw new Error("late");
        },
      });
      const engine = stage.open({ callTimeoutMs: 0 });
      await assertRejects(
        () => engine.getActor(proxy, "a").ask(1),
        Error,
        "late",
      );
      await engine.run();
      const [end] = stage.eventsOf("deactivated");
      assertEquals(end?.reason, "failure");
    },
  );
}

testEverywhere(
  "reentrancy `chain` begins afresh when a failure passes through two turns",
  async (stage) => {
    let inits = 0;
    stage.cast("a", {
      init: () => void inits++,
      ask: async (ctx, input) => {
        if (input === "inside") throw new Error("inside");
        if (input === "next") return input;
        return await ctx.getActor(BrittleChainPuppetProxy, "a").ask("inside");
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(BrittleChainPuppetProxy, "a");
    await assertRejects(() => a.ask("begin"), Error, "inside");
    assertEquals(await a.ask("next"), "next");
    assertEquals(inits, 2);
  },
);

testEverywhere(
  "reentrancy `chain` runs nothing that stands behind a pill",
  async (stage) => {
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx, input) => {
        ran.push(input);
        await gate.promise;
        ran.push(await ask(ctx, "b").catch((error) => error.name));
      },
    });
    stage.cast("b", {
      ask: (ctx) => ctx.getActor(ChainPuppetProxy, "a").ask("behind"),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(ChainPuppetProxy, "a").ask("begin");
    reply.then(() => {});
    await stage.settle();
    const pill = engine.poisonPill(ChainPuppetProxy, "a");
    gate.resolve();
    await Promise.all([reply, pill]);
    assertEquals(ran, ["begin", "DeadlockError"]);
  },
);

testEverywhere(
  "reentrancy `full` finds the cycle of a turn that an end waits for",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx) => {
        await gate.promise;
        return await ask(ctx, "b");
      },
    });
    stage.cast("b", {
      ask: (ctx) => ctx.getActor(FullPuppetProxy, "a").ask("back"),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const failure = engine.getActor(FullPuppetProxy, "a").ask("begin")
      .then(() => undefined, (error) => error);
    await stage.settle();
    const pill = engine.poisonPill(FullPuppetProxy, "a");
    await stage.settle();
    gate.resolve();
    assertInstanceOf(await failure, CallError);
    await pill;
  },
);

testEverywhere(
  "Activation.unpause() lets an actor end whose last turn ended in the pause",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", { ask: () => gate.promise });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(FullPuppetProxy, "a").ask(1);
    reply.then(() => {});
    await stage.settle();
    const pill = engine.poisonPill(FullPuppetProxy, "a");
    await stage.settle();
    const [activation] = viewOf(engine).registry;
    activation!.pause();
    gate.resolve();
    await reply;
    await stage.settle();
    activation!.unpause();
    await pill;
    await engine.run();
  },
);

testEverywhere(
  "Supervision.directive restarts an actor that is still waited for",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<unknown>();
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "back") return input;
        ask(ctx, "b").then(heard.resolve, heard.reject);
        await null;
        throw new Error("left");
      },
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await gate.promise;
        return await ctx.getActor(BrittlePuppetProxy, "a").ask("back");
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(BrittlePuppetProxy, "a");
    await assertRejects(() => a.ask("leave"), Error, "left");
    gate.resolve();
    assertEquals(await heard.promise, "back");
    await engine.run();
    const [activation] = viewOf(engine).registry;
    assertEquals(activation!.waits, []);
  },
);
