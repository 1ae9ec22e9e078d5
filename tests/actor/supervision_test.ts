import { newSubscriber } from "@backstage/actors";
import {
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { diary } from "../cast/fragile.ts";
import { MisguidedProxy } from "../cast/generated/misguided_proxy.gen.ts";
import { MortalProxy } from "../cast/generated/mortal_proxy.gen.ts";
import { PhoenixProxy } from "../cast/generated/phoenix_proxy.gen.ts";
import { TumblerProxy } from "../cast/generated/tumbler_proxy.gen.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";

testEverywhere(
  "Supervision.directive restarts with the same inbox",
  async (stage) => {
    const tumbler = stage.open().getActor(TumblerProxy, "t");
    assertEquals(await tumbler.count(), 1);
    const fall = assertRejects(() => tumbler.fall(), Error, "down");
    const counts = [tumbler.count(), tumbler.count()];
    await fall;
    assertEquals(await Promise.all(counts), [1, 2]);
    assertEquals(stage.events.map(({ kind }) => kind), [
      "activated",
      "failed",
      "restarting",
      "deactivated",
      "activated",
    ]);
  },
);

testSimulated(
  "Supervision.backoffMs waits longer each time while the inbox fills",
  async (stage) => {
    diary.length = 0;
    const phoenix = stage.open().getActor(PhoenixProxy, "p");
    await phoenix.set(7);
    await assertRejects(() => phoenix.fail(), Error, "ashes");
    const value = phoenix.value();
    await stage.settle();
    assertEquals(diary, ["init", "deinit failure"]);
    const [first] = stage.eventsOf("restarting");
    assertEquals(first?.restarts, 1);
    assertGreaterOrEqual(first?.delayMs ?? 0, 50);
    assertLessOrEqual(first?.delayMs ?? 0, 100);

    assertEquals(await stage.finish(value), 0);
    assertEquals(diary, ["init", "deinit failure", "init"]);
    const { activated = 0 } = Object.fromEntries(
      stage.eventsOf("activated").map(({ kind, at }) => [kind, at]),
    );
    assertGreaterOrEqual(activated, first?.delayMs ?? Infinity);

    await assertRejects(() => phoenix.failLater(), Error, "ashes");
    await stage.settle();
    const [, second] = stage.eventsOf("restarting");
    assertEquals(second?.restarts, 2);
    assertGreaterOrEqual(second?.delayMs ?? 0, 75);
    assertLessOrEqual(second?.delayMs ?? 0, 150);
  },
);

testSimulated(
  "Supervision.maxRestarts deactivates an actor that fails too often",
  async (stage) => {
    const phoenix = stage.open().getActor(PhoenixProxy, "p");
    for (let failures = 0; failures < 2; failures++) {
      await assertRejects(() => stage.finish(phoenix.fail()), Error, "ashes");
    }
    const last = assertRejects(() => phoenix.fail(), Error, "ashes");
    const behind = assertRejects(
      () => stage.finish(phoenix.value()),
      Error,
      'Cannot call "Phoenix/p".value: actor was deactivated after a failure',
    );
    await stage.finish(Promise.all([last, behind]));
    assertEquals(stage.eventsOf("restarting").length, 2);
    assertEquals(stage.eventsOf("dead-letter")[0]?.reason, "deactivated");
    assertEquals(
      stage.lines.filter((line) => line.includes("is deactivated")),
      [
        'error "Phoenix/p" is deactivated: it failed again after 2 restarts ' +
        "within 1000 ms",
      ],
    );
    assertEquals(await stage.finish(phoenix.value()), 0);
  },
);

testSimulated(
  "Supervision.withinMs forgets restarts that are long ago",
  async (stage) => {
    const phoenix = stage.open().getActor(PhoenixProxy, "p");
    for (let failures = 0; failures < 5; failures++) {
      await assertRejects(() => stage.finish(phoenix.fail()), Error, "ashes");
      await stage.simulated?.advance(1_100);
    }
    assertEquals(
      stage.eventsOf("restarting").map(({ restarts }) => restarts),
      [1, 1, 1, 1, 1],
    );
  },
);

testEverywhere(
  "Supervision.directive is told the error and counts failures",
  async (stage) => {
    diary.length = 0;
    const mortal = stage.open().getActor(MortalProxy, "m");
    assertEquals(await mortal.count(), 1);
    await assertRejects(() => mortal.fail("once"), Error, "once");
    assertEquals(await mortal.count(), 2);
    await assertRejects(() => mortal.fail("twice"), Error, "twice");
    await stage.until(() => diary.length > 0);
    assertEquals(diary, ["deinit failure"]);
    assertEquals(await mortal.count(), 1);
  },
);

testEverywhere(
  "Supervision.directive that throws is logged and the actor resumes",
  async (stage) => {
    const mortal = stage.open().getActor(MortalProxy, "m");
    await mortal.count();
    for (let failures = 0; failures < 3; failures++) {
      await assertRejects(() => mortal.fail("judge"), Error, "judge");
    }
    assertEquals(await mortal.count(), 2);
    const line = 'error The supervision of "Mortal/m" failed: Error: judge';
    assertEquals(stage.lines, [line, line, line]);
  },
);

testSimulated(
  "Supervision keeps subscriptions and cancels timers at a restart",
  async (stage) => {
    diary.length = 0;
    const engine = stage.open();
    const phoenix = engine.getActor(PhoenixProxy, "p");
    await phoenix.listen();
    await assertRejects(() => stage.finish(phoenix.fail()), Error, "ashes");
    assertEquals(await stage.finish(phoenix.value()), 0);
    engine.getStream<number>("numbers").next(3);
    assertEquals(await phoenix.value(), 3);
    assertEquals(engine.snapshot().timers, 1);
    await stage.simulated?.advance(10_100);
    assertEquals(diary.filter((line) => line === "tick").length, 1);
  },
);

testEverywhere(
  "Supervision restarts after a stream handler or a timer fails",
  async (stage) => {
    const engine = stage.open();
    const mortal = engine.getStream<string>("woes");
    mortal.subscribe(newSubscriber("t", TumblerProxy.Method.fall));
    mortal.next("woe");
    await stage.until(() => stage.eventsOf("restarting").length === 1);
    const tumbler = engine.getActor(TumblerProxy, "t");
    assertEquals(await tumbler.count(), 1);
  },
);

testSimulated(
  "Engine.stop() ends an actor that waits to begin afresh",
  async (stage) => {
    diary.length = 0;
    const engine = stage.open();
    const phoenix = engine.getActor(PhoenixProxy, "p");
    await assertRejects(() => phoenix.fail(), Error, "ashes");
    const value = phoenix.value();
    await stage.settle();
    await stage.finish(Promise.all([engine.stop(), value]));
    assertEquals(engine.snapshot().actors, []);
    const inits = diary.filter((line) => line === "init").length;
    const ends = diary.filter((line) => line.startsWith("deinit")).length;
    assertEquals(inits, ends);
  },
);

testSimulated(
  "Engine.poisonPill() resolves while its actor waits to begin afresh",
  async (stage) => {
    const engine = stage.open();
    const phoenix = engine.getActor(PhoenixProxy, "p");
    await assertRejects(() => phoenix.fail(), Error, "ashes");
    await stage.settle();
    await stage.finish(engine.poisonPill(PhoenixProxy, "p"));
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine.getActor() throws when a class's supervision cannot be",
  (stage) => {
    const engine = stage.open();
    assertThrows(
      () => engine.getActor(MisguidedProxy, "m"),
      RangeError,
      "Cannot use supervision.backoffMs.max 5: it must be a number from 10 to",
    );
  },
);
