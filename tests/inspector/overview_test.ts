import { viewOf } from "../../src/engine/engine.ts";
import type { EngineEvent } from "@backstage/actors";
import { assertEquals, assertGreater } from "@std/assert";
import type { Hello, Overview } from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PhoenixProxy } from "../cast/generated/phoenix_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";

Deno.test("hello tells who answers", async () => {
  const { inspected, runtime } = await Inspected.simulate({ readOnly: true });
  await using _ = inspected;
  await runtime.advance(500);
  const client = await inspected.connect();
  const { body, at, view } = await client.answer({ view: "hello" });
  assertEquals([at, view], [1_000_500, "hello"]);
  assertEquals<Hello>(body, {
    protocol: 1,
    startedAt: 1_000_000,
    readOnly: true,
    payloads: false,
    hasStore: false,
    cluster: null,
    deno: Deno.version.deno,
    pid: Deno.pid,
    state: "open",
  });
});

Deno.test("overview counts what happened before the first client", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const proxies = ["0", "1", "2"].map((id) =>
    engine.getActor(CounterProxy, id)
  );
  for (let at = 0; at < 10; at++) proxies[at % 3]!.increment();
  await engine.run();
  await engine.poisonPill(CounterProxy, "0");
  // The same proxy wakes the same cell, which goes on counting.
  await proxies[0]!.add(1);
  const client = await inspected.connect();
  const overview = await client.ask<Overview>({ view: "overview" });
  const { actors, activations, accepted, handled, queued } = overview;
  // A poison pill is an envelope, too.
  assertEquals([actors, activations, queued], [3, 4, 0]);
  assertEquals([accepted, handled], [12, 12]);
});

/** Counts the events of an engine from its start. */
function countEvents(events: readonly EngineEvent[]) {
  const count = (...kinds: EngineEvent["kind"][]) =>
    events.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    activations: count("activated"),
    failed: count("failed"),
    deadLetters: count("dead-letter"),
    restarts: count("restarting"),
  };
}

Deno.test("overview adds up what really happened", async () => {
  const { inspected, runtime } = await Inspected.simulate({}, {
    inboxCapacity: 5,
  });
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  const events: EngineEvent[] = [];
  engine.events.subscribe((event) => void events.push(event));
  const door = Promise.withResolvers<void>();
  cast.set("slow", { ask: () => door.promise });
  cast.set("waiter", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "slow").ask(null),
  });
  const replies = [engine.getActor(PuppetProxy, "waiter").ask(null)];
  await runtime.settle();
  for (let at = 0; at < 9; at++) {
    replies.push(engine.getActor(PuppetProxy, "slow").ask(null));
  }
  const settled = Promise.allSettled(replies);
  const phoenix = engine.getActor(PhoenixProxy, "a");
  // It waits to begin afresh, by a timer.
  await phoenix.fail().catch(() => {});
  const { accepted, handled, queued, refused, waiting, ...rest } = await client
    .ask<Overview>({ view: "overview" });
  // One runs and waits, one runs, five wait behind it and four are refused;
  // the phoenix has had its one call.
  assertEquals([accepted, handled, queued, waiting], [8, 1, 5, 1]);
  assertEquals(refused, 4);
  const { actors, timers, state, dropped } = rest;
  assertEquals([actors, timers, state, dropped], [3, 1, "open", 0]);
  const { activations, failed, deadLetters, restarts } = rest;
  assertEquals(
    { activations, failed, deadLetters, restarts },
    countEvents(events),
  );
  assertGreater(rest.heapUsed, 1_000_000);
  assertGreater(rest.rss, rest.heapUsed);
  assertEquals(
    rest.types.map(({ type, actors, inbox }) => [
      type,
      actors,
      inbox,
    ]),
    [["Puppet", 2, 5], ["Phoenix", 1, 0]],
  );
  door.resolve();
  await settled;
});

Deno.test("overview rolls rates in the engine's own time", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  const counter = inspected.engine.getActor(CounterProxy, "a");
  const rate = async () => {
    const { types } = await client.ask<Overview>({ view: "overview" });
    return types[0]!.rate;
  };
  await counter.add(1);
  assertEquals(await rate(), 0, "not known yet");
  for (let at = 0; at < 50; at++) counter.increment();
  await runtime.advance(250);
  assertEquals(await rate(), 200);
  assertEquals(await rate(), 200, "no time has passed");
  await runtime.advance(250);
  const faded = await rate();
  assertEquals(Math.round(faded), Math.round(200 * Math.exp(-0.125)));
  await runtime.advance(60_000);
  assertEquals(await rate(), 0);
});

Deno.test("overview counts deadlocks once", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  const ask = (id: string) => engine.getActor(PuppetProxy, id).ask(null);
  cast.set("a", { ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(null) });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask(null) });
  await ask("a").catch(() => {});
  const { deadlocks } = await client.ask<Overview>({ view: "overview" });
  assertEquals(deadlocks, 1);
});

Deno.test("Inspector leaves no trace without a client", async () => {
  await using inspected = await Inspected.open();
  const view = viewOf(inspected.engine);
  const isIdle = () => !view.isObserved;
  assertEquals(isIdle(), true);
  const [first, second] = [
    await inspected.connect(),
    await inspected.connect(),
  ];
  assertEquals(isIdle(), false);
  await first.close();
  await second.ask({ view: "hello" });
  assertEquals(isIdle(), false);
  await second.close();
  // The server hears of it a little later than the client.
  await fetch(inspected.link("/metrics")).then((one) => one.body?.cancel());
  assertEquals(isIdle(), true);
});
