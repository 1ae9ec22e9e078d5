import { assertEquals, assertMatch } from "@std/assert";
import {
  type EngineSnapshot,
  newSubscriber,
  type Subscriber,
} from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PhoenixProxy } from "../cast/generated/phoenix_proxy.gen.ts";
import { defineActor } from "../../src/envelope/definition.ts";
import { ActorProxy } from "../../src/proxy/actor_proxy.ts";
import { Inspected } from "../support/inspected.ts";

const HOSTILE = 'a "b"\\c\nd{e="f"} 1';

/** An actor of a type whose name no label can hold as it stands. */
class HostileProxy extends ActorProxy {
  static readonly definition = defineActor({
    type: HOSTILE,
    methods: {},
    create: () => ({}),
  });
}

async function readMetrics(inspected: Inspected): Promise<Map<string, number>> {
  const response = await fetch(inspected.link("/metrics"));
  const type = response.headers.get("content-type");
  assertEquals(type, "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const samples = new Map<string, number>();
  const described = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("#")) {
      assertMatch(line, /^# (?:HELP \w+ .+|TYPE \w+ (?:counter|gauge))$/);
      described.add(line.split(" ").slice(1, 3).join(" "));
      continue;
    }
    const [, name, labels, value] = line.match(
      /^(\w+)(\{type="(?:[^"\\\n]|\\["\\n])*"\})? (\d+(?:\.\d+)?)$/,
    ) ?? [];
    assertEquals(described.has(`HELP ${name}`), true, line);
    assertEquals(described.has(`TYPE ${name}`), true, line);
    assertEquals(samples.has(`${name}${labels}`), false, "once each");
    samples.set(`${name}${labels ?? ""}`, Number(value));
  }
  assertEquals(text.endsWith("\n"), true);
  return samples;
}

Deno.test("metrics tells counters by type, in Prometheus' format", async () => {
  await using inspected = await Inspected.open({}, { inboxCapacity: 2 });
  const { engine } = inspected;
  for (const id of ["a", "b"]) await engine.getActor(CounterProxy, id).add(1);
  await engine.poisonPill(CounterProxy, "b");
  const counter = engine.getActor(CounterProxy, "a");
  const sent = Array.from({ length: 5 }, () => counter.add(1));
  await Promise.allSettled(sent);
  await engine.getActor(PhoenixProxy, "a").fail().catch(() => {});
  engine.getActor(HostileProxy, "a");
  const metrics = await readMetrics(inspected);
  const of = (type: string, ...names: string[]) =>
    names.map((name) => metrics.get(`backstage_${name}{type="${type}"}`));
  assertEquals(of("Counter", "actors", "inbox_envelopes"), [1, 0]);
  // Two from either actor, a pill, and two of five.
  assertEquals(of("Counter", "accepted_total", "handled_total"), [5, 5]);
  assertEquals(of("Counter", "refused_total", "dropped_total"), [3, 0]);
  assertEquals(of("Counter", "activations_total", "restarts_total"), [2, 0]);
  assertEquals(of("Phoenix", "failed_total", "restarts_total"), [1, 1]);
  assertEquals(of('a \\"b\\"\\\\c\\nd{e=\\"f\\"} 1', "actors"), [0]);
  assertEquals(metrics.get("backstage_stopping"), 0);
});

Deno.test("metrics says no more for more actors", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  await engine.getActor(CounterProxy, "first").add(1);
  const before = await readMetrics(inspected);
  for (let at = 0; at < 1_000; at++) {
    engine.getActor(CounterProxy, `${at}`).increment();
  }
  await engine.run();
  const after = await readMetrics(inspected);
  assertEquals([...after.keys()], [...before.keys()]);
  assertEquals(after.get('backstage_actors{type="Counter"}'), 1_001);
});

Deno.test("metrics counts dead letters that no event was made of", async () => {
  await using inspected = await Inspected.open({}, {
    inboxCapacity: 1,
    overflow: "drop-newest",
  });
  const { engine } = inspected;
  const counter = engine.getActor(CounterProxy, "a");
  const sent = Array.from({ length: 5 }, () => counter.increment());
  await Promise.allSettled(sent);
  // A subscriber cannot take a payload of another type.
  const wrong = engine.getStream<unknown>("wrong");
  wrong.subscribe(
    newSubscriber("a", SleeperProxy.Method.hear) as Subscriber<unknown>,
  );
  wrong.next("no number");
  const metrics = await readMetrics(inspected);
  assertEquals(metrics.get('backstage_dead_letters_total{type="Sleeper"}'), 1);
  assertEquals(metrics.get('backstage_dead_letters_total{type="Counter"}'), 4);
  assertEquals(metrics.get('backstage_dropped_total{type="Counter"}'), 4);
});

Deno.test("snapshot.json is what Engine.snapshot() tells", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const read = async () => {
    const response = await fetch(inspected.link("/snapshot.json"));
    assertEquals(response.headers.get("content-type"), "application/json");
    const { at: _, state, ...snapshot } = await response.json() as
      & EngineSnapshot
      & { state: string };
    return { state, snapshot };
  };
  const now = () => {
    const { at: _, ...snapshot } = engine.snapshot();
    return snapshot;
  };
  assertEquals((await read()).snapshot, now());
  // More than one slice, and none of their edges.
  for (const count of [1, 500, 501, 1_234]) {
    for (let at = 0; at < count; at++) {
      engine.getActor(CounterProxy, `<b>"${at}`).increment();
    }
    await engine.run();
    const { state, snapshot } = await read();
    assertEquals(state, "open");
    assertEquals(snapshot, now());
  }
});

Deno.test("metrics counts what durable actors have committed", async () => {
  const store = memoryStore();
  await using inspected = await Inspected.open({}, { store });
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  await Promise.all([1, 2, 3].map((cents) => ledger.deposit(cents, "b")));
  const samples = await readMetrics(inspected);
  assertEquals(samples.get("backstage_commit_turns_total"), 4);
  assertEquals(samples.get("backstage_commits_failed_total"), 0);
  assertEquals(samples.get("backstage_uncommitted_turns"), 0);
  const commits = samples.get("backstage_commits_total")!;
  assertEquals(commits, store.commits);
  assertEquals(samples.get("backstage_commit_records_total"), commits);
  assertEquals(samples.get('backstage_sends_waiting{type="Ledger"}'), 0);
  assertEquals(
    samples.get('backstage_reminders_fired_total{type="Ledger"}'),
    0,
  );
});
