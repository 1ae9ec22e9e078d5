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

const loop: Part = {
  tell: (ctx: Context) => void ctx.getActor(PuppetProxy, "loop").tell(null),
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
  "testEngine() lets no time pass between the values that are awaited",
  {
    feed: {
      async *stream(ctx) {
        while (true) {
          await ctx.sleep(HOUR);
          yield ctx.now();
        }
      },
    },
  },
  async ({ open }) => {
    await using engine = open();
    const values = engine.getActor(PuppetProxy, "feed").stream(null);
    assertEquals((await values.next()).value, HOUR);
    // A step runs ahead of its consumer, and no further.
    const before = engine.now();
    await pass(20);
    assertEquals(engine.now(), before);
    await values.return(null);
  },
);

testPlay(
  "testEngine() counts the timers of each wait by themselves",
  { a: sleeper },
  async ({ open }) => {
    await using engine = open({ maxTimers: 3 });
    for (let count = 1; count <= 10; count++) {
      const at = await engine.getActor(PuppetProxy, "a").ask(5);
      assertEquals(at, 5 * count);
    }
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
  assertThrows(
    () => testEngine({ interceptors: 7 as never }),
    TypeError,
    "Cannot use interceptors 7: it must be an array",
  );
  assertThrows(() => testEngine({ seed: 0.5 }), RangeError, "seed");
  assertThrows(
    () => testEngine({ patience: 7 } as never),
    TypeError,
    'its nearest is "patienceMs"',
  );
  assert(testEngine({ inboxCapacity: 7 }));
});
