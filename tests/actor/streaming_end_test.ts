import { InboxFullError } from "@backstage/actors";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { beginsWith, castProducer, cutOff } from "../support/producers.ts";
import { watch } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

testEverywhere(
  "`StreamingReply.return()` aborts the signal and runs `finally` once",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const a = stage.open().getActor(PuppetProxy, "a");
    const reply = a.stream(null);
    assertEquals((await reply.next()).value, 0);
    assertEquals(await reply.return("mine"), { done: true, value: "mine" });
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals((await reply.next()).done, true);
    assertEquals((await reply.return(null)).done, true);
    assertEquals(await a.ask("still"), "still");
    assertEquals(scenes.length, 2);
    assertEquals(stage.eventsOf("failed"), []);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`StreamingReply.return()` cuts a step off that heeds its signal",
  async (stage) => {
    const scenes = castProducer(
      stage,
      "a",
      (signal, index) => index === 1 && cutOff(signal),
    );
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    for await (const value of reply) {
      assertEquals(value, 0);
      // The next step is under way.
      await stage.settle();
      break;
    }
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals(stage.eventsOf("failed"), []);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`StreamingReply.return()` answers reads that wait, and drops what comes",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const scenes = castProducer(stage, "a", () => gate.promise);
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    const reads = [reply.next(), reply.next()];
    await stage.settle();
    const end = reply.return(null);
    assertEquals(await Promise.all(reads), [
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    const isOver = watch(end);
    await stage.settle();
    assertEquals(isOver(), false);
    gate.resolve();
    await end;
    assertEquals(scenes, ["abort", "finally true"]);
  },
);

testEverywhere(
  "`StreamingReply.return()` keeps a call from beginning that waits",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const scenes = castProducer(stage, "a");
    const engine = stage.open();
    stage.cast("a", { ...beginsWith(scenes), ask: () => gate.promise });
    const a = engine.getActor(PuppetProxy, "a");
    const held = a.ask(null);
    const reply = a.stream(null);
    const read = reply.next();
    assertEquals(await reply.return(null), { done: true, value: null });
    assertEquals(await read, { done: true, value: undefined });
    gate.resolve();
    await held;
    await stage.settle();
    assertEquals(scenes, []);
    assertEquals(
      stage.eventsOf("dead-letter").map(({ reason }) => reason),
      ["aborted"],
    );
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`StreamingReply.throw()` ends the generator, and throws at its consumer",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    const error = new RangeError("mine");
    assertEquals(await reply.throw(error).catch((caught) => caught), error);
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals((await reply.next()).done, true);
  },
);

testEverywhere(
  "`StreamingReply.next()` fails with what the generator throws, once",
  async (stage) => {
    for (const at of [0, 2]) {
      stage.cast(`${at}`, {
        async *stream() {
          for (let index = 0; index < at; index++) yield index;
          throw new RangeError(`at ${at}`);
        },
        ask: (_ctx, input) => input,
      });
      const engine = stage.open();
      const actor = engine.getActor(PuppetProxy, `${at}`);
      const reply = actor.stream(null);
      for (let index = 0; index < at; index++) {
        assertEquals((await reply.next()).value, index);
      }
      await assertRejects(() => reply.next(), RangeError, `at ${at}`);
      assertEquals(await reply.next(), { done: true, value: undefined });
      assertEquals(await actor.ask("still"), "still");
      assertEquals(engine.snapshot().failed, 1);
    }
    await stage.settle();
    assertEquals(stage.lines, []);
    assertEquals(stage.eventsOf("failed").length, 2);
  },
);

testEverywhere(
  "`StreamingReply.return()` fails with what `finally` throws",
  async (stage) => {
    stage.cast("a", {
      async *stream() {
        try {
          for (let index = 0; index < 100; index++) yield index;
          return "all";
        } finally {
          // deno-lint-ignore no-unsafe-finally
          throw new RangeError("in finally");
        }
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    await assertRejects(() => reply.return(null), RangeError, "in finally");
    assertEquals(stage.eventsOf("failed").length, 1);
    await stage.settle();
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`StreamingReply.return()` does not fail with a step that ran ahead",
  async (stage) => {
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      async *stream() {
        yield 1;
        await door.promise;
        throw new RangeError("ahead");
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    let hasBroken = false;
    const consume = async (): Promise<void> => {
      for await (const value of reply) {
        assertEquals(value, 1);
        await stage.settle();
        queueMicrotask(door.resolve);
        break;
      }
      hasBroken = true;
    };
    await stage.finish(consume());
    assertEquals(hasBroken, true);
    // Nobody is told but by the event and the log.
    assertEquals(stage.eventsOf("failed").length, 1);
    await stage.until(() => stage.lines.length > 0);
    assertEquals(stage.lines, [
      'error "Puppet/a".stream failed after it was given up: RangeError: ' +
      "ahead",
    ]);
  },
);

testEverywhere(
  "`StreamingReply.throw()` throws what it is given, whatever ran ahead",
  async (stage) => {
    stage.cast("a", {
      async *stream() {
        yield 1;
        throw new RangeError("ahead");
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    const own = new TypeError("own");
    await assertRejects(() => reply.throw(own), TypeError, "own");
  },
);

testEverywhere(
  "`StreamingReply.return()` waits for a `finally` that sleeps",
  async (stage) => {
    const scenes: unknown[] = [];
    stage.cast("a", {
      async *stream(ctx) {
        try {
          for (let index = 0; index < 100; index++) yield index;
          return "all";
        } finally {
          scenes.push(ctx.turn.signal.aborted);
          await ctx.sleep(2);
          scenes.push("slept");
        }
      },
    });
    const engine = stage.open();
    const a = engine.getActor(PuppetProxy, "a");
    for (const end of ["return", "poison"]) {
      const reply = a.stream(null);
      await stage.finish(reply.next());
      await stage.settle();
      const isOver = end === "return"
        ? reply.return(null)
        : engine.poisonPill(PuppetProxy, "a");
      await stage.finish(Promise.resolve(isOver));
      assertEquals(scenes.splice(0), [true, "slept"]);
    }
    await stage.settle();
    assertEquals(stage.eventsOf("failed"), []);
  },
);

testEverywhere(
  "`StreamingReply.return()` ends a generator that yields in `finally`",
  async (stage) => {
    const scenes: string[] = [];
    stage.cast("a", {
      async *stream() {
        try {
          yield 1;
          return null;
        } finally {
          try {
            yield 2;
          } finally {
            scenes.push("whole");
          }
        }
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    assertEquals(await reply.return(3), { done: true, value: 3 });
    assertEquals(scenes, ["whole"]);
  },
);

testOnBothWires(
  "`StreamingReply` that fails unseen is an event and a line, and no rejection",
  async (stage) => {
    stage.cast("a", {
      // deno-lint-ignore require-yield
      async *stream() {
        throw new RangeError("unseen");
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").stream(null);
    const read = reply.next();
    // What is read fails by itself; here a second reply is read by nobody.
    await assertRejects(() => read, RangeError);
    castProducer(stage, "b", (_signal, index) => {
      if (index === 2) throw new RangeError("late");
    });
    const other = stage.open().getActor(PuppetProxy, "b").stream(null);
    await other.next();
    await stage.simulated!.advance(1_000);
    assertEquals(stage.eventsOf("failed").length, 2);
    assertEquals(stage.lines.length, 1);
    assertStringIncludes(stage.lines[0]!, '"Puppet/b".stream failed');
    assertEquals((await other.next()).value, 1);
    await assertRejects(() => other.next(), RangeError, "late");
  },
);

testEverywhere(
  "`StreamingReply` that fails is no unhandled rejection where it is ignored",
  async (stage) => {
    stage.cast("a", {
      // deno-lint-ignore require-yield
      async *stream() {
        await null;
        throw new RangeError("ignored");
      },
    });
    stage.cast("b", {
      async *stream() {
        try {
          yield 1;
          return null;
        } finally {
          // deno-lint-ignore no-unsafe-finally
          throw new RangeError("in finally");
        }
      },
    });
    const engine = stage.open();
    const one = engine.getActor(PuppetProxy, "a").stream(null);
    for (let read = 0; read < 3; read++) one.next();
    const other = engine.getActor(PuppetProxy, "b").stream(null);
    await other.next();
    other.return(null);
    other.throw(new RangeError("thrown")).then(() => {}, () => {});
    engine.getActor(PuppetProxy, "a").stream(null).throw(new Error("fresh"));
    await stage.settle();
    await stage.settle();
    assertEquals(stage.eventsOf("failed").length, 2);
  },
);

testEverywhere(
  "`StreamingReply` is refused where as many are open as an inbox has room",
  async (stage) => {
    castProducer(stage, "a");
    const engine = stage.open({ inboxCapacity: 2 });
    const a = engine.getActor(PuppetProxy, "a");
    const open = [a.stream(null), a.stream(null)];
    for (const reply of open) await reply.next();
    const more = a.stream(null);
    const error = await assertRejects(() => more.next(), InboxFullError);
    assertEquals(error.outcome, "not-run");
    assertEquals(
      error.message,
      'Cannot call "Puppet/a".stream: 2 streaming replies are open',
    );
    await open[0]!.return(null);
    assertEquals((await a.stream(null).next()).value, 0);
  },
);
