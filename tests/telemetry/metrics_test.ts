import { observe, type TelemetryOptions } from "@backstage/actors/telemetry";
import { type Engine, newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import deno from "../../deno.json" with { type: "json" };
import { NAME, VERSION } from "../../src/base/version.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";
import { FakeMeter, type Figure } from "../support/telemetry.ts";

/** Watches an engine's metrics only. */
function open(
  engine: Engine,
  options: TelemetryOptions = {},
): { fake: FakeMeter; telemetry: Disposable } {
  const fake = new FakeMeter();
  const telemetry = observe(engine, {
    meter: fake.meter,
    spans: false,
    ...options,
  });
  return { fake, telemetry };
}

/** The values of one actor type by the names of their metrics. */
function valuesOf(figures: Figure[], type: string): Record<string, number> {
  return Object.fromEntries(
    figures
      .filter(({ attributes }) => attributes["backstage.actor.type"] === type)
      .map(({ name, value }) => [name.replace("backstage.", ""), value]),
  );
}

Deno.test("observe() names the tracer and meter as the package", () => {
  assertEquals([NAME, VERSION], [deno.name, deno.version]);
});

testEverywhere("observe() counts by actor type when asked", async (stage) => {
  const engine = stage.open({ inboxCapacity: 2 });
  // From before it is observed, too.
  await engine.getActor(PuppetProxy, "a").ask(null);
  const { fake } = open(engine);
  stage.cast("b", { ask: () => Promise.reject(new Error("no")) });
  await engine.getActor(PuppetProxy, "b").ask(null).catch(() => {});
  const a = engine.getActor(PuppetProxy, "a");
  for (let count = 0; count < 3; count++) a.ask(null).catch(() => {});
  const meter = engine.getActor(MeterProxy, "m");
  for (let value = 0; value < 5; value++) meter.read(value);
  const queued = fake.collect();
  await engine.run();
  assertEquals(valuesOf(queued, "Puppet"), {
    "envelopes.accepted": 4,
    "envelopes.handled": 2,
    "envelopes.refused": 1,
    "envelopes.dropped": 0,
    "turns.failed": 1,
    "dead_letters": 0,
    "activations": 2,
    "restarts": 0,
    "actors": 2,
    "envelopes.waiting": 2,
  });
  assertEquals(valuesOf(fake.collect(), "Puppet")["envelopes.handled"], 4);
  const { "envelopes.dropped": dropped, dead_letters } = valuesOf(
    fake.collect(),
    "Meter",
  );
  assertEquals([dropped, dead_letters], [2, 2]);
});

testEverywhere("observe() counts on when actors end", async (stage) => {
  const engine = stage.open();
  const { fake } = open(engine);
  const read = () => {
    const { actors, activations, "envelopes.accepted": accepted } = valuesOf(
      fake.collect(),
      "Puppet",
    );
    return [actors, activations, accepted];
  };
  const a = engine.getActor(PuppetProxy, "a");
  await a.ask(null);
  await a.ask(null);
  assertEquals(read(), [1, 1, 2]);
  await engine.poisonPill(PuppetProxy, "a");
  assertEquals(read(), [0, 1, 3]);
  // The proxy's own cell lives again, and another one's does.
  await a.ask(null);
  assertEquals(read(), [1, 2, 4]);
  await engine.poisonPill(PuppetProxy, "a");
  await engine.getActor(PuppetProxy, "a").ask(null);
  assertEquals(read(), [1, 3, 6]);
  await stage.finish(engine.stop());
  assertEquals(read(), [0, 3, 7]);
});

testSimulated("observe() measures queue and turn times", async (stage) => {
  const engine = stage.open();
  const { fake } = open(engine, { attributes: { engine: "one" } });
  const gates = [1, 2].map(() => Promise.withResolvers<void>());
  stage.cast("a", {
    ask: (_ctx, input) => gates[Number(input)]!.promise,
    tell: (ctx) => void ctx.runOnce(5, () => {}),
  });
  const a = engine.getActor(PuppetProxy, "a");
  const replies = [a.ask(0), a.ask(1).catch(() => {})];
  for (const reply of replies) reply.then(() => {});
  await stage.settle();
  await stage.simulated!.advance(20);
  gates[0]!.resolve();
  await stage.settle();
  await stage.simulated!.advance(30);
  gates[1]!.reject(new Error("no"));
  await Promise.all(replies);
  engine.getStream("news").subscribe(
    newSubscriber("a", PuppetProxy.Method.tell),
  );
  engine.getStream("news").next(null);
  await stage.simulated!.advance(10);
  const told = fake.records.map(({ name, value, attributes }) => [
    name.replace("backstage.", ""),
    value,
    attributes["backstage.method"],
    attributes["backstage.outcome"],
  ]);
  assertEquals(told, [
    ["queue.duration", 0, "ask", undefined],
    ["turn.duration", 0.02, "ask", "done"],
    ["queue.duration", 0.02, "ask", undefined],
    ["turn.duration", 0.03, "ask", "failed"],
    ["queue.duration", 0, "tell", undefined],
    ["turn.duration", 0, "tell", "done"],
    ["queue.duration", 0, "timer", undefined],
    ["turn.duration", 0, "timer", "done"],
  ]);
  assertEquals(
    fake.records.at(-1)?.attributes,
    {
      engine: "one",
      "backstage.actor.type": "Puppet",
      "backstage.method": "timer",
      "backstage.outcome": "done",
    },
  );
});

testEverywhere("observe() has as many series as methods", async (stage) => {
  const engine = stage.open();
  const { fake } = open(engine);
  for (let id = 0; id < 100; id++) {
    await engine.getActor(PuppetProxy, `${id}`).ask(id);
  }
  const series = new Set(
    [...fake.records, ...fake.collect()].map(({ name, attributes }) =>
      JSON.stringify([name, attributes])
    ),
  );
  assertEquals(series.size, 12);
});

testEverywhere("TelemetryOptions.durations may be off", async (stage) => {
  const engine = stage.open();
  const { fake } = open(engine, { durations: false });
  await engine.getActor(PuppetProxy, "a").ask(null);
  assertEquals(fake.records, []);
  assertEquals(valuesOf(fake.collect(), "Puppet")["envelopes.handled"], 1);
});

testEverywhere("observe() measures nothing when disposed of", async (stage) => {
  const engine = stage.open();
  const { fake, telemetry } = open(engine);
  telemetry[Symbol.dispose]();
  await engine.getActor(PuppetProxy, "a").ask(null);
  assertEquals([...fake.records, ...fake.collect()], []);
});
