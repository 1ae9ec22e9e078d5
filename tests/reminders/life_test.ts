import { Engine } from "@backstage/actors";
import { cron } from "@backstage/actors/cron";
import { memoryStore, SimulatedRuntime } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { testOnBothWires, testSimulated } from "../support/stage.ts";
import { Chimes, DAY, HOUR, SECOND } from "./chimes.ts";

testOnBothWires("A reminder fires after a crash, unasked", async (stage) => {
  const chimes = new Chimes(stage);
  await chimes.finish(chimes.at("a").set("x", { at: HOUR }, "x"));
  chimes.crash();
  const fired: number[] = [];
  onChime.set("x", (ctx) => void fired.push(ctx.now()));
  await chimes.advanceTo(2 * HOUR);
  assertEquals(fired, [HOUR]);
  assertEquals(await chimes.heard(), [`${HOUR} x`]);
  assertEquals(await chimes.list(), []);
});

testOnBothWires("A reminder's tick is done with its commit", async (stage) => {
  const chimes = new Chimes(stage);
  await chimes.finish(chimes.at("a").set("x", { everyMs: HOUR }, "x"));
  await chimes.advanceTo(HOUR - SECOND);
  chimes.store.hold();
  await chimes.advance(2 * SECOND);
  // It ran, and nothing of it is stored.
  chimes.crash("before");
  await chimes.advance(SECOND);
  assertEquals(await chimes.heard(), [`${HOUR + SECOND} x`]);
  await chimes.advanceTo(2 * HOUR - SECOND);
  chimes.store.hold();
  await chimes.advance(2 * SECOND);
  // It ran, and all of it is stored.
  chimes.crash("after");
  await chimes.advance(SECOND);
  assertEquals(await chimes.heard(), [`${HOUR + SECOND} x`, `${2 * HOUR} x`]);
  assertEquals((await chimes.list())[0]?.dueAt, 3 * HOUR);
});

testOnBothWires("A reminder misses ticks as it was told", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  a.set("all", { everyMs: HOUR, missed: "all" }, "all");
  a.set("once", { everyMs: HOUR, missed: "once" }, "once");
  a.set("skip", { everyMs: HOUR, missed: "skip" }, "skip");
  a.set("past", { at: 2 * HOUR, missed: "skip" }, "past");
  await chimes.finish(a.heard());
  await chimes.finish(chimes.engine.stop());
  const back = 3.5 * HOUR;
  await chimes.advanceTo(back);
  chimes.begin();
  await chimes.advanceTo(4.5 * HOUR);
  assertEquals((await chimes.heard()).toSorted(), [
    ...[back, back, back].map((at) => `${at} all`),
    `${back} once`,
    `${4 * HOUR} all`,
    `${4 * HOUR} once`,
    `${4 * HOUR} skip`,
  ]);
});

testOnBothWires("Reminders fire in the order of their times", async (stage) => {
  const chimes = new Chimes(stage);
  for (const [name, hours] of [["c", 3], ["a", 1], ["b", 2]] as const) {
    await chimes.finish(chimes.at("x").set(name, { at: hours * HOUR }, name));
  }
  await chimes.finish(chimes.engine.stop());
  await chimes.advanceTo(4 * HOUR);
  chimes.begin();
  await chimes.advance(10);
  const heard = await chimes.heard("x");
  assertEquals(heard.map((line) => line.split(" ")[1]), ["a", "b", "c"]);
});

testOnBothWires("A reminder follows a clock that jumps", async (stage) => {
  const store = memoryStore();
  const chimes = new Chimes(stage, {}, store);
  chimes.at("a").set("x", { everyMs: HOUR }, "x");
  await chimes.advanceTo(1.5 * HOUR);
  await chimes.finish(chimes.engine.stop());
  const play = async (startMs: number, ms: number): Promise<string[]> => {
    const runtime = new SimulatedRuntime({ startMs, seed: stage.seed });
    const engine = new Engine({ store, runtime, actors: [ChimerProxy] });
    await runtime.advance(ms);
    const heard = engine.getActor(ChimerProxy, "a").heard().then((all) =>
      all.map(({ at }) => `${at / HOUR}`)
    );
    await runtime.advance(1);
    const stopped = engine.stop();
    await runtime.advance(1);
    await stopped;
    return await heard;
  };
  // Backwards: what has fired does not fire again.
  assertEquals(await play(0, 1.75 * HOUR), ["1"]);
  assertEquals(await play(0.5 * HOUR, 2 * HOUR), ["1", "2"]);
  // Forwards: what was missed is one turn, and the cadence stays.
  assertEquals(await play(100.25 * HOUR, HOUR), ["1", "2", "100.25", "101"]);
});

testOnBothWires("A reminder does not fire in a drain", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  a.set("x", { inMs: 500 }, "x");
  await chimes.advance(100);
  a.linger(900);
  await chimes.advance(10);
  const stopped = chimes.engine.stop();
  await chimes.finish(stopped);
  chimes.begin();
  const { now } = chimes;
  await chimes.advance(10);
  assertEquals(await chimes.heard(), [`${now} x`]);
});

testOnBothWires("A reminder outlives a pill, not an erasure", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  a.set("x", { everyMs: HOUR }, "x");
  await chimes.advance(10);
  await chimes.finish(chimes.engine.poisonPill(ChimerProxy, "a"));
  await chimes.advanceTo(1.5 * HOUR);
  assertEquals(await chimes.heard(), [`${HOUR} x`]);
  await chimes.finish(a.erase());
  await chimes.advanceTo(9 * HOUR);
  assertEquals(await chimes.heard(), []);
  assertEquals(await chimes.list(), []);
});

testOnBothWires(
  "Engine.erase() forgets reminders, live or not",
  async (stage) => {
    const chimes = new Chimes(stage);
    const ids = ["dormant", "live"];
    for (const id of ids) {
      await chimes.finish(chimes.at(id).set("x", { at: HOUR }, "x"));
    }
    await chimes.restart();
    await chimes.finish(chimes.at("live").heard());
    for (const id of ids) {
      await chimes.finish(chimes.engine.erase(ChimerProxy, id));
    }
    stage.events.length = 0;
    await chimes.advanceTo(2 * HOUR);
    assertEquals(stage.eventsOf("activated"), []);
  },
);

testOnBothWires("A tick behind a pill comes again", async (stage) => {
  const chimes = new Chimes(stage);
  const a = chimes.at("a");
  await chimes.finish(a.set("x", { inMs: 100 }, "x"));
  a.linger(1_000);
  await chimes.advance(50);
  const poisoned = chimes.engine.poisonPill(ChimerProxy, "a");
  await chimes.finish(poisoned);
  await chimes.advance(10);
  assertEquals((await chimes.heard()).length, 1);
  assertEquals(stage.eventsOf("dead-letter"), []);
});

testOnBothWires(
  "A reminder wakes an actor of a type in time",
  async (stage) => {
    const chimes = new Chimes(stage, { actors: [] });
    await chimes.finish(chimes.at("a").set("x", { at: HOUR }, "x"));
    chimes.crash();
    await chimes.advanceTo(2 * HOUR);
    const told = stage.lines.filter((line) => line.includes("Cannot wake"));
    assertEquals(told.length, 1);
    const fired: string[] = [];
    onChime.set("x", (ctx) => void fired.push(ctx.actorId));
    // Asked for another one, the engine knows the type.
    await chimes.finish(chimes.at("b").heard());
    await chimes.advance(10);
    assertEquals(fired, ["a"]);
  },
);

testOnBothWires("A lost commit loses no reminder", async (stage) => {
  const chimes = new Chimes(stage);
  await chimes.finish(chimes.at("a").set("x", { at: HOUR }, "x"));
  const { store } = chimes;
  const commit = store.commit.bind(store);
  let failures = 2;
  store.commit = (writes) =>
    failures-- > 0 ? Promise.reject(new Error("busy")) : commit(writes);
  await chimes.advanceTo(2 * HOUR);
  assertEquals((await chimes.heard()).length, 1);
  assert(failures < 0);
});

testOnBothWires("A reminder waits for an actor that fails", async (stage) => {
  const chimes = new Chimes(stage);
  await chimes.finish(chimes.at("a").set("x", { at: HOUR }, "x"));
  await chimes.finish(chimes.engine.stop());
  let isBroken = true;
  const tried: number[] = [];
  const { store } = chimes;
  const load = store.load.bind(store);
  store.load = (actor) => {
    tried.push(chimes.now - HOUR);
    return isBroken ? Promise.reject(new Error("busy")) : load(actor);
  };
  chimes.begin();
  await chimes.advanceTo(HOUR + 10 * SECOND);
  assertEquals(tried, [0, 1, 3, 7].map((second) => second * SECOND));
  isBroken = false;
  await chimes.advance(HOUR);
  assertEquals(await chimes.heard(), [`${HOUR + 15 * SECOND} x`]);
});

testSimulated("A cron reminder fires through a year", async (stage) => {
  const start = Date.parse("2026-01-01T00:00:00Z");
  const runtime = new SimulatedRuntime({ startMs: start, seed: stage.seed });
  const store = memoryStore();
  const options = { runtime, cron, actors: [ChimerProxy] };
  let engine = new Engine({ ...options, store });
  const advance = async (ms: number) => {
    for (let left = ms; left > 0; left -= DAY) await runtime.advance(DAY);
  };
  const timeZone = "Europe/Berlin";
  const pattern = { cron: "30 2 * * *", timeZone };
  engine.getActor(ChimerProxy, "a").set("nightly", pattern, "night");
  await advance(100 * DAY);
  const stopped = engine.stop();
  await runtime.advance(1);
  await stopped;
  engine = new Engine({ ...options, store });
  await advance(265 * DAY);
  const heard = engine.getActor(ChimerProxy, "a").heard();
  await runtime.advance(1);
  const local = new Intl.DateTimeFormat("sv", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const times = (await heard).map(({ at }) => local.format(at));
  assertEquals(times.length, 365);
  const odd = times.filter((time) => !time.endsWith(" 02:30"));
  // The one night that has no half past two.
  assertEquals(odd, ["2026-03-29 03:00"]);
  const days = new Set(times.map((time) => time.slice(0, 10)));
  assertEquals(days.size, 365);
  const end = engine.stop();
  await runtime.advance(1);
  await end;
});

testSimulated("Engine.run() waits for reminders", async (stage) => {
  const chimes = new Chimes(stage);
  await chimes.finish(chimes.at("a").set("x", { inMs: HOUR }, "x"));
  let isOver = false;
  const over = chimes.engine.run().then(() => void (isOver = true));
  await chimes.advanceTo(HOUR - 1);
  assertEquals(isOver, false);
  await chimes.advance(100);
  await over;
  assertEquals(await chimes.heard(), [`${HOUR} x`]);
});
