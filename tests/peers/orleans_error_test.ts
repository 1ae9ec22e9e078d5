import { CallTimeoutError } from "@backstage/actors";
import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { failureOf, stuck, watch } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { lapse, noting, reasonOf } from "./trace.ts";

testEverywhere(
  "A call that failed gives everybody who awaits it the same error",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: () => {
        throw new Error("no");
      },
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const first = await reasonOf(reply);
    assertStrictEquals(await reasonOf(reply), first);
  },
);

testEverywhere(
  "A method that throws at once rejects its call, and throws nothing",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: () => {
        throw new RangeError("no");
      },
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    assertInstanceOf(await reasonOf(reply), RangeError);
  },
);

testEverywhere(
  "An AggregateError arrives with its errors, neither unwrapped nor flattened",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: () => {
        const inner = new AggregateError([new RangeError("two")], "inner");
        throw new AggregateError([new TypeError("one"), inner], "outer");
      },
    });
    const outer = await reasonOf(engine.getActor(PuppetProxy, "a").ask(1));
    assertInstanceOf(outer, AggregateError);
    assertEquals([outer.message, outer.errors.length], ["outer", 2]);
    const [one, inner] = outer.errors;
    assertInstanceOf(one, TypeError);
    assertInstanceOf(inner, AggregateError);
    assertEquals([one.message, inner.message], ["one", "inner"]);
    assertInstanceOf(inner.errors[0], RangeError);
  },
);

testEverywhere(
  "An error has the stack of where it was thrown, also if it is thrown again",
  async (stage) => {
    const engine = stage.open();
    stage.cast("front", {
      ask: async (ctx) => await ctx.getActor(PuppetProxy, "back").ask(null),
    });
    stage.cast("back", {
      ask: function explode() {
        throw new Error("here");
      },
    });
    const error = await reasonOf(engine.getActor(PuppetProxy, "front").ask(1));
    assertInstanceOf(error, Error);
    assertStringIncludes(error.stack!, "explode");
  },
);

for (const thrown of ["a plain text", undefined, null, 42]) {
  testEverywhere(
    `A method that throws ${thrown} rejects its call with it`,
    async (stage) => {
      const engine = stage.open();
      stage.cast("a", {
        ask: () => {
          throw thrown;
        },
      });
      const puppet = engine.getActor(PuppetProxy, "a");
      assertEquals(await reasonOf(puppet.ask(1)), thrown);
      assertEquals(stage.eventsOf("failed").length, 1);
    },
  );
}

testOnBothWires(
  "CallTimeoutError comes when the time is over, and is the same from then on",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: () => lapse(stage, 400) });
    const reply = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 100 })
      .ask(1);
    const isOver = watch(reply);
    await stage.simulated!.advance(99);
    assertEquals(isOver(), false);
    await stage.simulated!.advance(1);
    assertEquals(isOver(), true);
    const error = await assertRejects(() => reply, CallTimeoutError);
    assertEquals(error.outcome, "unknown");
    await stage.simulated!.advance(400);
    assertStrictEquals(await reasonOf(reply), error);
    assertEquals(stage.eventsOf("abandoned").length, 1);
    assertEquals(engine.snapshot().actors[0]!.state, "idle");
  },
);

testOnBothWires(
  "A call whose time is over before it begins never runs",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast(
      "a",
      noting(trace, { ask: (_ctx, input) => input === 1 ? door.promise : 0 }),
    );
    const puppet = engine.getActor(PuppetProxy, "a");
    const hurried = puppet.with({ timeoutMs: 20 });
    const failures = Promise.all(
      [1, 2, 3].map((input) => failureOf(hurried.ask(input))),
    );
    const outcomes = (await stage.finish(failures)).map(({ outcome }) =>
      outcome
    );
    assertEquals(outcomes, ["unknown", "not-run", "not-run"]);
    door.resolve();
    await puppet.ask(4);
    assertEquals(trace.slice(2), ["ask 1", "ask 4"]);
    const [actor] = engine.snapshot().actors;
    assertEquals([actor!.inboxLength, actor!.state], [0, "idle"]);
  },
);

testOnBothWires(
  "Many calls to few actors that each take a while are all answered",
  async (stage) => {
    const engine = stage.open();
    const replies = Array.from({ length: 100 }, (_, input) => {
      const id = `a${input % 10}`;
      stage.cast(id, {
        ask: async (_ctx, input) => {
          await lapse(stage, 2);
          return input;
        },
      });
      return engine.getActor(PuppetProxy, id).ask(input);
    });
    const answers = await stage.finish(Promise.all(replies));
    assertEquals(answers, Array.from({ length: 100 }, (_, input) => input));
    // Ten turns of each, one after the other; the actors beside each other.
    assertEquals(stage.simulated!.now(), 20);
  },
);

testEverywhere(
  "A send returns before its method is done",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast(
      "a",
      noting(trace, {
        tell: () => door.promise.then(() => void trace.push("done")),
      }),
    );
    engine.getActor(PuppetProxy, "a").tell(1);
    assertEquals(trace, []);
    await stage.settle();
    assertEquals(trace.slice(2), ["tell 1"]);
    door.resolve();
    await engine.run("once");
    assertEquals(trace.slice(2), ["tell 1", "done"]);
  },
);

testEverywhere(
  "A send that fails is an event and a log line",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { tell: () => Promise.reject(new Error("quietly")) });
    engine.getActor(PuppetProxy, "a").tell(1);
    await stage.settle();
    assertEquals(stage.eventsOf("failed").length, 1);
    // A moment later: an await may still come.
    await stage.until(() => stage.lines.length > 0);
    assertEquals(stage.lines.length, 1);
    assertMatch(stage.lines[0]!, /^error .*"Puppet\/a"\.tell.*quietly/);
  },
);

testEverywhere(
  "A result that cannot be a message fails its call at once",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: () => ({ act: () => 1 }) });
    const error = await failureOf(engine.getActor(PuppetProxy, "a").ask(1));
    assertEquals([error.code, error.outcome], ["codec", "failed"]);
    assertStringIncludes(error.message, "act");
  },
);

testOnBothWires(
  "Engine.stop() tells `unknown` to the caller of a turn that does not end",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 300 });
    stage.cast("a", { ask: stuck });
    const failure = failureOf(engine.getActor(PuppetProxy, "a").ask(1));
    await stage.settle();
    await stage.finish(engine.stop());
    const { code, outcome } = await failure;
    assertEquals([code, outcome], ["engine-stopped", "unknown"]);
  },
);

testEverywhere(
  "A result that its caller changes stays as it was in the actor",
  async (stage) => {
    const engine = stage.open();
    const list = [1, 2, 3];
    stage.cast("a", { ask: () => list });
    const puppet = engine.getActor(PuppetProxy, "a");
    const answers = await Promise.all([puppet.ask(1), puppet.ask(2)]);
    for (const answer of answers) {
      assertEquals(answer, [1, 2, 3]);
      (answer as number[]).push(9);
    }
    assertEquals(list, [1, 2, 3]);
  },
);
