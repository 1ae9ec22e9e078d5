import type { EngineSnapshot } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { KEPT_INCIDENTS } from "../../src/base/limits.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { Collector } from "../../src/inspector/collect/collector.ts";
import { summarize } from "../../cli/inspect/table.ts";
import type {
  ActorDetail,
  Actors,
  DeadLetters,
  Hello,
  Log,
  Overview,
} from "../../src/inspector/wire/protocol.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

/** Each of its failures restarts it. */
const BRITTLE = { type: "BrittlePuppet", id: "b" };

/** What it throws next. */
const pending: Error[] = [];

/** Lets an actor fail with these errors. */
async function failWith(
  { engine }: Inspected,
  errors: Iterable<Error>,
): Promise<void> {
  cast.set(BRITTLE.id, {
    ask: () => {
      throw pending.pop();
    },
  });
  const brittle = engine.getActor(BrittlePuppetProxy, BRITTLE.id);
  for (const error of errors) {
    pending.push(error);
    await brittle.ask(1).catch(() => {});
  }
}

/** Lets it fail so often; each of its errors says its number. */
function fail(inspected: Inspected, times: number): Promise<void> {
  const errors = Array.from(
    { length: times },
    (_, at) => new RangeError(`no luck ${at + 1}\nat all`),
  );
  return failWith(inspected, errors);
}

/** Lets so many calls come behind a pill. */
async function bury({ engine }: Inspected, times: number): Promise<void> {
  const counter = engine.getActor(CounterProxy, "c");
  await counter.add(1);
  engine.poisonPill(CounterProxy, "c");
  await Promise.allSettled(
    Array.from({ length: times }, () => counter.add(1)),
  );
}

function ask(client: Client) {
  return {
    overview: () => client.ask<Overview>({ view: "overview" }),
    log: (query: object = {}) => client.ask<Log>({ view: "log", ...query }),
    letters: () => client.ask<DeadLetters>({ view: "dead-letters" }),
    actor: () => client.ask<ActorDetail>({ view: "actor", actor: BRITTLE }),
  };
}

Deno.test("I5: log shows the last 100 of what came before it", async () => {
  await using inspected = await Inspected.open();
  await fail(inspected, 150);
  const { actor, log, overview } = ask(await inspected.connect());
  const { rows, total, unrecorded } = await log();
  assertEquals([total, rows.length], [KEPT_INCIDENTS, KEPT_INCIDENTS]);
  assertEquals(unrecorded, { failed: 50, restarts: 150, deadLetters: 0 });
  assertEquals(
    rows.map(({ number, count, kind, actor, text }) => [
      number,
      count,
      kind,
      actor,
      text,
    ]),
    Array.from({ length: 100 }, (_, at) => [
      at + 1,
      1,
      "failed",
      BRITTLE,
      `ask failed: RangeError: no luck ${at + 51}`,
    ]),
  );
  const { failed, restarts, deadLetters } = await overview();
  assertEquals([failed, restarts, deadLetters], [150, 150, 0]);
  const { failures } = await actor();
  assertEquals(
    failures.map(({ error }) => error),
    Array.from({ length: 20 }, (_, at) => `RangeError: no luck ${150 - at}`),
  );
});

Deno.test("I5: dead-letters has equal ones as one, with a count", async () => {
  await using inspected = await Inspected.open();
  await fail(inspected, 3);
  await bury(inspected, 150);
  const { letters, overview } = ask(await inspected.connect());
  const { rows, total, unrecorded } = await letters();
  assertEquals([total, unrecorded], [150, 0]);
  assertEquals(rows.map(({ at: _, error, ...row }) => [row, error]), [[
    {
      number: 1,
      count: 150,
      reason: "poisoned",
      actor: { type: "Counter", id: "c" },
      method: "add",
      caller: null,
    },
    `CallError: ${(await firstMessage(inspected))}`,
  ]]);
  const { types } = await overview();
  assertEquals(
    types.map(({ type, failed, restarts, deadLetters }) => [
      type,
      failed,
      restarts,
      deadLetters,
    ]),
    [["BrittlePuppet", 3, 3, 0], ["Counter", 0, 0, 150]],
  );
});

/** The message of the newest incident, as the engine tells it. */
function firstMessage({ engine }: Inspected): string | undefined {
  return engine.snapshot().incidents[0]?.error.message;
}

Deno.test("I5: actor tells failures and restarts before it", async () => {
  await using inspected = await Inspected.open();
  await fail(inspected, 2);
  const never = new TypeError("never");
  await failWith(inspected, [never, never, never]);
  const client = await inspected.connect();
  const { failures, row } = await ask(client).actor();
  assertEquals([row.failed, row.restarts], [5, 5]);
  assertEquals(failures.map(({ at: _, ...failure }) => failure), [
    { count: 3, method: "ask", error: "TypeError: never", stack: null },
    { count: 1, method: "ask", error: "RangeError: no luck 2", stack: null },
    { count: 1, method: "ask", error: "RangeError: no luck 1", stack: null },
  ]);
  const { rows } = await client.ask<Actors>({
    view: "actors",
    sort: "restarts",
    descending: true,
  });
  assertEquals(rows.map(({ restarts }) => restarts), [5]);
  // Heard from now on: with its stack, and as one with those before.
  await failWith(inspected, [never]);
  const [last] = (await ask(client).actor()).failures;
  assertEquals([last?.count, last?.stack?.split("\n")[0]], [
    4,
    "TypeError: never",
  ]);
});

Deno.test("I5: overview counts a deadlock before it", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  cast.set("a", { ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(1) });
  cast.set("b", { ask: (ctx) => ctx.getActor(PuppetProxy, "a").ask(1) });
  await engine.getActor(PuppetProxy, "a").ask(1).catch(() => {});
  const { overview } = ask(await inspected.connect());
  assertEquals((await overview()).deadlocks, 1);
});

Deno.test("I5: every way to look tells the same counts", async () => {
  await using inspected = await Inspected.open();
  await fail(inspected, 7);
  await bury(inspected, 5);
  const metrics = await (await fetch(inspected.link("/metrics"))).text();
  const sum = (name: string) =>
    metrics.matchAll(new RegExp(`^backstage_${name}\\{.*\\} (\\d+)$`, "gm"))
      .reduce((all, [, count]) => all + Number(count), 0);
  const snapshot: EngineSnapshot = await (await fetch(
    inspected.link("/snapshot.json"),
  )).json();
  const client = await inspected.connect();
  const overview = await ask(client).overview();
  const sums = { failed: 7, restarts: 7, deadLetters: 5 };
  const pick = ({ failed, restarts, deadLetters }: typeof sums) => ({
    failed,
    restarts,
    deadLetters,
  });
  assertEquals(pick(overview), sums);
  assertEquals(pick(snapshot), sums);
  assertEquals(pick(inspected.engine.snapshot()), sums);
  assertEquals({
    failed: sum("failed_total"),
    restarts: sum("restarts_total"),
    deadLetters: sum("dead_letters_total"),
  }, sums);
  const [brittle] = snapshot.actors;
  assertEquals([brittle?.failed, brittle?.restarts], [7, 7]);
  const hello = await client.ask<Hello>({ view: "hello" });
  const actors = await client.ask<Actors>({ view: "actors" });
  const [, line] = summarize({ at: 0, hello, overview, actors }, 200);
  assertEquals(line?.split(" | ").slice(0, 4), [
    "7 failed",
    "7 restarts",
    "0 refused",
    "5 dead letters",
  ]);
});

Deno.test("I5: Collector.attach() takes nothing in twice", async () => {
  await using inspected = await Inspected.open();
  const collector = new Collector(viewOf(inspected.engine), () => null);
  const read = () => {
    const { rows, total, unrecorded } = collector.events.readLog({});
    const shown = rows.filter(({ kind }) => /failed|dead/.test(kind));
    return {
      total,
      unrecorded,
      rows: shown.map(({ count, text }) => `${count} ${text}`),
    };
  };
  const unlucky = "1 ask failed: RangeError: no luck 1";
  const dead = "add was not taken (poisoned)";
  await fail(inspected, 1);
  await bury(inspected, 2);
  collector.attach();
  collector.attach();
  const first = [unlucky, `2 ${dead}`];
  const unrecorded = { failed: 0, restarts: 1, deadLetters: 0 };
  assertEquals(read(), { total: 3, unrecorded, rows: first });
  await bury(inspected, 1);
  const heard = [...first, `1 ${dead}`];
  const { rows, total } = read();
  assertEquals(rows, heard);
  collector.detach();
  await bury(inspected, 3);
  await fail(inspected, 1);
  collector.attach();
  // Equal to those before: the engine has them as one, and some were heard.
  assertEquals(read(), {
    total: total + 4,
    unrecorded: { failed: 0, restarts: 2, deadLetters: 0 },
    rows: [...heard, `3 ${dead}`, unlucky],
  });
  const letters = collector.events.readDeadLetters({});
  assertEquals([letters.total, letters.unrecorded], [6, 0]);
  assertEquals(letters.rows.map(({ count }) => count), [2, 1, 3]);
  collector.detach();
});
