import { CallError, type Context, DeadlockError } from "@backstage/actors";
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { BrittleFullPuppetProxy } from "../cast/generated/brittle_full_puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

function askChain(ctx: Context, id: string, input?: unknown) {
  return ctx.getActor(ChainPuppetProxy, id).ask(input);
}

testEverywhere(
  "reentrancy `chain` lets a call chain come back to its own actors",
  async (stage) => {
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        trace.push(`a ${input} begins`);
        if (input !== 0) await ctx.getActor(PuppetProxy, "b").ask(input);
        trace.push(`a ${input} ends`);
        return `a ${input}`;
      },
    });
    stage.cast("b", {
      ask: async (ctx, input) => await askChain(ctx, "a", Number(input) - 1),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(ChainPuppetProxy, "a");
    assertEquals(await a.ask(1), "a 1");
    assertEquals(trace, ["a 1 begins", "a 0 begins", "a 0 ends", "a 1 ends"]);
    // Twice round: the second time `b` waits for itself, and it is `none`.
    assertInstanceOf(
      await a.ask(2).then(() => undefined, (error) => error),
      DeadlockError,
    );
    await engine.run();
    assertEquals(engine.snapshot().actors.map(({ state }) => state), [
      "idle",
      "idle",
    ]);
  },
);

testEverywhere(
  "reentrancy `chain` lets an actor await itself, however deep",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === 0) return 0;
        return 1 + Number(await askChain(ctx, "a", Number(input) - 1));
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    assertEquals(await engine.getActor(ChainPuppetProxy, "a").ask(50), 50);
    await engine.run();
    const [actor] = engine.snapshot().actors;
    assertEquals(actor?.accepted, 51);
    assertEquals(actor?.handled, 51);
  },
);

testEverywhere(
  "reentrancy `chain` keeps everybody else waiting, and a sender's order",
  async (stage) => {
    const trace: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx, input) => {
        trace.push(input);
        if (input === "begin") {
          await ctx.getActor(PuppetProxy, "b").ask(0);
          await gate.promise;
          trace.push("end");
        }
      },
      tell: (_ctx, input) => void trace.push(input),
    });
    stage.cast("b", {
      ask: async (ctx) => {
        const a = ctx.getActor(ChainPuppetProxy, "a");
        a.tell("before 1");
        a.tell("before 2");
        const reply = a.ask("back");
        a.tell("behind");
        await reply;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(ChainPuppetProxy, "a");
    const begun = a.ask("begin");
    a.tell("stranger");
    await stage.settle();
    assertEquals(trace, ["begin", "before 1", "before 2", "back"]);
    gate.resolve();
    await begun;
    await engine.run();
    assertEquals(trace.slice(4), ["end", "stranger", "behind"]);
    assertEquals(engine.snapshot().actors.map(({ handled }) => handled), [
      6,
      1,
    ]);
  },
);

testEverywhere(
  "reentrancy `chain` lets no stranger in: that is a deadlock",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const meet = (other: string) => async (ctx: Context, input: unknown) => {
      if (input === "answer") return "answer";
      await gate.promise;
      return await askChain(ctx, other, "answer");
    };
    stage.cast("a", { ask: meet("b") });
    stage.cast("b", { ask: meet("a") });
    const engine = stage.open({ callTimeoutMs: 0 });
    const replies = ["a", "b"].map((id) =>
      engine.getActor(ChainPuppetProxy, id).ask("begin").then(
        (value) => value,
        (error) => error.name,
      )
    );
    await stage.settle();
    gate.resolve();
    assertEquals((await Promise.all(replies)).sort(), [
      "DeadlockError",
      "answer",
    ]);
  },
);

testEverywhere(
  "reentrancy `chain` lets a failure inside end the actor when all is over",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "back") throw new Error("inside");
        return await askChain(ctx, "a", "back").catch((error) => `${error}`);
      },
    });
    const a = engine.getActor(ChainPuppetProxy, "a");
    assertEquals(await a.ask("begin"), "Error: inside");
    assertEquals(await a.ask("begin"), "Error: inside");
    assertEquals(engine.snapshot().actors[0]?.failed, 2);
  },
);

testEverywhere(
  "reentrancy `full` begins the next turn where the last one awaits",
  async (stage) => {
    const trace: unknown[] = [];
    const gates = new Map(
      [1, 2, 3].map((key) => [key, Promise.withResolvers<void>()]),
    );
    stage.cast("a", {
      ask: async (_ctx, input) => {
        trace.push(`${input} begins`);
        await gates.get(input as number)!.promise;
        trace.push(`${input} ends`);
        return input;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(FullPuppetProxy, "a");
    const replies = [1, 2, 3].map((key) => a.ask(key));
    for (const reply of replies) reply.then(() => {});
    await stage.settle();
    assertEquals(trace, ["1 begins", "2 begins", "3 begins"]);
    assertEquals(engine.snapshot().actors[0]?.handled, 0);
    let isDone = false;
    const done = engine.run().then(() => isDone = true);
    for (const key of [2, 3, 1]) {
      assertEquals(isDone, false);
      gates.get(key)!.resolve();
      assertEquals(await replies[key - 1], key);
    }
    await done;
    assertEquals(trace.slice(3), ["2 ends", "3 ends", "1 ends"]);
    assertEquals(engine.snapshot().actors[0]?.handled, 3);
  },
);

testEverywhere(
  "reentrancy `full` lets actors await each other",
  async (stage) => {
    const answer = (other: string) => async (ctx: Context, input: unknown) =>
      input === "answer"
        ? other
        : await ctx.getActor(FullPuppetProxy, other).ask("answer");
    stage.cast("a", { ask: answer("b") });
    stage.cast("b", { ask: answer("a") });
    const engine = stage.open({ callTimeoutMs: 0 });
    const [a, b] = ["a", "b"].map((id) => engine.getActor(FullPuppetProxy, id));
    assertEquals(await Promise.all([a!.ask(1), b!.ask(1), a!.ask(2)]), [
      "a",
      "b",
      "a",
    ]);
  },
);

testEverywhere(
  "reentrancy `full` still finds the cycle of its only turn",
  async (stage) => {
    stage.cast("full", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "none").ask(1),
    });
    stage.cast("none", {
      ask: (ctx) => ctx.getActor(FullPuppetProxy, "full").ask(1),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const error = await engine.getActor(PuppetProxy, "none").ask(1)
      .then(() => undefined, (error) => error);
    assertInstanceOf(error, DeadlockError);
    assertEquals(error.cycle, [
      "Puppet/none.ask",
      "FullPuppet/full.ask",
      "Puppet/none.ask",
    ]);
  },
);

testEverywhere(
  "reentrancy `full` lets turns end before the actor does",
  async (stage) => {
    const trace: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      init: () => void trace.push("init"),
      ask: async (_ctx, input) => {
        await gate.promise;
        trace.push(input);
      },
      deinit: (reason) => void trace.push(reason),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(FullPuppetProxy, "a");
    const replies = [a.ask(1), a.ask(2)];
    const pill = engine.poisonPill(FullPuppetProxy, "a");
    const behind = a.ask("behind");
    for (const reply of replies) reply.then(() => {});
    await stage.settle();
    assertEquals(trace, ["init"]);
    gate.resolve();
    await Promise.all([...replies, pill]);
    assertEquals(trace, ["init", 1, 2, "poison"]);
    await assertRejects(() => behind, CallError, "poisoned");
    await engine.run();
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "reentrancy `full` begins afresh when the turns beside a failure are over",
  async (stage) => {
    const trace: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      init: () => void trace.push("init"),
      ask: async (_ctx, input) => {
        if (input === "wait") await gate.promise;
        trace.push(input);
        if (input === "fail") throw new Error("brittle");
        return input;
      },
      deinit: (reason) => void trace.push(reason),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(BrittleFullPuppetProxy, "a");
    const waiting = a.ask("wait");
    const failing = assertRejects(() => a.ask("fail"), Error, "brittle");
    await failing;
    const next = a.ask("next");
    next.then(() => {});
    await stage.settle();
    assertEquals(trace, ["init", "fail"]);
    gate.resolve();
    assertEquals(await waiting, "wait");
    assertEquals(await next, "next");
    assertEquals(trace, ["init", "fail", "wait", "failure", "init", "next"]);
    await engine.run();
  },
);

for (const drain of [true, false]) {
  testEverywhere(
    `reentrancy \`full\` lets an engine stop, drain ${drain}`,
    async (stage) => {
      const gate = Promise.withResolvers<void>();
      const ends: unknown[] = [];
      stage.cast("a", {
        ask: () => gate.promise,
        deinit: (reason) => void ends.push(reason),
      });
      const engine = stage.open({ callTimeoutMs: 0 });
      const a = engine.getActor(FullPuppetProxy, "a");
      const replies = [1, 2, 3].map((key) =>
        a.ask(key).then(() => "value", (error) => error.outcome)
      );
      await stage.settle();
      const stopped = engine.stop({ drain });
      if (drain) gate.resolve();
      await stopped;
      const outcome = drain ? "value" : "unknown";
      assertEquals(await Promise.all(replies), Array(3).fill(outcome));
      assertEquals(ends, ["shutdown"]);
      assertEquals(engine.snapshot().actors, []);
      gate.resolve();
      await stage.settle();
    },
  );
}
