import { type Context, newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

const WRONG_TIMES = [-1, NaN, Infinity, -Infinity, 2 ** 31, "5", null];

/** Casts an actor that sleeps as long as it is asked to. */
function castSleeper(stage: Stage, id = "a"): void {
  stage.cast(id, {
    ask: async (ctx, ms) => {
      await ctx.sleep(ms as number);
      return ctx.now();
    },
  });
}

testOnBothWires(
  "Context.sleep() ends a turn's wait when the time has passed",
  async (stage) => {
    castSleeper(stage);
    const puppet = stage.open().getActor(PuppetProxy, "a");
    const replies = [50, 1, 0, 30].map((ms) => puppet.ask(ms));
    await stage.simulated!.advance(49);
    assertEquals(await Promise.race([replies[0], "sleeps"]), "sleeps");
    await stage.simulated!.advance(100);
    // One turn after another: none begins while one sleeps.
    assertEquals(await Promise.all(replies), [50, 51, 51, 81]);
  },
);

testEverywhere(
  "Context.sleep() with no time lets what is ready run, and no time pass",
  async (stage) => {
    const trace: string[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        ctx.getActor(PuppetProxy, "b").tell(null);
        await ctx.sleep(0);
        trace.push("a");
      },
    });
    stage.cast("b", { tell: () => void trace.push("b") });
    await stage.open().getActor(PuppetProxy, "a").ask(null);
    assertEquals(trace, ["b", "a"]);
    assertEquals(stage.simulated?.now() ?? 0, 0);
  },
);

testEverywhere(
  "Context.sleep() refuses times and signals that it cannot wait with",
  async (stage) => {
    const context = Promise.withResolvers<Context>();
    stage.cast("a", { construct: context.resolve });
    await stage.open().getActor(PuppetProxy, "a").ask(null);
    const ctx = await context.promise;
    for (const ms of WRONG_TIMES) {
      await assertRejects(
        () => ctx.sleep(ms as number),
        RangeError,
        "Cannot sleep: delay must be a number of milliseconds from 0 to " +
          "2147483647, not ",
      );
    }
    for (const signal of [null, {}, new AbortController()]) {
      await assertRejects(
        () => ctx.sleep(1, { signal: signal as AbortSignal }),
        TypeError,
        "Cannot sleep: signal must be an AbortSignal",
      );
    }
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.sleep() lets other turns run where they interleave",
  async (stage) => {
    const trace: string[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        const { label, ms } = input as { label: string; ms: number };
        trace.push(`${label} sleeps`);
        await ctx.sleep(ms);
        trace.push(`${label} wakes`);
      },
    });
    const puppet = stage.open().getActor(FullPuppetProxy, "a");
    const replies = [
      puppet.ask({ label: "long", ms: 40 }),
      puppet.ask({ label: "short", ms: 2 }),
    ];
    await stage.finish(Promise.all(replies));
    assertEquals(trace, [
      "long sleeps",
      "short sleeps",
      "short wakes",
      "long wakes",
    ]);
  },
);

testEverywhere(
  "Context.sleep() works in hooks, timers' turns and payloads' turns",
  async (stage) => {
    const trace: string[] = [];
    const nap = async (ctx: Context, label: string) => {
      await ctx.sleep(3);
      trace.push(label);
    };
    stage.cast("a", {
      init: async (ctx) => {
        await nap(ctx, "init");
        ctx.runOnce(1, () => nap(ctx, "timer"));
      },
      ask: () => {},
      tell: (ctx) => nap(ctx, "payload"),
      deinit: (_reason, ctx) => nap(ctx, "deinit"),
    });
    const engine = stage.open();
    const subscriber = newSubscriber("a", PuppetProxy.Method.tell);
    engine.getStream("news").subscribe(subscriber);
    await stage.finish(engine.getActor(PuppetProxy, "a").ask(null));
    await stage.until(() => trace.includes("timer"));
    engine.getStream("news").next(1);
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(trace, ["init", "timer", "payload", "deinit"]);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.sleep() keeps `run()` waiting, in a turn and behind it",
  async (stage) => {
    const trace: string[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        ctx.sleep(20).then(() => trace.push("left running"));
      },
      tell: async (ctx) => {
        await ctx.sleep(20);
        trace.push("turn");
      },
    });
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.tell(null);
    await stage.finish(engine.run());
    assertEquals(trace, ["turn"]);
    await puppet.ask(null);
    await stage.finish(engine.run());
    assertEquals(trace, ["turn", "left running"]);
  },
);

testOnBothWires(
  "Context.sleep() keeps no actor from its idle end, once its turn is over",
  async (stage) => {
    const trace: unknown[] = [];
    const note = (label: string, ctx: Context) =>
      ctx.sleep(200).then(
        () => trace.push([label, "slept", ctx.now()]),
        () => trace.push([label, "ended", ctx.now()]),
      );
    stage.cast("turn", { ask: (ctx) => note("turn", ctx) });
    stage.cast("left", { ask: (ctx) => void note("left", ctx) });
    const engine = stage.open({ idleMs: 40 });
    const replies = ["turn", "left"].map((id) =>
      engine.getActor(PuppetProxy, id).ask(null)
    );
    await stage.simulated!.advance(199);
    assertEquals(trace.map((end) => (end as unknown[]).slice(0, 2)), [
      ["left", "ended"],
    ]);
    await stage.simulated!.advance(1);
    assertEquals(trace[1], ["turn", "slept", 200]);
    await Promise.all(replies);
  },
);

testEverywhere(
  "Context.sleep() of an outer turn lets a call that comes back run beside it",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "back") return "back";
        const back = ctx.getActor(PuppetProxy, "b").ask(null);
        const [answer] = await Promise.all([back, ctx.sleep(5)]);
        return answer;
      },
    });
    stage.cast("b", {
      ask: async (ctx) => {
        await ctx.sleep(1);
        return await ctx.getActor(ChainPuppetProxy, "a").ask("back");
      },
    });
    const engine = stage.open();
    const reply = engine.getActor(ChainPuppetProxy, "a").ask(null);
    assertEquals(await stage.finish(reply), "back");
  },
);
