import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { MetronomeProxy } from "../cast/generated/metronome_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import { naps, Sleeper } from "../cast/sleeper.ts";
import {
  type Stage,
  testEverywhere,
  testInRealTime,
  testSimulated,
} from "../support/stage.ts";

/** Lets time pass in simulated time. */
async function advance(stage: Stage, ms: number): Promise<void> {
  await stage.simulated?.advance(ms);
}

function prepare(stage: Stage): void {
  naps.length = 0;
  Sleeper.pause = (ms) =>
    new Promise((resolve) => void stage.simulated?.setTimer(ms, resolve));
}

testSimulated(
  "ActorOptions.idleMs puts an actor to rest and the next call wakes it",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    const sleeper = engine.getActor(SleeperProxy, "s");
    await sleeper.touch();
    await advance(stage, 900);
    assertEquals(naps, ["init"]);
    await advance(stage, 700);
    assertEquals(naps, ["init", "idle"]);
    assertEquals(engine.snapshot().actors, []);
    assertEquals(stage.eventsOf("deactivated")[0]?.reason, "idle");
    assertEquals(await sleeper.touch(), 1);
    assertEquals(naps, ["init", "idle", "init"]);
  },
);

testSimulated(
  "ActorOptions.idleMs leaves an actor awake that is called again and again",
  async (stage) => {
    prepare(stage);
    const sleeper = stage.open().getActor(SleeperProxy, "s");
    for (let call = 1; call <= 20; call++) {
      assertEquals(await sleeper.touch(), call);
      await advance(stage, 700);
    }
    assertEquals(naps, ["init"]);
  },
);

testSimulated(
  "ActorOptions.idleMs keeps subscriptions, and a payload wakes the actor",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    const values = engine.getStream<number>("values");
    values.subscribe(newSubscriber("s", SleeperProxy.Method.hear));
    await engine.getActor(SleeperProxy, "s").touch();
    await advance(stage, 2_000);
    assertEquals(engine.snapshot().actors, []);
    values.next(1);
    await stage.settle();
    assertEquals(naps, ["init", "idle", "init"]);
    assertEquals(await engine.getActor(SleeperProxy, "s").touch(), 2);
  },
);

testSimulated(
  "Context.runRecurring() keeps an actor awake unless it says otherwise",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    await engine.getActor(SleeperProxy, "kept").tick(true);
    await engine.getActor(SleeperProxy, "let go").tick(false);
    await advance(stage, 5_000);
    assertEquals(
      engine.snapshot().actors.map(({ actor }) => actor.id),
      ["kept"],
    );
  },
);

testSimulated(
  "Context.stayAwake() puts off the rest for as long as it says",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    await engine.getActor(SleeperProxy, "s").stayAwake(5_000);
    await advance(stage, 4_500);
    assertEquals(naps, ["init"]);
    await advance(stage, 2_500);
    assertEquals(naps, ["init", "idle"]);
  },
);

testSimulated(
  "ActorOptions.idleMs never ends a turn, and loses nothing in deinit",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    const slow = engine.getActor(SleeperProxy, "slow");
    const work = slow.work(5_000);
    await advance(stage, 4_900);
    assertEquals(naps, ["init"]);
    await stage.finish(work);
    await stage.until(() => naps.includes("idle"));
    // Its deinit goes on; a call that comes now is for the next activation.
    assertEquals(await stage.finish(slow.touch()), 1);
    assertEquals(naps, ["init", "idle", "init"]);
  },
);

testSimulated(
  "EngineOptions.idleMs puts tens of thousands of actors to rest",
  async (stage) => {
    const engine = stage.open({ idleMs: 100 });
    for (let id = 0; id < 20_000; id++) {
      engine.getActor(CounterProxy, `${id}`).increment();
    }
    await engine.run();
    assertEquals(engine.snapshot().actors.length, 20_000);
    await advance(stage, 300);
    assertEquals(engine.snapshot().actors, []);
  },
);

testInRealTime(
  "EngineOptions.idleMs puts an actor to rest in real time",
  async (stage) => {
    const engine = stage.open({ idleMs: 5 });
    await engine.getActor(CounterProxy, "c").increment();
    await stage.until(() => engine.snapshot().actors.length === 0);
    assertEquals(stage.eventsOf("deactivated")[0]?.reason, "idle");
  },
);

testEverywhere("EngineOptions.idleMs refuses what is no time", (stage) => {
  assertThrows(
    () => stage.open({ idleMs: -1 }),
    RangeError,
    "Cannot use idleMs -1: it must be a number from 0 to 2147483647",
  );
});

testSimulated(
  "TimerOptions.missedTicks skips or makes up for what a busy actor missed",
  async (stage) => {
    prepare(stage);
    const engine = stage.open();
    for (const missedTicks of ["skip", "catch-up"] as const) {
      const metronome = engine.getActor(MetronomeProxy, missedTicks);
      await metronome.start(missedTicks);
      await stage.finish(metronome.stall());
      const ticks = await metronome.ticks();
      await engine.poisonPill(MetronomeProxy, missedTicks);
      assertEquals(ticks.length, missedTicks === "skip" ? 1 : 4);
    }
  },
);
