import {
  type EngineOptions,
  InboxFullError,
  newSubscriber,
} from "@backstage/actors";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { GaugeProxy } from "../cast/generated/gauge_proxy.gen.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import {
  testEverywhere,
  testOnBothWires,
  testSimulated,
} from "../support/stage.ts";

testEverywhere(
  "ActorOptions.overflow tells a listener that awaits what is dropped",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 2, overflow: "drop-oldest" });
    const puppet = engine.getActor(PuppetProxy, "a");
    const sent: Promise<void>[] = [];
    const ends: Promise<string>[] = [];
    engine.events.subscribe(({ kind }) => {
      if (kind !== "dead-letter") return;
      ends.push(sent[ends.length]!.then(() => "done", ({ code }) => code));
    });
    for (let at = 0; at < 5; at++) sent.push(puppet.tell(at));
    await stage.finish(engine.run());
    assertEquals(await Promise.all(ends), Array(3).fill("inbox-full"));
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "ActorOptions.overflow drops the oldest and tells who awaits it",
  async (stage) => {
    const engine = stage.open();
    const meter = engine.getActor(MeterProxy, "m");
    const first = assertRejects(
      () => meter.read(1),
      InboxFullError,
      'Cannot call "Meter/m".read: dropped, inbox is full at 3 envelopes',
    );
    for (const value of [2, 3, 4, 5]) meter.read(value);
    await first;
    await engine.run();
    assertEquals(await meter.readings(), [3, 4, 5]);
    const [actor] = engine.snapshot().actors;
    assertEquals([actor?.dropped, actor?.refused, actor?.accepted], [2, 0, 6]);
    assertEquals(
      stage.eventsOf("dead-letter").map(({ method, reason }) =>
        `${method} ${reason}`
      ),
      ["read dropped", "read dropped"],
    );
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "ActorOptions.overflow drops the newest, stream payloads too",
  async (stage) => {
    const engine = stage.open();
    const values = engine.getStream<number>("values");
    values.subscribe(newSubscriber("g", GaugeProxy.Method.read));
    for (const value of [1, 2, 3, 4, 5]) values.next(value);
    const gauge = engine.getActor(GaugeProxy, "g");
    const late = assertRejects(() => gauge.readings(), InboxFullError);
    await late;
    await engine.run();
    assertEquals(await gauge.readings(), [1, 2, 3]);
    assertEquals(engine.snapshot().actors[0]?.dropped, 3);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "EngineOptions.overflow holds for classes that say nothing",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 2, overflow: "drop-newest" });
    const counter = engine.getActor(CounterProxy, "c");
    for (let count = 0; count < 10; count++) counter.increment();
    await engine.run();
    assertEquals(await counter.count(), 2);
  },
);

testEverywhere(
  "ActorOptions.overflow never drops a poison pill",
  async (stage) => {
    const engine = stage.open();
    const meter = engine.getActor(MeterProxy, "m");
    await meter.read(0);
    const pill = engine.poisonPill(MeterProxy, "m");
    for (let value = 0; value < 20; value++) meter.read(value);
    await stage.finish(pill);
    assertEquals(stage.eventsOf("deactivated").length, 1);
  },
);

testSimulated(
  "ActorOptions.overflow keeps a flood of ten to one within the bound",
  async (stage) => {
    const engine = stage.open();
    const meter = engine.getActor(MeterProxy, "m");
    let longest = 0;
    for (let second = 0; second < 60; second++) {
      for (let value = 0; value < 1_000; value++) {
        meter.read(value);
        if (value % 10 > 0) continue;
        const [actor] = engine.snapshot().actors;
        longest = Math.max(longest, actor?.inboxLength ?? 0);
      }
      await stage.simulated?.advance(1_000);
    }
    assertEquals(longest, 3);
    const [actor] = engine.snapshot().actors;
    const { accepted = 0, dropped = 0, handled = 0 } = actor ?? {};
    assertEquals([accepted, handled, dropped > 50_000], [60_000, 60_000, true]);
  },
);

testEverywhere(
  "EngineOptions.overflow refuses what is no policy",
  (stage) => {
    const options = { overflow: "block" } as unknown as EngineOptions;
    assertThrows(
      () => stage.open(options),
      TypeError,
      'Cannot use overflow "block": it must be "refuse"',
    );
  },
);

testOnBothWires(
  "Engine logs one line for a flood of refusals that nobody awaits",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 10 });
    const counter = engine.getActor(CounterProxy, "c");
    for (let count = 0; count < 1_000; count++) counter.increment();
    await stage.finish(engine.stop());
    assertEquals(stage.lines.length, 1);
    assertEquals(stage.lines[0]?.includes("(990 times)"), true);
  },
);
