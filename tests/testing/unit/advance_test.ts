import type { Context } from "@backstage/actors";
import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { setTimeout as pass } from "node:timers/promises";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../../support/cast.ts";
import { testPlay } from "../../support/playing.ts";

/** Answers with the time after a sleep of as many milliseconds. */
const sleeper: Part = {
  ask: async (ctx, ms) => {
    await ctx.sleep(Number(ms));
    return ctx.now();
  },
};

/** Ticks each second from its first call on. */
const clock: Part = {
  construct: (ctx) => void ctx.runRecurring(1_000, () => {}),
  ask: (ctx) => ctx.now(),
};

testPlay(
  "TestEngine.advance() moves the clock alone while a call is awaited",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open();
    let answer: unknown;
    const asked = engine.getActor(PuppetProxy, "a").ask(100)
      .then((at) => answer = at);
    await engine.advance(40);
    assertEquals([engine.now(), answer], [40, undefined]);
    await engine.settled();
    await engine.advance(59);
    assertEquals([engine.now(), answer], [99, undefined]);
    await engine.advance(1);
    assertEquals([engine.now(), answer], [100, 100]);
    await asked;
  },
);

testPlay(
  "TestEngine.advance() leaves the rest to the call that is awaited after it",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open();
    const asked = engine.getActor(PuppetProxy, "a").ask(100);
    const seen = asked.then(() => engine.now());
    await engine.advance(40);
    assertEquals(await seen, 100);
  },
);

testPlay(
  "TestEngine.advance() fires timers at their times",
  { clock },
  async ({ open }) => {
    await using engine = open();
    engine.getActor(PuppetProxy, "clock").tell(null);
    await engine.settled();
    await engine.advance(2_500);
    assertEquals(engine.now(), 2_500);
    const [actor] = engine.snapshot().actors;
    assertEquals(actor?.handled, 3, "one call and two ticks");
    for (const ms of [-1, NaN, Infinity, "7" as never]) {
      await assertRejects(
        () => engine.advance(ms),
        RangeError,
        "Cannot advance by",
      );
    }
    assertEquals(engine.now(), 2_500);
  },
);

testPlay(
  "TestEngine.settled() runs what is ready while the clock stands still",
  {
    ring: {
      tell: (ctx, left) =>
        void (Number(left) > 0 &&
          ctx.getActor(PuppetProxy, "ring").tell(Number(left) - 1)),
    },
    outside: { tell: async () => await pass(3) },
  },
  async ({ open }) => {
    await using engine = open();
    engine.getActor(PuppetProxy, "ring").tell(99);
    engine.getActor(PuppetProxy, "outside").tell(null);
    await engine.settled();
    const handled = engine.snapshot().actors.map(({ handled }) => handled);
    assertEquals(handled, [100, 1]);
    assertEquals(engine.now(), 0);
  },
);

const loop: Part = {
  tell: (ctx: Context) => void ctx.getActor(PuppetProxy, "loop").tell(null),
};

testPlay(
  "TestEngine.settled() names an actor that sends to itself for ever",
  { loop },
  async ({ open }) => {
    await using engine = open({ maxRunsAtOnce: 1_000 });
    const probe = engine.probe(PuppetProxy, "loop");
    engine.getActor(PuppetProxy, "loop").tell(null);
    const message = 'Cannot settle: "Puppet/loop" still has turns after ' +
      "1000 runs at 0 ms";
    await assertRejects(() => engine.settled(), Error, message);
    // A run of many turns is not one of them.
    assertLess(probe.calls.length, 2_000);
    await assertRejects(() => engine.advance(1), Error, message);
  },
);

testPlay(
  "testEngine() fails a call that waits behind work without end",
  { loop, hung: { ask: () => new Promise(() => {}) } },
  async ({ open }) => {
    await using engine = open({ maxRunsAtOnce: 1_000 });
    engine.getActor(PuppetProxy, "loop").tell(null);
    await assertRejects(
      async () => await engine.getActor(PuppetProxy, "hung").ask(null),
      Error,
      'Cannot settle: "Puppet/loop" still has turns',
    );
  },
);
