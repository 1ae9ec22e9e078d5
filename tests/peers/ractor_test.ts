import { CallTimeoutError, CodecError, newSubscriber } from "@backstage/actors";
import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { failureOf, stuck } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { noting, reasonOf } from "./trace.ts";

testEverywhere(
  "Engine.poisonPill() lets the turn under way finish",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast(
      "a",
      noting(trace, {
        ask: async () => {
          await door.promise;
          trace.push("done");
          return "answer";
        },
      }),
    );
    const answer = engine.getActor(PuppetProxy, "a").ask(1);
    await stage.settle();
    const gone = engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(trace.slice(2), ["ask 1"]);
    door.resolve();
    await gone;
    assertEquals(await answer, "answer");
    assertEquals(trace.slice(2), ["ask 1", "done", "deinit poison"]);
  },
);

testEverywhere(
  "Actor.init() that is slow keeps what comes meanwhile, in order",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    const heard: unknown[] = [];
    stage.cast("a", {
      init: () => door.promise,
      tell: (_ctx, input) => void heard.push(input),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const inputs = Array.from({ length: 10 }, (_, input) => input);
    for (const input of inputs) puppet.tell(input);
    await stage.settle();
    assertEquals(heard, []);
    assertEquals(engine.snapshot().actors[0]!.inboxLength, 10);
    door.resolve();
    await engine.run("once");
    assertEquals(heard, inputs);
  },
);

testEverywhere(
  "Engine.stop() handles a thousand queued envelopes, and takes no more",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "a");
    const replies = Array.from({ length: 1_000 }, () => counter.add(1));
    const last = replies.at(-1)!.then((sum) => sum);
    const stopped = engine.stop();
    const { code, outcome } = await failureOf(counter.add(1));
    assertEquals([code, outcome], ["engine-stopped", "not-run"]);
    await stage.finish(stopped);
    assertEquals(await last, 1_000);
  },
);

testEverywhere(
  "Engine.stop() ends no actor before the others have called it",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("idle", noting(trace));
    stage.cast("busy", {
      ask: async (ctx) => {
        await door.promise;
        return await ctx.getActor(PuppetProxy, "idle").ask(2);
      },
    });
    await engine.getActor(PuppetProxy, "idle").ask(1);
    const answer = engine.getActor(PuppetProxy, "busy").ask(null);
    answer.then(() => {});
    await stage.settle();
    const stopped = engine.stop();
    await stage.settle();
    door.resolve();
    await stage.finish(stopped);
    assertEquals(await answer, 2);
    assertEquals(
      trace,
      ["construct", "init", "ask 1", "ask 2", "deinit shutdown"],
    );
  },
);

testEverywhere(
  "A call whose argument is of another type never runs, and harms no actor",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "a");
    const error = await assertRejects(
      () => counter.add("42" as never),
      CodecError,
    );
    assertEquals(error.outcome, "not-run");
    assertStringIncludes(error.message, "expected number");
    assertEquals(await counter.add(1), 1);
  },
);

testEverywhere(
  "A reference in a message calls the actor that it names",
  async (stage) => {
    const engine = stage.open();
    stage.cast("front", {
      ask: async (_ctx, input) => await (input as MemberProxy).greet("hello"),
    });
    const member = engine.getActor(MemberProxy, "ann");
    assertEquals(
      await engine.getActor(PuppetProxy, "front").ask(member),
      "ann: hello",
    );
  },
);

testOnBothWires(
  "Context.runOnce() fires once, or never once it is cancelled",
  async (stage) => {
    const engine = stage.open();
    const fired: string[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        ctx.runOnce(5, () => void fired.push("kept"));
        const timer = ctx.runOnce(5, () => void fired.push("cancelled"));
        timer.cancel();
        timer.cancel();
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(40);
    assertEquals(fired, ["kept"]);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testOnBothWires(
  "Context.runRecurring() ends with its activation",
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    stage.cast("a", {
      ask: (ctx) => void ctx.runRecurring(3, () => void ticks++),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(30);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.simulated!.advance(30);
    assertEquals(ticks, 10);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testEverywhere(
  "Promise.all() of calls to many actors has the answers in order",
  async (stage) => {
    const engine = stage.open();
    const inputs = Array.from({ length: 10 }, (_, input) => input);
    const answers = inputs.map((input) =>
      engine.getActor(CounterProxy, `a${input}`).add(input)
    );
    assertEquals(await Promise.all(answers), inputs);
  },
);

testOnBothWires(
  "ActorProxy.with() fails one call of many in time, and no other",
  async (stage) => {
    const engine = stage.open();
    const replies = [0, 1, 2, 3, 4].map((number) => {
      stage.cast(`a${number}`, { ask: number === 2 ? stuck : () => number });
      const puppet = engine.getActor(PuppetProxy, `a${number}`);
      return puppet.with({ timeoutMs: 60 }).ask(null);
    });
    const ends = await stage.finish(Promise.allSettled(replies));
    assertEquals(
      ends.map((end) => end.status === "fulfilled" ? end.value : end.status),
      [0, 1, "rejected", 3, 4],
    );
    const error = ends.flatMap((end) => "reason" in end ? end.reason : []);
    assertInstanceOf(error[0], CallTimeoutError);
  },
);

for (const way of ["is poisoned", "unsubscribes"]) {
  testEverywhere(
    `Stream.next() passes by an actor that ${way}`,
    async (stage) => {
      const engine = stage.open();
      const stream = engine.getStream<string>("news");
      const heard: string[] = [];
      for (const id of ["ann", "bob"]) {
        stage.cast(id, {
          tell: (_ctx, text) => void heard.push(`${id} ${text}`),
        });
        stream.subscribe(newSubscriber(id, PuppetProxy.Method.tell));
      }
      await stream.next("1");
      await engine.run("once");
      if (way === "is poisoned") await engine.poisonPill(PuppetProxy, "ann");
      else stream.unsubscribe(newSubscriber("ann", PuppetProxy.Method.tell));
      await stream.next("2");
      await engine.run("once");
      assertEquals(heard.sort(), ["ann 1", "bob 1", "bob 2"]);
      assertEquals(engine.snapshot().streams, [{ id: "news", subscribers: 1 }]);
    },
  );
}

testEverywhere(
  "Stream.next() to a subscriber without room loses some, and goes on",
  async (stage) => {
    const engine = stage.open();
    const stream = engine.getStream<number>("ticks");
    stream.subscribe(newSubscriber("a", MeterProxy.Method.read));
    for (let value = 0; value <= 20; value++) stream.next(value);
    await engine.run("once");
    stream.next(99);
    await engine.run("once");
    const readings = await engine.getActor(MeterProxy, "a").readings();
    assertEquals(readings, [18, 19, 20, 99]);
    assertEquals(engine.snapshot().actors[0]!.dropped, 18);
  },
);

testEverywhere(
  "Engine.events tells of a failure with the actor, the method and the error",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      tell: () => {
        throw new Error("boom");
      },
    });
    engine.getActor(PuppetProxy, "a").tell(1);
    await stage.settle();
    const [failed] = stage.eventsOf("failed");
    const { error, at: _, ...facts } = failed!;
    assertEquals(facts, {
      kind: "failed",
      actor: { type: "Puppet", id: "a" },
      method: "tell",
      caller: null,
    });
    assertEquals((error as Error).message, "boom");
    assertEquals(stage.eventsOf("failed").length, 1);
  },
);

testEverywhere(
  "ActorOptions.supervision lets an actor live on unless it says otherwise",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast(
      "a",
      noting(trace, {
        tell: () => {
          throw new Error("boom");
        },
      }),
    );
    const puppet = engine.getActor(PuppetProxy, "a");
    await reasonOf(puppet.tell(1));
    assertEquals(await puppet.ask(2), 2);
    assertEquals(trace, ["construct", "init", "tell 1", "ask 2"]);
  },
);

testEverywhere(
  "Actor.init() of two actors that call each other is a deadlock, told at once",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    for (const [id, other] of [["a", "b"], ["b", "a"]] as const) {
      stage.cast(id, {
        init: async (ctx) => {
          await ctx.getActor(PuppetProxy, other).ask(null);
        },
      });
    }
    const names: string[] = [];
    let error = await reasonOf(engine.getActor(PuppetProxy, "a").ask(null));
    for (; error instanceof Error; error = error.cause) names.push(error.name);
    assertEquals(names.at(0), "CallError");
    assertEquals(names.at(-1), "DeadlockError");
  },
);
