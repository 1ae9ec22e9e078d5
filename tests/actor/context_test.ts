import type { Context } from "@backstage/actors";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** Wakes an actor and returns its context. */
async function openContext(
  stage: Stage,
  engine: ReturnType<Stage["open"]>,
): Promise<Context> {
  let context: Context | undefined;
  stage.cast("a", { construct: (ctx) => void (context = ctx) });
  await engine.getActor(PuppetProxy, "a").ask(null);
  return context!;
}

testEverywhere("Context knows its actor", async (stage) => {
  const ctx = await openContext(stage, stage.open());
  assertEquals([ctx.actorType, ctx.actorId], ["Puppet", "a"]);
});

testEverywhere(
  "Context.log names the actor in every line",
  async (stage) => {
    const ctx = await openContext(stage, stage.open());
    for (const level of ["debug", "info", "warn", "error"] as const) {
      ctx.log[level]("count", 1);
    }
    assertEquals(
      stage.lines.map((line) =>
        /^(\w+) .*Puppet\/a.* count 1$/.exec(line)?.[1]
      ),
      ["debug", "info", "warn", "error"],
    );
  },
);

testEverywhere(
  "Context.signal is aborted when the activation ends, before deinit",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        assertStrictEquals(ctx.signal, ctx.signal);
        ctx.signal.addEventListener("abort", () => trace.push("abort"));
      },
      deinit: (_reason, ctx) => void trace.push(`deinit ${ctx.signal.aborted}`),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    await puppet.ask(null);
    assertEquals(trace, []);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(trace, ["abort", "abort", "deinit true"]);
  },
);

testEverywhere(
  "Context.signal that is first asked for at the end is aborted",
  async (stage) => {
    const engine = stage.open();
    const ctx = await openContext(stage, engine);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(ctx.signal.aborted, true);
  },
);

testEverywhere(
  "Context takes no timers when its activation has ended",
  async (stage) => {
    const engine = stage.open();
    const ctx = await openContext(stage, engine);
    await engine.poisonPill(PuppetProxy, "a");
    assertThrows(
      () => ctx.runRecurring(1, () => {}),
      Error,
      'Cannot run recurring: activation of "Puppet/a" has ended',
    );
    assertEquals(engine.snapshot().timers, 0);
  },
);

testEverywhere(
  "Context.getActor() lets a constructor and hooks call others",
  async (stage) => {
    const heard: unknown[] = [];
    const call = async (by: string, ctx: Context) => {
      heard.push([by, await ctx.getActor(PuppetProxy, "b").ask(by)]);
    };
    stage.cast("a", {
      construct: (ctx) => void call("construct", ctx),
      init: (ctx) => call("init", ctx),
      ask: () => Promise.resolve("a"),
      deinit: (_reason, ctx) => call("deinit", ctx),
    });
    stage.cast("b", { ask: (_ctx, input) => input });
    const engine = stage.open({ callTimeoutMs: 0 });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(1), "a");
    await engine.poisonPill(PuppetProxy, "a");
    const ends = ["construct", "init", "deinit"].map((by) => [by, by]);
    assertEquals(heard, ends);
  },
);
