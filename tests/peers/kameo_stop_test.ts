import { assertEquals, assertStringIncludes } from "@std/assert";
import { failureOf } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { noting } from "./trace.ts";

/** An actor in the middle of a turn, until its door is opened. */
async function occupy(stage: Stage, trace: string[]) {
  const engine = stage.open();
  const door = Promise.withResolvers<void>();
  stage.cast(
    "a",
    noting(trace, {
      ask: (_ctx, input) => input === "wait" ? door.promise : input,
    }),
  );
  const puppet = engine.getActor(PuppetProxy, "a");
  puppet.ask("wait");
  await stage.settle();
  trace.length = 0;
  return { engine, puppet, door };
}

testEverywhere(
  "Engine.poisonPill() lets what was queued before it run",
  async (stage) => {
    const trace: string[] = [];
    const { engine, puppet, door } = await occupy(stage, trace);
    for (const input of [1, 2, 3]) puppet.tell(input);
    const gone = engine.poisonPill(PuppetProxy, "a");
    door.resolve();
    await gone;
    assertEquals(trace, ["tell 1", "tell 2", "tell 3", "deinit poison"]);
  },
);

testEverywhere(
  "Engine.poisonPill() makes a dead letter of what is sent behind it",
  async (stage) => {
    const trace: string[] = [];
    const { engine, puppet, door } = await occupy(stage, trace);
    const gone = engine.poisonPill(PuppetProxy, "a");
    puppet.tell("late");
    door.resolve();
    await gone;
    await stage.settle();
    assertEquals(trace, ["deinit poison"]);
    assertEquals(stage.eventsOf("dead-letter").length, 1);
  },
);

testEverywhere(
  "Engine.poisonPill() fails a call behind it, and a later one wakes the actor",
  async (stage) => {
    const trace: string[] = [];
    const { engine, puppet, door } = await occupy(stage, trace);
    const gone = engine.poisonPill(PuppetProxy, "a");
    const failure = failureOf(puppet.ask("late"));
    door.resolve();
    await gone;
    const { code, outcome } = await failure;
    assertEquals([code, outcome], ["poisoned", "not-run"]);
    assertEquals(await puppet.ask("afresh"), "afresh");
    assertEquals(
      trace,
      ["deinit poison", "construct", "init", "ask afresh"],
    );
  },
);

testEverywhere(
  "A dead letter's event names the envelope, and holds no payload",
  async (stage) => {
    const { engine, puppet, door } = await occupy(stage, []);
    const gone = engine.poisonPill(PuppetProxy, "a");
    puppet.tell("a secret");
    door.resolve();
    await gone;
    const [letter] = stage.eventsOf("dead-letter");
    const { at: _, error, ...facts } = letter!;
    assertEquals(facts, {
      kind: "dead-letter",
      actor: { type: "Puppet", id: "a" },
      method: "tell",
      caller: null,
      reason: "poisoned",
    });
    assertEquals(
      `${error} ${JSON.stringify(letter)}`.includes("secret"),
      false,
    );
  },
);

testEverywhere(
  "Actor.deinit() that throws is logged, and whoever stops the actor goes on",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      deinit: () => {
        throw new Error("no end");
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(1);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(stage.lines.length, 1);
    assertStringIncludes(stage.lines[0]!, '"Puppet/a".deinit failed');
    assertStringIncludes(stage.lines[0]!, "no end");
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Actor.deinit() of two actors that call each other ends both",
  async (stage) => {
    const engine = stage.open();
    const words: string[] = [];
    for (const [id, other] of [["a", "b"], ["b", "a"]] as const) {
      stage.cast(id, {
        ask: (_ctx, input) => input,
        deinit: async (_reason, ctx) => {
          const call = ctx.getActor(PuppetProxy, other).ask("bye");
          words.push(await call.then(String, (error) => error.code));
        },
      });
      await engine.getActor(PuppetProxy, id).ask(1);
    }
    await stage.finish(Promise.all([
      engine.poisonPill(PuppetProxy, "a"),
      engine.poisonPill(PuppetProxy, "b"),
    ]));
    // The call of the first stands behind the other's pill; that of the second
    // finds the first gone, and wakes it.
    assertEquals(words.sort(), ["bye", "poisoned"]);
  },
);

testEverywhere(
  "Engine.stop() handles what an actor has that a pill ends meanwhile",
  async (stage) => {
    const trace: string[] = [];
    const { engine, puppet, door } = await occupy(stage, trace);
    for (let input = 0; input < 10; input++) puppet.tell(input);
    const end = Promise.all([
      engine.poisonPill(PuppetProxy, "a"),
      engine.stop(),
    ]);
    door.resolve();
    await stage.finish(end);
    const tells = Array.from({ length: 10 }, (_, input) => `tell ${input}`);
    assertEquals(trace, [...tells, "deinit poison"]);
  },
);
testEverywhere(
  "Engine.stop() ends actors that ask each other in deinit, each once",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    for (const [id, other] of [["a", "b"], ["b", "a"]] as const) {
      stage.cast(id, {
        init: () => void trace.push(`init ${id}`),
        deinit: async (_reason, ctx) => {
          trace.push(`deinit ${id}`);
          await ctx.getActor(PuppetProxy, other).ask("bye").catch(() => {});
        },
      });
      await engine.getActor(PuppetProxy, id).ask(1);
    }
    await stage.finish(engine.stop());
    assertEquals(trace.sort(), ["deinit a", "deinit b", "init a", "init b"]);
    assertEquals(stage.lines, []);
  },
);
