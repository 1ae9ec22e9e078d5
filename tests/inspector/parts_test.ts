import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Engine } from "@backstage/actors";
import { viewOf } from "../../src/engine/engine.ts";
import { TypeRecords } from "../../src/inspector/collect/type_records.ts";
import type { ActorRecord } from "../../src/inspector/collect/actor_record.ts";
import { findWaits } from "../../src/inspector/answer/wait_graph.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { Gate, isLoopback } from "../../src/inspector/server/gate.ts";
import { Histogram } from "../../src/inspector/collect/histogram.ts";
import { NumberedRing } from "../../src/inspector/collect/numbered_ring.ts";
import { Quota } from "../../src/inspector/server/quota.ts";
import { rollRate } from "../../src/inspector/collect/rate.ts";
import { selectPage } from "../../src/inspector/answer/select_page.ts";
import { orderTexts } from "../../src/inspector/answer/text_order.ts";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { Chance } from "../support/chance.ts";

Deno.test("Histogram.quantile() is right to one part in sixteen", () => {
  const chance = new Chance(77);
  for (let round = 0; round < 50; round++) {
    const histogram = new Histogram();
    const scale = 10 ** (chance.below(9) - 3);
    const values = Array.from(
      { length: 1 + chance.below(3_000) },
      () => scale * (1 + chance.below(10_000)),
    );
    for (const value of values) histogram.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const exact = sorted[Math.ceil(sorted.length * share) - 1]!;
      const found = histogram.quantile(share);
      assert(Math.abs(found - exact) <= exact / 16, `${found} for ${exact}`);
    }
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    assertAlmostEquals(histogram.meanMs / mean, 1, 1e-9);
    assertEquals(histogram.samples, values.length);
  }
});

Deno.test("Histogram.quantile() knows nothing, and next to nothing", () => {
  const histogram = new Histogram();
  assertEquals([histogram.quantile(0.99), histogram.meanMs], [0, 0]);
  histogram.add(0);
  histogram.add(-5);
  assertEquals([histogram.quantile(0.99), histogram.samples], [0, 2]);
});

Deno.test("Histogram.add() lets old samples fade", () => {
  const histogram = new Histogram();
  for (let at = 0; at < 10_000; at++) histogram.add(1_000);
  assert(histogram.quantile(0.5) > 900);
  for (let at = 0; at < 20_000; at++) histogram.add(1);
  assert(histogram.quantile(0.9) < 1.1, `${histogram.quantile(0.9)}`);
  assert(histogram.samples <= 4_096);
});

Deno.test("Histogram.merge() is as if all had been added to one", () => {
  const [one, other, all] = [new Histogram(), new Histogram(), new Histogram()];
  for (let at = 1; at < 200; at++) {
    (at % 2 === 0 ? one : other).add(at * at / 7);
    all.add(at * at / 7);
  }
  const merged = new Histogram();
  merged.merge(one);
  merged.merge(other);
  assertEquals(merged.samples, all.samples);
  assertAlmostEquals(merged.meanMs, all.meanMs, 1e-6);
  for (const share of [0.1, 0.5, 0.99]) {
    assertEquals(merged.quantile(share), all.quantile(share));
  }
});

Deno.test("NumberedRing keeps the last ones under their numbers", () => {
  const ring = new NumberedRing<string>(3);
  const all = (after = 0) =>
    [...ring.since(after)].map(({ number, item }) => `${number}${item}`);
  assertEquals([ring.first, ring.total, all()], [1, 0, []]);
  for (const item of "abcde") ring.push(item);
  assertEquals([ring.first, ring.total], [3, 5]);
  assertEquals(all(), ["3c", "4d", "5e"]);
  assertEquals(all(4), ["5e"]);
  assertEquals(all(99), []);
  const backwards = [...ring.backwards()].map(({ item }) => item);
  assertEquals(backwards, ["e", "d", "c"]);
  ring.clear();
  assertEquals([ring.first, all()], [6, []]);
  ring.push("f");
  ring.push("g");
  assertEquals(all(), ["6f", "7g"]);
});

Deno.test("selectPage() is a part of a sort", () => {
  const chance = new Chance(20_251);
  for (let round = 0; round < 300; round++) {
    const count = chance.below(200);
    const spread = 1 + chance.below(50);
    const keys = Array.from({ length: count }, () => chance.below(spread));
    if (round % 3 === 0) keys.sort((a, b) => a - b);
    if (round % 7 === 0) keys.reverse();
    const tie = (a: number, b: number) => round % 2 === 0 ? a - b : b - a;
    const compare = (a: number, b: number) => keys[a]! - keys[b]! || tie(a, b);
    const sorted = keys.map((_, place) => place).sort(compare);
    const [offset, limit] = [chance.below(220), chance.below(60)];
    assertEquals(
      [...selectPage({ keys: Float64Array.from(keys), tie }, offset, limit)],
      sorted.slice(offset, offset + limit),
    );
  }
});

Deno.test("orderTexts() orders as a sort of the texts does", () => {
  const chance = new Chance(7);
  for (let round = 0; round < 200; round++) {
    const prefix = ["", "actor-", "\u{1f600}"][round % 3]!;
    const texts = Array.from({ length: chance.below(60) }, () => {
      const letters = Array.from(
        { length: chance.below(6) },
        () => "ab\u0000\uffff"[chance.below(4)],
      );
      return prefix + letters.join("");
    });
    for (const sign of [1, -1]) {
      const places = selectPage(orderTexts(texts, sign), 0, texts.length);
      const sorted = texts.toSorted((a, b) => a < b ? -sign : a > b ? sign : 0);
      assertEquals(Array.from(places, (place) => texts[place]!), sorted);
    }
  }
});

Deno.test("TypeRecords.look() forgets those that came and went", async () => {
  await using engine = new Engine();
  const { registry } = viewOf(engine);
  const types = new TypeRecords(registry);
  const find = () => registry.findType("Counter")!.activations.get("a")!;
  await engine.getActor(CounterProxy, "a").add(1);
  const activation = find();
  types.openActor(activation);
  await engine.poisonPill(CounterProxy, "a");
  assertEquals(types.findActor(activation)?.activation, activation);
  types.look(0, 0);
  assertEquals([types.findActor(activation), types.actorCount], [undefined, 0]);
});

Deno.test("findWaits() tells a cycle from a queue", () => {
  const wait = (from: string, ...to: string[]) => ({
    activation: { actor: { type: "T", id: from } },
    waits: () =>
      to.map((id) => ({ actor: { type: "T", id }, method: "m", ms: 5 })),
  });
  const records = [
    wait("a", "b"),
    wait("b", "c", "free"),
    wait("c", "a"),
    wait("d", "a"),
    wait("e", "free"),
    wait("self", "self"),
  ] as unknown as ActorRecord[];
  const edges = findWaits(records, 0).map(({ from, to, isDeadlock }) =>
    `${from.id}${to.id}${isDeadlock ? "!" : ""}`
  );
  assertEquals(edges.sort(), [
    "ab!",
    "bc!",
    "bfree",
    "ca!",
    "da",
    "efree",
    "selfself!",
  ]);
});

Deno.test("rollRate() forgets half of a rate in some seconds", () => {
  assertEquals(rollRate(NaN, 5, 500), 10);
  assertEquals(rollRate(0, 0, 1_000), 0);
  let [fine, coarse] = [100, 100];
  for (let at = 0; at < 8; at++) fine = rollRate(fine, 0, 250);
  coarse = rollRate(coarse, 0, 2_000);
  assertAlmostEquals(fine, coarse, 1e-9);
  assertAlmostEquals(coarse, 100 / Math.E, 1e-9);
});

Deno.test("Quota.take() allows so much a second", async () => {
  const runtime = new SimulatedRuntime();
  const quota = new Quota(10, runtime);
  const takeAll = () => {
    let taken = 0;
    while (quota.take()) taken++;
    return taken;
  };
  assertEquals(takeAll(), 10);
  assertEquals(takeAll(), 0);
  await runtime.advance(500);
  assertEquals(takeAll(), 5);
  await runtime.advance(60_000);
  assertEquals(takeAll(), 10);
});

Deno.test("isLoopback() knows what this machine alone reaches", () => {
  for (const one of ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"]) {
    assertEquals(isLoopback(one), true, one);
  }
  const others = [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.0.0.1.example.com",
    "1127.0.0.1",
    "localhost.example.com",
    "::2",
    "",
  ];
  for (const other of others) assertEquals(isLoopback(other), false, other);
});

Deno.test("Gate.refuse() lets addresses in where machines come", () => {
  const gate = new Gate("0.0.0.0", "t");
  const status = (host: string) =>
    gate.refuse(new Request("http://x/", { headers: { host } }))?.status;
  assertEquals(status("192.168.1.2:4321"), undefined);
  assertEquals(status("[fe80::1]:4321"), undefined);
  assertEquals(status("localhost:4321"), undefined);
  assertEquals(status("rebound.example:4321"), 403);
  const named = new Gate("actors.example", "t");
  const request = new Request("http://x/", {
    headers: { host: "actors.EXAMPLE" },
  });
  assertEquals(named.refuse(request), null);
});
