import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertMatch } from "@std/assert";
import type { ActorDetail, Name } from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PhoenixProxy } from "../cast/generated/phoenix_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

async function look(client: Client, id: string): Promise<ActorDetail> {
  const actor = { type: "Puppet", id };
  return await client.ask<ActorDetail>({ view: "actor", actor });
}

/** Resolves after some simulated milliseconds. */
function pause(
  { runtime }: Inspected,
  ms: unknown,
): Promise<void> {
  return new Promise((resolve) => {
    runtime!.setTimer(ms as number, resolve);
  });
}

Deno.test("actor tells of each method, turn and failure", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  cast.set("a", {
    ask: (_ctx, ms) => pause(inspected, ms),
    tell: () => {
      throw new RangeError("no luck");
    },
  });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask(20) });
  const puppet = engine.getActor(PuppetProxy, "a");
  const done = Promise.allSettled([
    puppet.ask(10),
    puppet.tell(null),
    engine.getActor(PuppetProxy, "b").ask(null),
  ]);
  await runtime.advance(30);
  await done;
  const { methods, recent, now, failures, isSampled } = await look(client, "a");
  assertEquals([now, isSampled], [null, false]);
  assertEquals(
    methods.map(({ method, count, failed }) => [method, count, failed]),
    [["ask", 2, 0], ["tell", 1, 1], ["stream", 0, 0]],
  );
  assertEquals(methods[0]!.runMs?.mean, 15);
  const caller: Name = { type: "Puppet", id: "b" };
  // The one of the actor that took longer to come came last, or second.
  const shown = recent.map(({ at, ...turn }) => ({ ...turn, at: at % 1_000 }));
  const last = shown.find((turn) => turn.caller !== null);
  assertEquals({ ...last, at: 0, queueMs: 0 }, {
    at: 0,
    method: "ask",
    caller,
    queueMs: 0,
    runMs: 20,
    outcome: "done",
  });
  assertEquals(shown.length, 3);
  const first = shown.findLast((turn) => turn.method === "ask");
  assertEquals([first?.runMs, first?.queueMs, first?.caller], [10, 0, null]);
  const [failure] = failures;
  assertEquals([failures.length, failure?.method], [1, "tell"]);
  assertEquals(failure?.error, "RangeError: no luck");
  assertMatch(failure?.stack ?? "", /actor_test\.ts/);
});

Deno.test("actor tells what a turn does now, and for whom", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  cast.set("a", { ask: (_ctx, ms) => pause(inspected, ms) });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask(50) });
  const done = inspected.engine.getActor(PuppetProxy, "b").ask(null);
  await runtime.advance(20);
  const detail = await look(client, "a");
  const caller = { type: "Puppet", id: "b" };
  assertEquals(detail.now, { method: "ask", caller, startedAt: 1_000_000 });
  assertEquals(detail.row.runningMs, 20);
  const [turn] = detail.recent;
  assertEquals([turn?.outcome, turn?.runMs], ["running", null]);
  const { row } = await look(client, "b");
  assertEquals([row.state, row.waitsFor.length], ["waiting", 1]);
  await runtime.advance(30);
  await done;
});

Deno.test("actor shows the streaming replies that are open", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  const stream = async function* () {
    yield 1;
    yield 2;
    return await pause(inspected, 1_000);
  };
  cast.set("a", { stream });
  cast.set("b", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "a").stream(null).next(),
  });
  const { engine } = inspected;
  await engine.getActor(PuppetProxy, "b").ask(null);
  await runtime.advance(20);
  const { streaming } = await look(client, "a");
  assertEquals(streaming, [{
    method: "stream",
    consumer: { type: "Puppet", id: "b" },
    startedAt: 1_000_000,
    yielded: 2,
    isStepping: true,
  }]);
  const { actors } = engine.snapshot();
  const own = actors.find(({ actor }) => actor.id === "a");
  assertEquals(own?.streaming, streaming);
  await runtime.advance(1_000);
  assertEquals((await look(client, "a")).streaming, []);
});

Deno.test("actor shows timers, subscriptions and options", async () => {
  const { inspected, runtime } = await Inspected.simulate({}, {
    inboxCapacity: 9,
    overflow: "drop-oldest",
    idleMs: 5_000,
  });
  await using _ = inspected;
  const { engine } = inspected;
  cast.set("a", {
    ask: (ctx) => {
      ctx.runRecurring(1_000, () => {});
      ctx.runOnce(300, () => {});
    },
  });
  await engine.getActor(PuppetProxy, "a").ask(null);
  const subscriber = newSubscriber("a", PuppetProxy.Method.tell);
  engine.getStream<unknown>("news").subscribe(subscriber);
  await runtime.advance(100);
  const client = await inspected.connect();
  const { timers, subscriptions, options } = await look(client, "a");
  assertEquals(timers, [
    { dueInMs: 900, everyMs: 1_000 },
    { dueInMs: 200, everyMs: null },
  ]);
  assertEquals(subscriptions, [{ stream: "news", method: "tell" }]);
  assertEquals(options, {
    inboxCapacity: 9,
    overflow: "drop-oldest",
    idleMs: 5_000,
    replyIdleMs: 300_000,
    reentrancy: "none",
    directive: "resume",
  });
  await engine.getActor(PhoenixProxy, "a").value();
  const phoenix = await client.ask<ActorDetail>({
    view: "actor",
    actor: { type: "Phoenix", id: "a" },
  });
  assertEquals(phoenix.options, {
    inboxCapacity: 9,
    overflow: "drop-oldest",
    idleMs: 5_000,
    replyIdleMs: 300_000,
    reentrancy: "none",
    directive: "restart",
    maxRestarts: 2,
    withinMs: 1_000,
    backoffMinMs: 100,
    backoffMaxMs: 150,
  });
});

Deno.test("actor shows the last 50 turns, newest first", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  const puppet = inspected.engine.getActor(PuppetProxy, "a");
  cast.set("a", {
    ask: (_ctx, at) => {
      if (at === 69) throw new Error("the last one");
    },
  });
  for (let at = 0; at < 70; at++) {
    await puppet.ask(at).catch(() => {});
    if (at === 30) assertEquals((await look(client, "a")).recent.length, 31);
  }
  const { recent, methods } = await look(client, "a");
  assertEquals([recent.length, methods[0]!.count], [50, 70]);
  assertEquals(recent.map(({ outcome }) => outcome), [
    "failed",
    ...Array(49).fill("done"),
  ]);
  const times = recent.map(({ at }) => at);
  assertEquals(times, times.toSorted((a, b) => b - a));
});

Deno.test("actor shows no payload unless it is asked to", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  await inspected.engine.getActor(PuppetProxy, "a").ask("secret");
  const { body } = await client.answer({
    view: "actor",
    actor: { type: "Puppet", id: "a" },
  });
  assertEquals(JSON.stringify(body).includes("secret"), false);
});

Deno.test("actor shows payloads as they were, but not whole", async () => {
  await using inspected = await Inspected.open({ payloads: true });
  const client = await inspected.connect();
  cast.set("a", {
    ask: (_ctx, input) => {
      if (Array.isArray(input)) input.length = 0;
    },
  });
  const puppet = inspected.engine.getActor(PuppetProxy, "a");
  await puppet.ask([1, { name: "<b>" }]);
  await puppet.ask(Array(50).fill("x".repeat(1_000)));
  const { recent } = await look(client, "a");
  assertEquals(recent[1]!.payload, '[ 1, { name: "<b>" } ]');
  assertEquals(recent[0]!.payload!.length < 5_000, true);
});

Deno.test("actor shows what the redaction hook lets through", async () => {
  await using inspected = await Inspected.open({
    payloads: true,
    redact: (payload, { actor, method }) => {
      if (payload === "broken") throw new Error("broken");
      return { of: `${actor.type}/${actor.id}.${method}`, payload: "***" };
    },
  });
  const client = await inspected.connect();
  const puppet = inspected.engine.getActor(PuppetProxy, "a");
  await puppet.ask("secret");
  await puppet.ask("broken");
  const { recent } = await look(client, "a");
  assertEquals(recent.map(({ payload }) => payload), [
    "(redacting it failed)",
    '{ of: "Puppet/a.ask", payload: "***" }',
  ]);
});

Deno.test("actor names parameters as the method takes them", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  await inspected.engine.getActor(CounterProxy, "a").add(1);
  const { methods } = await client.ask<ActorDetail>({
    view: "actor",
    actor: { type: "Counter", id: "a" },
  });
  assertEquals(
    methods.map(({ method, parameters }) => [method, parameters]),
    [["add", ["amount: number"]], ["increment", []], ["count", []]],
  );
});
