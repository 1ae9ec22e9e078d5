import { observe } from "@backstage/actors/telemetry";
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { assertEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { MortalProxy } from "../cast/generated/mortal_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck } from "../support/calls.ts";
import { testEverywhere } from "../support/stage.ts";
import {
  FakeTracer,
  followContexts,
  traceTurns,
} from "../support/telemetry.ts";

followContexts();

testEverywhere(
  "observe() shows hooks, init where its waker waits",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine, { filter: () => true });
    stage.cast("a", {
      init: async (ctx) => {
        await null;
        await ctx.getActor(PuppetProxy, "b").ask(null);
      },
      deinit: () => {
        throw new Error("deinit");
      },
    });
    stage.cast("b", { init: () => Promise.reject(new Error("init")) });
    await tracer.startActiveSpan("request", async () => {
      await failureOf(engine.getActor(PuppetProxy, "a").ask(null));
    });
    stage.cast("b", {});
    await engine.getActor(PuppetProxy, "a").ask(null);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(tracer.tree, [
      "request",
      "Puppet/init < request",
      "Puppet/init < Puppet/init < request",
      "Puppet/init",
      "Puppet/init < Puppet/init",
      "Puppet/ask < Puppet/init",
      "Puppet/ask",
      "Puppet/deinit",
    ]);
    const failed = tracer.spans
      .filter(({ status }) => status.code === SpanStatusCode.ERROR)
      .map(({ name, status }) => [name, status.message]);
    assertEquals(failed[1], ["Puppet/init", "init"]);
    assertEquals(failed.at(-1), ["Puppet/deinit", "deinit"]);
    const actors = tracer.spans.filter(({ name }) => name !== "request");
    assertEquals(actors.map(({ ends }) => ends), Array(7).fill(1));
  },
);

testEverywhere(
  "observe() leaves others' contexts out of hooks",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    let active: unknown = "none";
    stage.cast("a", { init: () => void (active = trace.getActiveSpan()) });
    // The first call has the engine run both, in its own context.
    const first = tracer.startActiveSpan("request", () => {
      return engine.getActor(PuppetProxy, "b").ask(null).then(() => {});
    });
    await Promise.all([first, engine.getActor(PuppetProxy, "a").ask(null)]);
    assertEquals(active, undefined);
  },
);

testEverywhere("observe() takes no caller for another", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine);
  // A constructor runs in the context of whoever had the engine run.
  stage.cast("a", {
    construct: (ctx) => void ctx.getActor(PuppetProxy, "c").ask(null),
  });
  const first = tracer.startActiveSpan("request", () => {
    return engine.getActor(PuppetProxy, "b").ask(null).then(() => {});
  });
  await Promise.all([first, engine.getActor(PuppetProxy, "a").ask(null)]);
  await engine.run();
  assertEquals(tracer.tree.toSorted(), [
    "Puppet/ask",
    "Puppet/ask",
    "Puppet/ask < request",
    "request",
  ]);
});

testEverywhere("observe() has ends belong to nobody", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine, { filter: () => true });
  // It has no `init`.
  await tracer.startActiveSpan("request", async () => {
    await engine.getActor(MortalProxy, "m").count();
  });
  await engine.poisonPill(MortalProxy, "m");
  assertEquals(tracer.tree, [
    "request",
    "Mortal/count < request",
    "Mortal/deinit",
  ]);
});

testEverywhere("observe() has restarts begin afresh", async (stage) => {
  const engine = stage.open();
  const tracer = traceTurns(engine, {
    filter: ({ method }) => method === "init",
  });
  stage.cast("a", { ask: () => Promise.reject(new Error("no")) });
  await tracer.startActiveSpan("request", async () => {
    const a = engine.getActor(BrittlePuppetProxy, "a");
    await a.ask(null).catch(() => {});
    await stage.until(() => tracer.spans.length === 3);
  });
  assertEquals(tracer.tree, [
    "request",
    "BrittlePuppet/init < request",
    "BrittlePuppet/init",
  ]);
});

testEverywhere("TelemetryOptions.filter leaves spans out", async (stage) => {
  const engine = stage.open();
  const seen: unknown[] = [];
  const tracer = traceTurns(engine, {
    filter: ({ actor, method, caller }) => {
      if (method === "init" || method === "deinit") return false;
      seen.push([actor, method, caller]);
      if (actor.id === "throws") throw new Error("filter");
      return actor.id !== "quiet";
    },
  });
  stage.cast("quiet", {
    ask: async (ctx) => await ctx.getActor(PuppetProxy, "loud").ask(null),
  });
  await tracer.startActiveSpan("request", async () => {
    await engine.getActor(PuppetProxy, "quiet").ask(null);
    await engine.getActor(PuppetProxy, "throws").ask(null);
  });
  const quiet = { type: "Puppet", id: "quiet" };
  assertEquals(seen, [
    [quiet, "ask", null],
    [{ type: "Puppet", id: "loud" }, "ask", quiet],
    [{ type: "Puppet", id: "throws" }, "ask", null],
  ]);
  assertEquals(tracer.tree, ["request", "Puppet/ask < request"]);
  assertEquals(stage.lines, [
    "error A telemetry filter failed: Error: filter",
  ]);
});

testEverywhere(
  "observe() shows what replaces a dropped envelope",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    const meter = engine.getActor(MeterProxy, "m");
    for (const value of [1, 2, 3, 4, 5]) meter.read(value);
    await engine.run();
    assertEquals(await meter.readings(), [3, 4, 5]);
    assertEquals(tracer.tree, [
      "Meter/read",
      "Meter/read",
      "Meter/read",
      "Meter/readings",
    ]);
  },
);

testEverywhere(
  "observe() ends the spans of turns that are cut",
  async (stage) => {
    const engine = stage.open();
    const tracer = traceTurns(engine);
    stage.cast("a", { ask: stuck });
    const reply = engine.getActor(PuppetProxy, "a").ask(null).catch(() => {});
    await stage.settle();
    await stage.finish(engine.stop({ drain: false }));
    await reply;
    const { status, attributes, ends } = tracer.only("Puppet/ask");
    assertEquals(status.code, SpanStatusCode.ERROR);
    assertEquals([attributes["backstage.outcome"], ends], ["unknown", 1]);
  },
);

testEverywhere("observe() is over when it is disposed of", async (stage) => {
  const engine = stage.open();
  const tracer = new FakeTracer();
  const telemetry = observe(engine, { tracer, metrics: false });
  const gate = Promise.withResolvers<void>();
  stage.cast("a", { ask: () => gate.promise });
  const a = engine.getActor(PuppetProxy, "a");
  const reply = a.ask(null);
  reply.then(() => {});
  await stage.settle();
  telemetry[Symbol.dispose]();
  telemetry[Symbol.dispose]();
  gate.resolve();
  await reply;
  await a.ask(null);
  await engine.poisonPill(PuppetProxy, "a");
  assertEquals(tracer.tree, ["Puppet/init", "Puppet/ask"]);
  const { ends, attributes } = tracer.only("Puppet/ask");
  assertEquals([ends, attributes["backstage.outcome"]], [1, "unknown"]);
});

testEverywhere(
  "observe() breaks no turn where a tracer throws",
  async (stage) => {
    const engine = stage.open();
    const tracer = new FakeTracer();
    const broken = Object.assign(tracer, {
      startSpan: () => {
        throw new Error("tracer");
      },
    });
    observe(engine, { tracer: broken, metrics: false });
    stage.cast("a", { ask: () => context.active() !== undefined });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(null), true);
    assertEquals(stage.lines.every((line) => line.includes("tracer")), true);
    assertEquals(stage.lines.length > 0, true);
  },
);
