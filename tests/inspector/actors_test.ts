import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type {
  ActorColumn,
  ActorRow,
  Actors,
  ActorsQuery,
  Times,
} from "../../src/inspector/wire/protocol.ts";
import { WATCHED_ARRIVALS_OF_ONE } from "../../src/base/limits.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PhoenixProxy } from "../cast/generated/phoenix_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { Chance } from "../support/chance.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

async function list(client: Client, query: ActorsQuery = {}): Promise<Actors> {
  return await client.ask<Actors>({ view: "actors", ...query });
}

async function find(client: Client, id: string): Promise<ActorRow> {
  const { rows } = await list(client, { filter: id });
  return rows.find(({ actor }) => actor.id === id)!;
}

function idsOf({ rows }: Actors): string[] {
  return rows.map(({ actor }) => actor.id);
}

function assertTimes(
  times: Times | null,
  mean: number,
  p99: number,
  samples: number,
): void {
  assertEquals(times?.samples, samples);
  assertAlmostEquals(times!.mean, mean, 1e-6);
  // What the wire promises: one part in sixteen.
  assert(Math.abs(times!.p99 - p99) <= p99 / 16, `${times!.p99} is no ${p99}`);
  assertEquals(times!.isSampled, false);
}

Deno.test("actors tells what each one does, and for how long", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  const door = Promise.withResolvers<void>();
  cast.set("activating", { init: () => door.promise });
  cast.set("running", { ask: () => door.promise });
  cast.set("deactivating", { deinit: () => door.promise });
  cast.set("waiting", {
    ask: (ctx) => ctx.getActor(PuppetProxy, "running").ask(null),
  });
  const puppet = (id: string) => engine.getActor(PuppetProxy, id);
  await puppet("idle").ask(null);
  await puppet("deactivating").ask(null);
  await engine.getActor(PhoenixProxy, "restarting").fail().catch(() => {});
  const ends = [
    engine.poisonPill(PuppetProxy, "deactivating"),
    puppet("activating").ask(null),
    puppet("running").ask(null),
    puppet("running").ask(null),
    puppet("waiting").ask(null),
  ];
  await runtime.settle();
  await list(client);
  await runtime.advance(40);
  const { rows } = await list(client);
  const shown = rows.map(({ actor, state, runningMs, inbox, oldestMs }) =>
    [actor.id, state, runningMs, inbox, oldestMs] as const
  );
  assertEquals(shown, [
    ["activating", "activating", null, 1, 40],
    ["deactivating", "deactivating", null, 0, null],
    ["idle", "idle", null, 0, null],
    ["restarting", "restarting", null, 0, null],
    ["running", "running", 40, 2, 40],
    ["waiting", "waiting", 40, 0, null],
  ]);
  const { waitsFor } = rows.find(({ actor }) => actor.id === "waiting")!;
  assertEquals(waitsFor, [
    { actor: { type: "Puppet", id: "running" }, method: "ask", ms: 40 },
  ]);
  door.resolve();
  await Promise.all(ends);
});

Deno.test("actors tells how long turns waited and ran", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  cast.set("slow", {
    ask: (_ctx, ms) =>
      new Promise<void>((resolve) => {
        runtime.setTimer(ms as number, resolve);
      }),
  });
  const slow = inspected.engine.getActor(PuppetProxy, "slow");
  const replies = [30, 10, 20].map((ms) => slow.ask(ms));
  const settled = Promise.all(replies);
  await runtime.advance(60);
  await settled;
  const { queueMs, runMs } = await find(client, "slow");
  assertTimes(queueMs, (0 + 30 + 40) / 3, 40, 3);
  assertTimes(runMs, 20, 30, 3);
  const again = slow.ask(100);
  await runtime.advance(100);
  await again;
  const later = await find(client, "slow");
  assertTimes(later.runMs, 40, 100, 4);
});

Deno.test("actors says when turns were too many to time each", async () => {
  const { inspected } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  const { engine } = inspected;
  const few = engine.getActor(CounterProxy, "few");
  const many = engine.getActor(CounterProxy, "many");
  const quota = WATCHED_ARRIVALS_OF_ONE;
  for (let at = 0; at < quota; at++) few.increment();
  for (let at = 0; at < quota * 100; at++) many.increment();
  await engine.run();
  const [row, other] = [await find(client, "few"), await find(client, "many")];
  assertEquals([row.handled, other.handled], [quota, quota * 100]);
  assertEquals([row.queueMs?.samples, row.queueMs?.isSampled], [quota, false]);
  const { samples, isSampled } = other.queueMs!;
  assertEquals([samples, isSampled], [quota, true]);
  // At the next look there is room again.
  many.increment();
  await engine.run();
  assertEquals((await find(client, "many")).queueMs?.samples, quota + 1);
});

Deno.test("actors rolls the rate of each one", async () => {
  const { inspected, runtime } = await Inspected.simulate();
  await using _ = inspected;
  const client = await inspected.connect();
  const { engine } = inspected;
  for (const id of ["a", "b"]) await engine.getActor(CounterProxy, id).add(1);
  await list(client);
  for (let at = 0; at < 30; at++) {
    engine.getActor(CounterProxy, "a").increment();
  }
  await runtime.advance(500);
  // Counted from when the client came.
  assertEquals((await list(client)).rows.map(({ rate }) => rate), [62, 2]);
});

Deno.test("actors sorts and pages as a sort of all would", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  const chance = new Chance(20_251);
  for (let at = 0; at < 700; at++) {
    const id = `é${chance.below(2) === 0 ? "actor-" : ""}${at * 7919 % 701}`;
    const send = at % 3 === 0
      ? () => engine.getActor(RecorderProxy, id).record(id, at)
      : () => engine.getActor(CounterProxy, id).increment();
    for (let sent = chance.below(6); sent >= 0; sent--) send();
  }
  await engine.run();
  const keys: { [Column in ActorColumn]?: (row: ActorRow) => string | number } =
    {
      id: ({ actor }) => actor.id,
      type: ({ actor }) => actor.type,
      handled: ({ handled }) => handled,
      queueMean: ({ queueMs }) => queueMs?.mean ?? Infinity,
      runP99: ({ runMs }) => runMs?.p99 ?? Infinity,
    };
  for (const [column, key] of Object.entries(keys)) {
    for (const descending of [false, true]) {
      const query = { sort: column as ActorColumn, descending };
      const first = await list(client, { ...query, limit: 500 });
      const rest = await list(client, { ...query, limit: 500, offset: 500 });
      const rows = [...first.rows, ...rest.rows];
      assertEquals(rows.length, 700, "one page behind the other");
      assertEquals(new Set(idsOf({ ...first, rows })).size, 700);
      const values = rows.map(key);
      const sorted = values.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
      assertEquals(values, descending ? sorted.reverse() : sorted, column);
      const offset = chance.below(690);
      const part = await list(client, { ...query, offset, limit: 7 });
      assertEquals(
        idsOf(part),
        idsOf({ ...first, rows }).slice(offset, offset + 7),
      );
    }
  }
});

Deno.test("actors filters by text, type and state", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  const door = Promise.withResolvers<void>();
  cast.set("Apple/7", { ask: () => door.promise });
  const reply = engine.getActor(PuppetProxy, "Apple/7").ask(null);
  for (const id of ["apple", "pear"]) {
    engine.getActor(CounterProxy, id).increment();
  }
  await engine.getActor(CounterProxy, "PINEAPPLE").add(1);
  const ids = async (query: ActorsQuery) => {
    const answer = await list(client, query);
    assertEquals(answer.matched, answer.rows.length);
    assertEquals(answer.total, 4);
    return idsOf(answer);
  };
  assertEquals(await ids({ filter: "aPPle" }), [
    "Apple/7",
    "PINEAPPLE",
    "apple",
  ]);
  assertEquals(await ids({ filter: "counter" }), [
    "PINEAPPLE",
    "apple",
    "pear",
  ]);
  assertEquals(await ids({ filter: "counter/p" }), ["PINEAPPLE", "pear"]);
  assertEquals(await ids({ filter: "/7" }), ["Apple/7"]);
  assertEquals(await ids({ filter: "nobody" }), []);
  assertEquals(await ids({ type: "Puppet" }), ["Apple/7"]);
  assertEquals(await ids({ type: "counter" }), []);
  assertEquals(await ids({ state: "running" }), ["Apple/7"]);
  assertEquals(await ids({ state: "idle", filter: "p", type: "Counter" }), [
    "PINEAPPLE",
    "apple",
    "pear",
  ]);
  door.resolve();
  await reply;
});

Deno.test("actors groups by type, with sums", async () => {
  const { inspected, runtime } = await Inspected.simulate({}, {
    inboxCapacity: 3,
  });
  await using _ = inspected;
  const { engine } = inspected;
  const client = await inspected.connect();
  const door = Promise.withResolvers<void>();
  cast.set("slow", { ask: () => door.promise });
  const slow = Array.from(
    { length: 6 },
    () => engine.getActor(PuppetProxy, "slow").ask(null),
  );
  const settled = Promise.allSettled(slow);
  for (const id of ["a", "b", "c"]) {
    await engine.getActor(CounterProxy, id).add(1);
  }
  await engine.getActor(PhoenixProxy, "ashes").fail().catch(() => {});
  await runtime.advance(40);
  const grouped = await list(client, {
    group: true,
    sort: "inbox",
    descending: true,
  });
  assertEquals(grouped.rows, []);
  const shown = grouped.groups.map((group) => [
    group.type,
    group.actors,
    group.inbox,
    group.oldestMs,
    group.accepted,
    group.handled,
    group.refused,
    group.failed,
    group.restarts,
    group.runMs?.samples ?? 0,
  ]);
  // Six asked: three fit before the first one ran.
  assertEquals(shown, [
    ["Puppet", 1, 2, 40, 3, 0, 3, 0, 0, 0],
    ["Counter", 3, 0, null, 3, 3, 0, 0, 0, 3],
    ["Phoenix", 1, 0, null, 1, 1, 0, 1, 1, 1],
  ]);
  const found = await list(client, { group: true, filter: "slow" });
  assertEquals(found.groups.map(({ type }) => type), ["Puppet"]);
  door.resolve();
  await settled;
});

Deno.test("actors follows those that come and end", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  for (const id of ["a", "b", "c"]) {
    await engine.getActor(CounterProxy, id).add(1);
  }
  assertEquals(idsOf(await list(client)), ["a", "b", "c"]);
  await engine.getActor(CounterProxy, "aa").add(1);
  assertEquals(idsOf(await list(client)), ["a", "aa", "b", "c"]);
  await engine.poisonPill(CounterProxy, "aa");
  await engine.poisonPill(CounterProxy, "a");
  await engine.poisonPill(CounterProxy, "b");
  await engine.getActor(CounterProxy, "a").add(1);
  const { rows, total } = await list(client);
  assertEquals([idsOf({ rows } as Actors), total], [["a", "c"], 2]);
  const [first] = rows;
  assertEquals([first!.accepted, first!.runMs?.samples], [1, 1]);
});

Deno.test("actors shows hostile ids as they are", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  const ids = [
    "<img src=x onerror=alert(1)>",
    "\u202Egnp.exe",
    '"}]</script>',
    "__proto__",
    "\u0000\n\u2028",
    "x".repeat(1_024),
  ].sort();
  for (const id of ids) await engine.getActor(CounterProxy, id).add(1);
  assertEquals(idsOf(await list(client)), ids);
  for (const id of ids) {
    const name = { type: "Counter", id };
    const { row } = await client.ask<{ row: ActorRow }>({
      view: "actor",
      actor: name,
    });
    assertEquals(row.actor, name);
  }
});
