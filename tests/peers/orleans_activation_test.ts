import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { failureOf } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import { noting, reasonOf } from "./trace.ts";

/** An error of the program's own, with a field. */
class FuelError extends Error {
  override readonly name = "FuelError";
  readonly litres = 7;
}

testEverywhere(
  "Actor.init() and deinit() run for each activation, and no state is left",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    let state: unknown;
    stage.cast(
      "a",
      noting(trace, {
        construct: () => void (state = 0),
        ask: (_ctx, input) => state = Number(state) + Number(input),
      }),
    );
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask(1), 1);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(await puppet.ask(1), 1);
    assertEquals(trace, [
      ...["construct", "init", "ask 1", "deinit poison"],
      ...["construct", "init", "ask 1"],
    ]);
  },
);

for (const hook of ["construct", "init"] as const) {
  testEverywhere(
    `An activation whose ${hook} throws tells its caller why, and is gone`,
    async (stage) => {
      const engine = stage.open();
      const trace: string[] = [];
      const isBroken = () => trace.filter((line) => line === "init").length < 3;
      stage.cast(
        "a",
        noting(trace, {
          [hook]: () => {
            if (hook === "construct" || isBroken()) {
              throw new FuelError("no fuel");
            }
          },
        }),
      );
      const puppet = engine.getActor(PuppetProxy, "a");
      for (let attempt = 0; attempt < 2; attempt++) {
        const error = await failureOf(puppet.ask(1));
        assertEquals([error.code, error.outcome], [
          "activation-failed",
          "not-run",
        ]);
        const { name, message, litres } = error.cause as FuelError;
        assertEquals([name, message, litres], ["FuelError", "no fuel", 7]);
        assertEquals(engine.snapshot().actors, []);
      }
      if (hook === "construct") {
        assertEquals(trace, ["construct", "construct"]);
      } else {
        // It is tried afresh each time, and `deinit` is for what began.
        assertEquals(await puppet.ask(1), 1);
        const life = ["construct", "init"];
        assertEquals(trace, [...life, ...life, ...life, "ask 1"]);
      }
    },
  );
}

testEverywhere(
  "An activation that fails settles each call of a burst",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { init: () => Promise.reject(new FuelError("no fuel")) });
    const puppet = engine.getActor(PuppetProxy, "a");
    const failures = await Promise.all(
      Array.from({ length: 50 }, (_, input) => failureOf(puppet.ask(input))),
    );
    assertEquals(
      new Set(failures.map(({ code, outcome }) => `${code} ${outcome}`)),
      new Set(["activation-failed not-run"]),
    );
  },
);

testEverywhere(
  "An activation that fails for an actor tells that actor's caller, too",
  async (stage) => {
    const engine = stage.open();
    stage.cast("broken", {
      init: () => Promise.reject(new FuelError("no fuel")),
    });
    stage.cast("front", {
      ask: async (ctx) => await ctx.getActor(PuppetProxy, "broken").ask(null),
    });
    const error = await failureOf(
      engine.getActor(PuppetProxy, "front").ask(null),
    );
    const causes: string[] = [];
    for (let cause: unknown = error; cause instanceof Error;) {
      causes.push(cause.name);
      cause = cause.cause;
    }
    // The method ran, whatever became of the call that it made.
    assertEquals(error.outcome, "failed");
    assertEquals(causes, ["CallError", "CallError", "FuelError"]);
  },
);

testEverywhere(
  "Context.getActor() makes proxies while the actor is constructed",
  async (stage) => {
    const engine = stage.open();
    let member: MemberProxy | undefined;
    stage.cast("a", {
      construct: (ctx) => void (member = ctx.getActor(MemberProxy, "ann")),
      ask: async () => await member!.greet("yes"),
    });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(1), "ann: yes");
  },
);

testEverywhere(
  "Context.poisonPill() in init ends the actor behind the call that woke it",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", noting(trace, { init: (ctx) => ctx.poisonPill() }));
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(1), 1);
    await stage.settle();
    assertEquals(trace, ["construct", "init", "ask 1", "deinit poison"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testOnBothWires(
  "ActorOptions.idleMs ends idle actors, no busy ones, and keeps subscriptions",
  async (stage) => {
    const engine = stage.open();
    const stream = engine.getStream<number>("news");
    stream.subscribe(newSubscriber("idle", SleeperProxy.Method.hear));
    const [idle, busy] = [
      engine.getActor(SleeperProxy, "idle"),
      engine.getActor(SleeperProxy, "busy"),
    ];
    await idle.touch();
    for (let touches = 1; touches <= 10; touches++) {
      assertEquals(await busy.touch(), touches);
      await stage.simulated!.advance(400);
    }
    assertEquals(
      stage.eventsOf("deactivated").map(({ actor, reason }) => [
        actor.id,
        reason,
      ]),
      [["idle", "idle"]],
    );
    await stream.next(1);
    await stage.settle();
    // A fresh activation, which the payload woke.
    assertEquals(await idle.touch(), 2);
  },
);

testOnBothWires(
  "Context.stayAwake() puts the idle end off for as long as it says",
  async (stage) => {
    const engine = stage.open();
    await engine.getActor(SleeperProxy, "a").stayAwake(5_000);
    await stage.simulated!.advance(4_900);
    assertEquals(stage.eventsOf("deactivated"), []);
    await stage.simulated!.advance(2_100);
    assertEquals(
      stage.eventsOf("deactivated").map(({ reason }) => reason),
      ["idle"],
    );
  },
);

testEverywhere(
  "Engine.getActor() keeps actors apart by any text that is an id",
  async (stage) => {
    const engine = stage.open();
    const ids = [
      ...["bar/baz", " ", "ключ", "9223372036854775807", "__proto__"],
      ...["constructor", "a\u0000b", "ann", "ANN", "ann ", "x".repeat(1_024)],
    ];
    for (const [index, id] of ids.entries()) {
      await engine.getActor(CounterProxy, id).add(index);
    }
    for (const [index, id] of ids.entries()) {
      assertEquals(await engine.getActor(CounterProxy, id).count(), index);
    }
    const { actors } = engine.snapshot();
    assertEquals(actors.map(({ actor }) => actor.id), ids);
  },
);

testEverywhere(
  "Engine.poisonPill() puts a great many actors to rest again",
  async (stage) => {
    const engine = stage.open();
    const ids = Array.from({ length: 200 }, (_, index) => `a${index}`);
    await Promise.all(
      ids.map((id) => engine.getActor(CounterProxy, id).add(1)),
    );
    assertEquals(engine.snapshot().actors.length, 200);
    await Promise.all(ids.map((id) => engine.poisonPill(CounterProxy, id)));
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "A proxy of before a pill reaches its actor's next activation",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      tell: () => {
        throw new FuelError("no fuel");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const error = await reasonOf(puppet.tell(1));
    assertInstanceOf(error, Error);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(engine.snapshot().actors, []);
    await puppet.ask(1);
    assertEquals(engine.snapshot().actors.length, 1);
  },
);
