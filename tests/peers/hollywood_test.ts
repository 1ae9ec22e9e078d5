import { CallTimeoutError } from "@backstage/actors";
import {
  assertEquals,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { stuck, watch } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { lapse, noting, reasonOf } from "./trace.ts";

testEverywhere(
  "Engine.getActor() reaches one actor for one type and id",
  async (stage) => {
    const engine = stage.open();
    await engine.getActor(CounterProxy, "ann").add(2);
    assertEquals(await engine.getActor(CounterProxy, "ann").count(), 2);
    assertEquals(await engine.getActor(CounterProxy, "bob").count(), 0);
  },
);

testEverywhere(
  "Engine.getActor() refuses an empty id at once, not when it is called",
  (stage) => {
    const engine = stage.open();
    assertThrows(() => engine.getActor(CounterProxy, ""), RangeError);
    assertEquals(stage.events, []);
  },
);

testEverywhere(
  "Engine.getActor() activates one actor for calls made at once",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", noting(trace));
    const calls = [1, 2, 3].map((input) =>
      engine.getActor(PuppetProxy, "a").ask(input)
    );
    assertEquals(await Promise.all(calls), [1, 2, 3]);
    assertEquals(trace, ["construct", "init", "ask 1", "ask 2", "ask 3"]);
    assertEquals(stage.eventsOf("activated").length, 1);
  },
);

testEverywhere(
  "Actor.init() runs to its end before what was sent meanwhile",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast(
      "a",
      noting(trace, {
        init: () => door.promise.then(() => void trace.push("up")),
      }),
    );
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.tell("first");
    await stage.settle();
    const second = puppet.ask("second");
    await stage.settle();
    assertEquals(trace, ["construct", "init"]);
    door.resolve();
    await second;
    assertEquals(trace.slice(2), ["up", "tell first", "ask second"]);
  },
);

testEverywhere("Actor.init() may call other actors", async (stage) => {
  const engine = stage.open();
  let word: unknown;
  stage.cast("teacher", { ask: (_ctx, input) => `${input}, learned` });
  stage.cast("pupil", {
    init: async (ctx) => {
      word = await ctx.getActor(PuppetProxy, "teacher").ask("hello");
    },
    ask: () => word,
  });
  const pupil = engine.getActor(PuppetProxy, "pupil");
  assertEquals(await pupil.ask(null), "hello, learned");
});

testOnBothWires(
  "Context.runRecurring() ticks until it is cancelled, and not once more",
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    stage.cast("a", {
      tell: (ctx) => {
        const timer = ctx.runRecurring(2, () => {
          if (++ticks === 10) timer.cancel();
        });
      },
    });
    await engine.getActor(PuppetProxy, "a").tell(null);
    await stage.simulated!.advance(19);
    assertEquals(ticks, 9);
    await stage.simulated!.advance(81);
    assertEquals(ticks, 10);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testEverywhere(
  "ActorOptions.supervision restarts an actor that failed, and it goes on",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast(
      "a",
      noting(trace, {
        tell: () => {
          throw new Error("broken");
        },
      }),
    );
    const puppet = engine.getActor(BrittlePuppetProxy, "a");
    puppet.tell("it");
    assertEquals(await puppet.ask("on"), "on");
    const life = ["construct", "init"];
    assertEquals(
      trace,
      [...life, "tell it", "deinit failure", ...life, "ask on"],
    );
    assertEquals(stage.eventsOf("restarting").length, 1);
  },
);

testOnBothWires(
  "ActorOptions.supervision waits before each restart, and loses nothing",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast(
      "a",
      noting(trace, {
        tell: () => {
          throw new Error("broken");
        },
      }),
    );
    const puppet = engine.getActor(PatientPuppetProxy, "a");
    puppet.tell(1);
    puppet.tell(2);
    assertEquals(await stage.finish(puppet.ask(3)), 3);
    assertEquals(
      trace.filter((line) => /^(?:init|tell|ask)/.test(line)),
      ["init", "tell 1", "init", "tell 2", "init", "ask 3"],
    );
    const delays = stage.eventsOf("restarting").map(({ delayMs }) => delayMs);
    assertEquals(delays.map((ms) => ms > 0 && ms <= 20), [true, true]);
    const waited = delays.reduce((sum, ms) => sum + ms, 0);
    assertGreaterOrEqual(stage.simulated!.now(), waited);
  },
);

testEverywhere(
  "Engine.poisonPill() resolves when deinit is done, not before",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("a", noting(trace, { deinit: () => door.promise }));
    await engine.getActor(PuppetProxy, "a").ask(1);
    const gone = engine.poisonPill(PuppetProxy, "a");
    const isGone = watch(gone);
    await stage.settle();
    assertEquals(trace.at(-1), "deinit poison");
    assertEquals(isGone(), false);
    door.resolve();
    await gone;
  },
);

testEverywhere(
  "Engine.poisonPill() leaves no actor in the snapshot",
  async (stage) => {
    const engine = stage.open();
    const ids = ["a", "b", "c", "d"];
    for (const id of ids) await engine.getActor(CounterProxy, id).add(1);
    assertEquals(engine.snapshot().actors.length, 4);
    for (const id of ids) await engine.poisonPill(CounterProxy, id);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine.poisonPill() does not wake an actor that is not active",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", noting(trace));
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals([trace, stage.events], [[], []]);
  },
);

testEverywhere(
  "Engine.poisonPill() ends an activation once, however often it is given",
  async (stage) => {
    const engine = stage.open();
    for (let round = 0; round < 20; round++) {
      const trace: string[] = [];
      const id = `a${round}`;
      stage.cast(id, noting(trace));
      await engine.getActor(PuppetProxy, id).ask(1);
      const pills = Array.from(
        { length: 10 },
        () => engine.poisonPill(PuppetProxy, id),
      );
      await Promise.all(pills);
      assertEquals(trace, ["construct", "init", "ask 1", "deinit poison"]);
    }
  },
);

testOnBothWires(
  "ActorProxy.with() fails a call that takes longer than its timeoutMs",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: stuck });
    const puppet = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 5 });
    const error = await stage.finish(
      assertRejects(() => puppet.ask(null), CallTimeoutError),
    );
    assertEquals(error.outcome, "unknown");
    assertEquals(stage.simulated!.now(), 5);
  },
);

testOnBothWires(
  "ActorProxy.with() leaves nothing of a limit that was not reached",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: async (_ctx, input) => {
        await lapse(stage, 1);
        return input;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 80 });
    for (let input = 0; input < 50; input++) {
      assertEquals(await stage.finish(puppet.ask(input)), input);
    }
    await stage.simulated!.advance(1_000);
    assertEquals(stage.events.map(({ kind }) => kind), ["activated"]);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.getActor() lets an actor send to itself",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast(
      "a",
      noting(trace, {
        ask: (ctx) => {
          const self = ctx.getActor(PuppetProxy, "a");
          for (const input of [1, 2, 3]) self.tell(input);
        },
      }),
    );
    await engine.getActor(PuppetProxy, "a").ask("go");
    await engine.run("once");
    assertEquals(trace.slice(2), ["ask go", "tell 1", "tell 2", "tell 3"]);
  },
);

testEverywhere(
  "Engine.events tells of an envelope that nobody could take",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { ask: () => door.promise });
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.ask(null);
    await stage.settle();
    const gone = engine.poisonPill(PuppetProxy, "a");
    puppet.tell("too late");
    door.resolve();
    await gone;
    assertEquals(
      stage.eventsOf("dead-letter").map(({ actor, method, reason, caller }) => [
        actor.id,
        method,
        reason,
        caller,
      ]),
      [["a", "tell", "poisoned", null]],
    );
  },
);

testEverywhere(
  "Engine.events tells of actors that begin and end, in order",
  async (stage) => {
    const engine = stage.open();
    await engine.getActor(CounterProxy, "a").add(1);
    await engine.poisonPill(CounterProxy, "a");
    const actor = { type: "Counter", id: "a" };
    assertEquals(stage.events.map(({ at: _, ...facts }) => facts), [
      { kind: "activated", actor },
      { kind: "deactivated", actor, reason: "poison" },
    ]);
  },
);

testEverywhere(
  "Engine.snapshot() tells the active actors of a type",
  async (stage) => {
    const engine = stage.open();
    for (const id of ["a", "b"]) await engine.getActor(CounterProxy, id).add(1);
    await engine.getActor(PuppetProxy, "c").ask(null);
    const { actors, types } = engine.snapshot();
    const counters = actors.filter(({ actor }) => actor.type === "Counter");
    assertEquals(counters.map(({ actor }) => actor.id), ["a", "b"]);
    assertEquals(types.map(({ type, actors }) => [type, actors]), [
      ["Counter", 2],
      ["Puppet", 1],
    ]);
  },
);

testEverywhere(
  "An error that an actor threw has the stack of where it was thrown",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: function explode() {
        throw new Error("here");
      },
    });
    const error = await reasonOf(engine.getActor(PuppetProxy, "a").ask(null));
    assertInstanceOf(error, Error);
    assertStringIncludes(error.stack!.split("\n")[1]!, "explode");
  },
);
