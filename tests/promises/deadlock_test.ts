import {
  type ActorProxy,
  type Context,
  DeadlockError,
  type Engine,
  type ProxyClass,
} from "@backstage/actors";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testPromise, testTimedPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";

/** Calls actors and returns what came of it. */
function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

/** Returns the deadlock that a promise was rejected with. */
async function deadlockOf(promise: Promise<unknown>): Promise<DeadlockError> {
  const error = await promise.then(() => undefined, (error) => error);
  assertInstanceOf(error, DeadlockError);
  return error;
}

testPromise(
  "promise 13: an actor that awaits itself fails at once",
  async (stage) => {
    let ran = 0;
    stage.cast("a", {
      ask: async (ctx, input) => {
        ran++;
        if (input === "first") await ask(ctx, "a", "second");
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(PuppetProxy, "a").ask("first");
    const error = await stage.finish(deadlockOf(reply));
    assertEquals([error.name, error.code], ["DeadlockError", "deadlock"]);
    // The inner call did not run; the one that made it did, and failed.
    assertEquals(error.outcome, "failed");
    assertEquals((error.cause as DeadlockError).outcome, "not-run");
    assertEquals(error.cycle, ["Puppet/a.ask", "Puppet/a.ask"]);
    assertEquals(
      error.message,
      'Cannot call "Puppet/a".ask: it would wait for itself: ' +
        "Puppet/a.ask -> Puppet/a.ask",
    );
    await stage.finish(engine.run());
    assertEquals(ran, 1);
    const [letter, ...others] = stage.eventsOf("dead-letter");
    assertEquals(others, []);
    assertEquals([letter?.reason, letter?.method], ["deadlock", "ask"]);
  },
);

testPromise(
  "promise 13: a cycle of any length fails at once and is named",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    for (const length of [2, 3, 50]) {
      for (let at = 0; at < length; at++) {
        const next = `${length}.${(at + 1) % length}`;
        stage.cast(`${length}.${at}`, { ask: (ctx) => ask(ctx, next) });
      }
      const reply = engine.getActor(PuppetProxy, `${length}.0`).ask(1);
      const error = await stage.finish(deadlockOf(reply));
      const steps = Array.from(
        { length: length + 1 },
        (_, at) => `Puppet/${length}.${at % length}.ask`,
      );
      assertEquals(error.cycle, steps);
    }
    // Nobody is left stuck.
    await stage.finish(engine.run());
    const other = engine.getActor(PuppetProxy, "other").ask(1);
    assertEquals(await stage.finish(other), undefined);
  },
);

testPromise(
  "promise 13: a cycle across calls awaited at once counts",
  async (stage) => {
    const quiet = Promise.withResolvers<void>();
    stage.cast("quiet", { ask: () => quiet.promise });
    stage.cast("back", { ask: (ctx) => ask(ctx, "a") });
    stage.cast("a", {
      ask: async (ctx) => {
        const ids = ["quiet", "back", "quiet"];
        await Promise.all(ids.map((id) => ask(ctx, id)));
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const call = engine.getActor(PuppetProxy, "a").ask(1);
    const error = await stage.finish(deadlockOf(call));
    assertEquals(error.cycle, [
      "Puppet/a.ask",
      "Puppet/back.ask",
      "Puppet/a.ask",
    ]);
    quiet.resolve();
  },
);

testPromise(
  "promise 13: two that wait in each other's inboxes are a cycle",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const meet = (other: string) => async (ctx: Context, input: unknown) => {
      if (input === "answer") return "answer";
      await gate.promise;
      return await ask(ctx, other, "answer");
    };
    stage.cast("a", { ask: meet("b") });
    stage.cast("b", { ask: meet("a") });
    const engine = stage.open({ callTimeoutMs: 0 });
    const replies = ["a", "b"].map((id) =>
      engine.getActor(PuppetProxy, id).ask("begin").then(
        (value) => value,
        (error) => error.constructor.name,
      )
    );
    await stage.settle();
    gate.resolve();
    // One is refused, and so the other is answered.
    const outcomes = await stage.finish(Promise.all(replies));
    assertEquals(outcomes.sort(), ["DeadlockError", "answer"]);
  },
);

testPromise(
  "promise 13: a reply awaited after its call began closes a cycle too",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("b", {
      ask: async (ctx) => {
        await ask(ctx, "a", "again");
        return "b";
      },
    });
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "again") return "again";
        const reply = ask(ctx, "b");
        await gate.promise;
        return await reply;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const reply = engine.getActor(PuppetProxy, "a").ask("begin");
    await stage.settle();
    gate.resolve();
    const error = await stage.finish(deadlockOf(reply));
    // It runs: nobody can tell how far it came.
    assertEquals((error.cause as DeadlockError).outcome, "unknown");
    await stage.finish(engine.run());
    // Between nodes the other call of the cycle may be the one that fails.
    const isOther = stage.wire === "cluster" &&
      stage.eventsOf("dead-letter").length === 1;
    assertEquals(stage.eventsOf("abandoned").length, isOther ? 0 : 1);
  },
);

testPromise(
  "promise 13: init and deinit that wait for themselves fail at once",
  async (stage) => {
    const errors: unknown[] = [];
    const keep = (error: unknown) => void errors.push(error);
    stage.cast("a", {
      init: async (ctx) => void await ask(ctx, "b").catch(keep),
      deinit: async (_reason, ctx) => void await ask(ctx, "b").catch(keep),
      ask: () => "a",
    });
    stage.cast("b", { ask: (ctx) => ask(ctx, "a") });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(PuppetProxy, "a").ask(1);
    assertEquals(await stage.finish(a), "a");
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(
      errors.map((error) => (error as DeadlockError).cycle),
      ["init", "deinit"].map((hook) => [
        `Puppet/a.${hook}`,
        "Puppet/b.ask",
        "Puppet/a.ask",
      ]),
    );
  },
);

testPromise(
  "promise 13: a call that nobody awaits is no edge",
  async (stage) => {
    const told: unknown[] = [];
    stage.cast("b", { ask: (ctx) => ask(ctx, "a", "again") });
    stage.cast("a", {
      ask: (ctx, input) => {
        if (input === "again") return "again";
        ask(ctx, "b");
        ctx.getActor(PuppetProxy, "a").tell("later");
        // Attached, but the turn does not wait for it.
        ask(ctx, "b").then((value) => told.push(value));
        return "done";
      },
      tell: (_ctx, input) => void told.push(input),
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(PuppetProxy, "a");
    assertEquals(await a.ask("begin"), "done");
    await stage.finish(engine.run());
    await stage.settle();
    assertEquals(told.sort(), ["again", "later"]);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testPromise(
  "promise 13: what an earlier turn left to be awaited is no edge",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("b", {
      ask: async (ctx) => {
        await gate.promise;
        return await ask(ctx, "a", "again");
      },
    });
    const told: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "leave") ask(ctx, "b").then((value) => told.push(value));
        await null;
        return input;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(PuppetProxy, "a");
    await a.ask("leave");
    const next = a.ask("next");
    gate.resolve();
    assertEquals(await next, "next");
    await stage.finish(engine.run());
    await stage.settle();
    assertEquals(told, ["again"]);
  },
);

/** What a random actor does with each call, to whom, and how. */
type Step = readonly ("call" | "send" | "all")[];

/** Plays random scripts; returns how the calls from outside ended. */
async function playScripts(
  stage: Stage,
  proxy: ProxyClass<ActorProxy & { ask(input: unknown): Promise<unknown> }>,
  targetOf: (from: number) => number,
): Promise<string[]> {
  const { chance } = stage;
  const engine: Engine = stage.open({ callTimeoutMs: 0, turnsPerRun: 2 });
  const steps: Step = ["call", "send", "all"];
  for (let at = 0; at < 6; at++) {
    stage.cast(`${at}`, {
      ask: async (ctx, depth) => {
        if (chance.below(3) === 0) await null;
        if (depth === 0) return "leaf";
        for (let count = chance.below(3); count > 0; count--) {
          const call = () =>
            ctx.getActor(proxy, `${targetOf(at)}`).ask((depth as number) - 1);
          const step = chance.pick(steps);
          if (step === "call") await call();
          else if (step === "send") call();
          else await Promise.all([call(), call()]);
        }
        return "node";
      },
    });
  }
  const replies = Array.from({ length: 20 }, () => {
    const first = engine.getActor(proxy, `${chance.below(3)}`);
    return first.ask(4).then(
      () => "value",
      (error) => (error as Error).name,
    );
  });
  const ends = await stage.finish(Promise.all(replies));
  await stage.finish(engine.run());
  return ends;
}

testTimedPromise(
  "promise 13: no random program is ever stuck",
  async (stage) => {
    const ends = await playScripts(
      stage,
      PuppetProxy,
      () => stage.chance.below(6),
    );
    assert(ends.includes("DeadlockError"));
    assertEquals(
      ends.filter((end) => !["value", "DeadlockError"].includes(end)),
      [],
    );
  },
);

testTimedPromise(
  "promise 13: a random program without cycles hears no alarm",
  async (stage) => {
    const ends = await playScripts(
      stage,
      PuppetProxy,
      (from) => from + 1 + stage.chance.below(3),
    );
    assertEquals(ends, Array(20).fill("value"));
  },
);
