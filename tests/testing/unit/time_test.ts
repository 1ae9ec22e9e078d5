import { CallTimeoutError, type Context } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { setTimeout as pass } from "node:timers/promises";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../../support/cast.ts";
import { testPlay } from "../../support/playing.ts";

const HOUR = 3_600_000;

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
  "testEngine() lets an awaited sleep of an hour pass at once",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open();
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask(HOUR), HOUR);
    assertEquals(await puppet.ask(HOUR), 2 * HOUR);
    assertEquals(engine.now(), 2 * HOUR);
  },
);

testPlay(
  "testEngine() lets each sleep end at its time where several are awaited",
  { a: sleeper, b: sleeper, c: sleeper },
  async ({ open }) => {
    await using engine = open({ startMs: 500 });
    const ended: string[] = [];
    await Promise.all(
      [["a", 30], ["b", 10], ["c", 20]].map(async ([id, ms]) => {
        const at = await engine.getActor(PuppetProxy, `${id}`).ask(ms);
        ended.push(`${id} ${at}`);
      }),
    );
    assertEquals(ended, ["b 510", "c 520", "a 530"]);
  },
);

testPlay(
  "testEngine() lets no time pass while nothing of it is awaited",
  { clock },
  async ({ open }) => {
    await using engine = open();
    await engine.getActor(PuppetProxy, "clock").ask(null);
    await pass(5);
    assertEquals(engine.now(), 0);
  },
);

testPlay(
  "testEngine() follows a call through other actors, and sleeps side by side",
  {
    boss: {
      ask: async (ctx) => await ctx.getActor(PuppetProxy, "clerk").ask(null),
    },
    clerk: {
      ask: async (ctx) => {
        await Promise.all([ctx.sleep(1_000), ctx.sleep(2_000)]);
        return ctx.now();
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    assertEquals(await engine.getActor(PuppetProxy, "boss").ask(null), 2_000);
  },
);

testPlay(
  "testEngine() lets time pass for each value of a streaming reply",
  {
    feed: {
      async *stream(ctx) {
        for (let count = 1; count <= 3; count++) {
          await ctx.sleep(HOUR);
          yield count;
        }
        return "over";
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    const times: number[] = [];
    for await (const _ of engine.getActor(PuppetProxy, "feed").stream(null)) {
      times.push(engine.now() / HOUR);
    }
    assertEquals(times, [1, 2, 3]);
  },
);

testPlay(
  "testEngine() limits calls as it is told, in virtual time",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open({ callTimeoutMs: 500 });
    const puppet = engine.getActor(PuppetProxy, "a");
    await assertRejects(async () => await puppet.ask(501), CallTimeoutError);
    assertEquals(engine.now(), 500);
    const patient = puppet.with({ timeoutMs: 1_000 });
    assertEquals(await patient.ask(501), 1_001);
  },
);

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
    engine.getActor(PuppetProxy, "loop").tell(null);
    const message = 'Cannot settle: "Puppet/loop" still has turns after ' +
      "1000 runs at 0 ms";
    await assertRejects(() => engine.settled(), Error, message);
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

testPlay(
  "testEngine() lets what comes from outside go before the clock",
  {
    clock,
    disk: {
      ask: async (ctx) => {
        await pass(10);
        return ctx.now();
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    await engine.getActor(PuppetProxy, "clock").ask(null);
    const disk = engine.getActor(PuppetProxy, "disk");
    assertEquals(await disk.ask(null), 0);
    assertEquals(await disk.ask(null), 0);
  },
);

testPlay(
  "TestEngine.poisonPill() and run() let time pass until they are done",
  {
    slow: { deinit: (_reason, ctx) => ctx.sleep(HOUR) },
    once: { tell: (ctx) => void ctx.runOnce(HOUR, () => {}) },
  },
  async ({ open }) => {
    await using engine = open();
    engine.getActor(PuppetProxy, "slow").tell(null);
    await engine.poisonPill(PuppetProxy, "slow");
    assertEquals(engine.now(), HOUR);
    engine.getActor(PuppetProxy, "once").tell(null);
    await engine.run();
    assertEquals(engine.now(), 2 * HOUR);
    await engine.run("once");
    await assertRejects(() => engine.run("never" as never), TypeError);
  },
);

testPlay(
  "testEngine() moves no time by itself where it is told not to",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open({ time: "manual", patienceMs: 5 });
    let answer: unknown;
    const asked = engine.getActor(PuppetProxy, "a").ask(100)
      .then((at) => answer = at);
    await pass(50);
    assertEquals([engine.now(), answer], [0, undefined]);
    await assertRejects(
      () => engine.eventually("deactivated"),
      Error,
      "nothing is left to happen at 0 ms",
    );
    await engine.advance(100);
    await asked;
    assertEquals(answer, 100);
  },
);

for (
  const [what, part, limit] of [
    ["sleeps", { tell: (ctx) => ctx.sleep(HOUR) }, "in tell"],
    ["never ends", { tell: () => new Promise<void>(() => {}) }, "in tell"],
    ["sends to itself", loop, ""],
    ["ticks", { tell: (ctx) => void ctx.runRecurring(1, () => {}) }, null],
  ] as [string, Part, string | null][]
) {
  testPlay(
    `TestEngine[Symbol.asyncDispose]() ends with an actor that ${what}`,
    { loop: part },
    async ({ open, lines }) => {
      {
        await using engine = open({ maxRunsAtOnce: 1_000 });
        engine.getActor(PuppetProxy, "loop").tell(null);
        await engine.advance(5).catch(() => {});
      }
      const expected = limit === null
        ? undefined
        : `Stopping did not wait longer than 10000 ms for "Puppet/loop" ` +
          limit;
      assertEquals(lines[0]?.trim(), expected?.trim());
    },
  );
}

Deno.test("testEngine() refuses bad options", () => {
  for (const patienceMs of [-1, NaN, "7" as never]) {
    assertThrows(() => testEngine({ patienceMs }), RangeError, "patienceMs");
  }
  for (const maxTimers of [0, 0.5, NaN]) {
    assertThrows(() => testEngine({ maxTimers }), RangeError, "maxTimers");
  }
  assertThrows(() => testEngine({ time: "real" as never }), TypeError, "time");
  assertThrows(() => testEngine({ seed: 0.5 }), RangeError, "seed");
  assertThrows(
    () => testEngine({ patience: 7 } as never),
    TypeError,
    'its nearest is "patienceMs"',
  );
  assert(testEngine({ inboxCapacity: 7 }));
});
