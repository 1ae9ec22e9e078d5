import { newSubscriber } from "@backstage/actors";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type {
  DeadLetters,
  Graph,
  Log,
  StreamRow,
  Streams,
  StreamsQuery,
  Timeline,
} from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";

Deno.test("streams tells who hears what and who is behind", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  const door = Promise.withResolvers<void>();
  cast.set("slow", { tell: () => door.promise });
  const news = engine.getStream<unknown>("news");
  const quiet = engine.getStream<unknown>("Quiet news");
  for (const id of ["quick", "slow"]) {
    news.subscribe(newSubscriber(id, PuppetProxy.Method.tell));
  }
  quiet.subscribe(newSubscriber("quick", PuppetProxy.Method.tell));
  engine.getStream("nobody hears this");
  const list = (query: StreamsQuery) =>
    client.ask<Streams>({ view: "streams", ...query });
  await list({});
  for (let at = 0; at < 40; at++) news.next(at);
  await runtime.advance(200);
  const all = await list({ sort: "published", descending: true });
  const slow = { type: "Puppet", id: "slow" };
  const quick = { type: "Puppet", id: "quick" };
  assertEquals<StreamRow[]>([...all.rows], [
    {
      id: "news",
      subscribers: 2,
      published: 40,
      rate: 200,
      slowest: { actor: slow, inbox: 39 },
    },
    {
      id: "Quiet news",
      subscribers: 1,
      published: 0,
      rate: 0,
      slowest: { actor: quick, inbox: 0 },
    },
  ]);
  const ids = async (query: StreamsQuery) =>
    (await list(query)).rows.map(({ id }) => id);
  assertEquals(await ids({}), ["Quiet news", "news"]);
  assertEquals(await ids({ filter: "QUIET" }), ["Quiet news"]);
  assertEquals(await ids({ sort: "rate", descending: true, limit: 1 }), [
    "news",
  ]);
  assertEquals(await ids({ sort: "subscribers", offset: 1 }), ["news"]);
  door.resolve();
});

Deno.test("dead-letters lists dead letters, and follows", async () => {
  await using inspected = await Inspected.open({}, { inboxCapacity: 3 });
  const { engine } = inspected;
  const client = await inspected.connect();
  const list = (query: { after?: number; filter?: string; limit?: number }) =>
    client.ask<DeadLetters>({ view: "dead-letters", ...query });
  cast.set("dying", { init: () => Promise.reject(new Error("stillborn")) });
  cast.set("caller", {
    ask: async (ctx) => {
      await ctx.getActor(PuppetProxy, "dying").ask(null).catch(() => {});
    },
  });
  await engine.getActor(PuppetProxy, "caller").ask(null);
  const first = await list({});
  const [row] = first.rows;
  assertEquals([first.total, row?.number, row?.reason, row?.method], [
    1,
    1,
    "activation-failed",
    "ask",
  ]);
  assertEquals(row?.actor, { type: "Puppet", id: "dying" });
  assertEquals(row?.caller, { type: "Puppet", id: "caller" });
  assertEquals(row?.error.includes("stillborn"), true);
  for (let at = 0; at < 3; at++) {
    await engine.getActor(PuppetProxy, "dying").ask(null).catch(() => {});
  }
  const numbers = async (query: Parameters<typeof list>[0]) =>
    (await list(query)).rows.map(({ number }) => number);
  assertEquals(await numbers({}), [1, 2, 3, 4]);
  assertEquals(await numbers({ limit: 2 }), [3, 4], "the newest");
  assertEquals(await numbers({ after: 1, limit: 2 }), [2, 3], "no gap");
  assertEquals(await numbers({ after: 4 }), []);
  assertEquals(await numbers({ filter: "puppet/CALLER" }), [1]);
  assertEquals(await numbers({ filter: "activation-" }), [1, 2, 3, 4]);
  assertEquals(await numbers({ filter: "nothing" }), []);
});

Deno.test("dead-letters keeps the last thousand", async () => {
  await using inspected = await Inspected.open({}, {
    inboxCapacity: 1,
    overflow: "drop-newest",
  });
  const client = await inspected.connect();
  const counter = inspected.engine.getActor(CounterProxy, "a");
  const sent = Array.from({ length: 1_501 }, () => counter.increment());
  await Promise.allSettled(sent);
  const { total, rows } = await client.ask<DeadLetters>({
    view: "dead-letters",
    after: 0,
    limit: 2,
  });
  assertEquals([total, rows.map(({ number }) => number)], [1_500, [501, 502]]);
});

Deno.test("log tells what happened, newest last", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  cast.set("a", {
    ask: () => {
      throw new Error("no luck");
    },
  });
  await engine.getActor(PuppetProxy, "a").ask(null).catch(() => {});
  engine.getStream<unknown>("news").subscribe(
    newSubscriber("a", PuppetProxy.Method.tell),
  );
  await engine.poisonPill(PuppetProxy, "a");
  const { rows } = await client.ask<Log>({ view: "log" });
  const actor = { type: "Puppet", id: "a" };
  assertEquals(rows.map(({ at: _, ...row }) => row), [
    { number: 1, count: 1, kind: "activated", actor, text: "is live" },
    {
      number: 2,
      count: 1,
      kind: "failed",
      actor,
      text: "ask failed: Error: no luck",
    },
    {
      number: 3,
      count: 1,
      kind: "subscribed",
      actor,
      text: 'subscribed: tell to "news"',
    },
    {
      number: 4,
      count: 1,
      kind: "unsubscribed",
      actor,
      text: 'unsubscribed: tell to "news"',
    },
    { number: 5, count: 1, kind: "deactivated", actor, text: "ended: poison" },
  ]);
  const later = await client.ask<Log>({ view: "log", after: 3, limit: 1 });
  assertEquals(later.rows.map(({ number }) => number), [4]);
});

Deno.test("graph parts an actor's rate among its callers", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  cast.set("busy", {
    ask: (ctx) => {
      for (let at = 0; at < 9; at++) {
        ctx.getActor(CounterProxy, "x").increment();
      }
    },
  });
  await client.ask({ view: "overview" });
  engine.getActor(PuppetProxy, "busy").ask(null);
  engine.getActor(CounterProxy, "x").increment();
  await runtime.advance(1_000);
  const { nodes, edges } = await client.ask<Graph>({
    view: "graph",
    by: "actor",
  });
  const shown = edges.map(({ from, to, rate }) => [from?.id, to.id, rate]);
  assertEquals(shown[0], ["busy", "x", 9]);
  assertEquals(shown.slice(1).toSorted(), [
    [undefined, "busy", 1],
    [undefined, "x", 1],
  ]);
  assertEquals(nodes.map(({ name }) => name.id).sort(), ["busy", "x"]);
  assertEquals(nodes.find(({ name }) => name.id === "x")?.rate, 10);
  const types = await client.ask<Graph>({ view: "graph", by: "type" });
  const flows = types.edges.map(({ from, to, rate }) => [
    from?.type,
    to.type,
    rate,
  ]);
  assertEquals(flows[0], ["Puppet", "Counter", 9]);
  assertEquals(flows.slice(1).toSorted(), [
    [undefined, "Counter", 1],
    [undefined, "Puppet", 1],
  ]);
  assertEquals(types.nodes.map(({ name, actors }) => [name, actors]), [
    [{ type: "Puppet", id: "" }, 1],
    [{ type: "Counter", id: "" }, 1],
  ]);
  const one = await client.ask<Graph>({ view: "graph", by: "actor", limit: 1 });
  assertEquals(one.edges.map(({ rate }) => rate), [9]);
});

Deno.test("graph shows who waits for whom, and for how long", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  const door = Promise.withResolvers<void>();
  cast.set("c", { ask: () => door.promise });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "c").ask(null) });
  cast.set("a", { ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(null) });
  const reply = engine.getActor(PuppetProxy, "a").ask(null);
  await runtime.settle();
  await client.ask({ view: "overview" });
  await runtime.advance(90);
  for (const by of ["actor", "type"] as const) {
    const { edges, nodes } = await client.ask<Graph>({ view: "graph", by });
    const waits = edges.filter(({ waitingMs }) => waitingMs !== null)
      .map(({ from, to, waitingMs, isDeadlock }) => [
        from?.id,
        to.id,
        waitingMs,
        isDeadlock,
      ]).sort();
    // The wait of a type for itself names no actor.
    assertEquals(
      waits,
      by === "type"
        ? [["", "", 90, false]]
        : [["a", "b", 90, false], ["b", "c", 90, false]],
    );
    const states = nodes.map(({ name, state }) => [name.id, state]).sort();
    assertEquals(
      states,
      by === "type"
        ? [["", "waiting"]]
        : [["a", "waiting"], ["b", "waiting"], ["c", "running"]],
    );
  }
  door.resolve();
  await reply;
});

Deno.test("timeline records turns while it is asked to", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  const read = (query: { record?: boolean; after?: number } = {}) =>
    client.ask<Timeline>({ view: "timeline", ...query });
  cast.set("a", {
    ask: (_ctx, ms) =>
      new Promise<void>((resolve) => {
        runtime.setTimer(ms as number, resolve);
      }),
  });
  const puppet = inspected.engine.getActor(PuppetProxy, "a");
  const ask = async (...times: number[]) => {
    const done = Promise.all(times.map((ms) => puppet.ask(ms)));
    await runtime.advance(100);
    await done;
  };
  await ask(5);
  assertEquals(await read(), { isRecording: false, first: 1, rows: [] });
  assertEquals((await read({ record: true })).isRecording, true);
  await ask(10, 20);
  const actor = { type: "Puppet", id: "a" };
  const turn = { actor, method: "ask", caller: null, outcome: "done" };
  const start = 1_000_100;
  assertEquals((await read()).rows, [
    {
      number: 1,
      ...turn,
      queuedAt: start,
      startedAt: start,
      endedAt: start + 10,
    },
    {
      number: 2,
      ...turn,
      queuedAt: start,
      startedAt: start + 10,
      endedAt: start + 30,
    },
  ]);
  assertEquals((await read({ after: 1 })).rows.length, 1);
  assertEquals((await read({ record: false })).isRecording, false);
  await ask(30);
  assertEquals((await read()).rows.length, 2, "still there to be exported");
  const again = await read({ record: true });
  assertEquals([again.first, again.rows], [3, []]);
});

Deno.test("overview measures how long the event loop takes", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  const lag = async () =>
    (await client.ask<{ loopLagMs: number }>({ view: "overview" })).loopLagMs;
  await lag();
  const quick = await lag();
  assertAlmostEquals(quick, 0, 1_000);
});
