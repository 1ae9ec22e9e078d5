import type { Context } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import {
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { setTimeout as pass } from "node:timers/promises";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../../support/cast.ts";
import { type Play, testPlay } from "../../support/playing.ts";

const never = (): Promise<never> => new Promise(() => {});
const ask = (ctx: Context, id: string) =>
  ctx.getActor(PuppetProxy, id).ask(null);

/** Has a puppet asked, and returns what its error says, line by line. */
async function hang({ open }: Play, id: string): Promise<string[]> {
  await using engine = open({ patienceMs: 20, drainTimeoutMs: 0 });
  await engine.advance(500);
  const { message } = await assertRejects(
    async () => await engine.getActor(PuppetProxy, id).ask(null),
    Error,
  );
  return message.split("\n");
}

function testHang(
  title: string,
  parts: Readonly<Record<string, Part>>,
  lines: readonly string[],
): void {
  testPlay(`testEngine() ${title}`, parts, async (play) => {
    assertEquals(await hang(play, "a"), lines);
  });
}

testHang("says of a call that hangs who, what and since when", {
  a: { ask: never },
}, [
  'Cannot wait for "Puppet/a".ask since 500 ms: nothing is left to happen at ' +
  "500 ms",
  '  "Puppet/a" is in ask, which awaits nothing that the engine knows of',
]);

testHang("follows a call that hangs to where it hangs", {
  a: { ask: (ctx) => ask(ctx, "b") },
  b: {
    ask: async (ctx) => {
      await ctx.sleep(7);
      return await ask(ctx, "c");
    },
  },
  c: { init: never },
}, [
  'Cannot wait for "Puppet/a".ask since 500 ms: nothing is left to happen at ' +
  "507 ms",
  '  "Puppet/a" is in ask, which awaits "Puppet/b".ask',
  '  "Puppet/b" is in ask, which awaits "Puppet/c".ask',
  '  "Puppet/c" is in init, which awaits nothing that the engine knows of; ' +
  "1 more in its inbox",
]);

testHang("says of a turn that waits for its own timer what it may do", {
  a: {
    ask: (ctx) => new Promise<void>((resolve) => void ctx.runOnce(5, resolve)),
  },
}, [
  'Cannot wait for "Puppet/a".ask since 500 ms: nothing is left to happen at ' +
  "5505 ms",
  '  "Puppet/a" is in ask, which awaits nothing that the engine knows of; it ' +
  "seems to wait for itself, for it set a timer that was due 5000 ms ago and " +
  "runs when this turn has ended; to wait within a turn, await ctx.sleep(); " +
  "1 more in its inbox",
]);

testPlay(
  "testEngine() ends a wait beside a timer that recurs for ever",
  {
    a: {
      ask: (ctx) => {
        ctx.runRecurring(1_000, () => {});
        return never();
      },
    },
  },
  async ({ open }) => {
    await using engine = open({ maxTimers: 10, drainTimeoutMs: 0 });
    const { message } = await assertRejects(
      async () => await engine.getActor(PuppetProxy, "a").ask(null),
      Error,
    );
    assertEquals(
      message.split("\n")[0],
      'Cannot wait for "Puppet/a".ask since 0 ms: it is 10000 ms by now, and ' +
        "10 timers have fired in vain (maxTimers)",
    );
  },
);

testPlay(
  "testEngine() names each of several calls that hang",
  { a: { ask: never }, b: { ask: never } },
  async ({ open }) => {
    await using engine = open({ patienceMs: 5, drainTimeoutMs: 0 });
    const results = await Promise.allSettled(
      ["a", "b"].map((id) => engine.getActor(PuppetProxy, id).ask(null)),
    );
    for (const result of results) {
      assertEquals(result.status, "rejected");
      const { message } = (result as PromiseRejectedResult).reason;
      assertEquals(
        message.split("\n")[0],
        'Cannot wait for "Puppet/a".ask since 0 ms, nor for "Puppet/b".ask ' +
          "since 0 ms: nothing is left to happen at 0 ms",
      );
    }
  },
);

testPlay(
  "testEngine() ends a streaming reply that hangs",
  {
    a: {
      async *stream() {
        yield 1;
        yield await never();
      },
    },
  },
  async ({ open }) => {
    await using engine = open({ patienceMs: 5, drainTimeoutMs: 0 });
    const values: unknown[] = [];
    await assertRejects(
      async () => {
        const stream = engine.getActor(PuppetProxy, "a").stream(null);
        for await (const value of stream) values.push(value);
      },
      Error,
      '"Puppet/a" is in stream, which awaits nothing that the engine knows of',
    );
    assertEquals(values, [1]);
  },
);

testPlay(
  "TestEngine.run() and poisonPill() say that they wait in vain",
  {
    clock: { tell: (ctx) => void ctx.runRecurring(1_000, () => {}) },
    stuck: { tell: never },
  },
  async ({ open }) => {
    await using engine = open({
      maxTimers: 5,
      patienceMs: 5,
      drainTimeoutMs: 0,
    });
    engine.getActor(PuppetProxy, "stuck").tell(null);
    await assertRejects(
      () => engine.poisonPill(PuppetProxy, "stuck"),
      Error,
      'Cannot wait for the end of "Puppet/stuck" since 0 ms: nothing is left',
    );
    engine.getActor(PuppetProxy, "clock").tell(null);
    await assertRejects(
      () => engine.run(),
      Error,
      'Cannot wait for run("until_done") since 0 ms: it is 5000 ms by now',
    );
  },
);

testPlay(
  "testEngine() waits for the world outside as long as it is told",
  { a: { ask: never } },
  async ({ open }) => {
    await using engine = open({ patienceMs: 150, drainTimeoutMs: 0 });
    const before = performance.now();
    await assertRejects(async () =>
      await engine.getActor(PuppetProxy, "a").ask(null)
    );
    assertGreater(performance.now() - before, 150);
  },
);

testPlay(
  "TestEngine.stop() leaves no timer of its patience behind",
  { a: { ask: never } },
  async ({ open }) => {
    const engine = open({ patienceMs: 60_000, drainTimeoutMs: 0 });
    const asked = assertRejects(async () =>
      await engine.getActor(PuppetProxy, "a").ask(null)
    );
    await pass(150);
    await Promise.all([engine.stop(), asked]);
  },
);

testPlay(
  "TestEngine.stop() fails what is still awaited",
  { a: { ask: never } },
  async ({ open }) => {
    const engine = open({ drainTimeoutMs: 0 });
    const asked = assertRejects(
      async () => await engine.getActor(PuppetProxy, "a").ask(null),
      Error,
      "engine stopped while the method ran",
    );
    const event = assertRejects(
      () => engine.eventually("failed"),
      Error,
      'Cannot wait for event "failed": the engine has stopped\n',
    );
    await engine.stop();
    await Promise.all([asked, event]);
  },
);

Deno.test("testEngine() waits by real time whatever a test fakes", async () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (() => 0) as never;
  try {
    await using engine = testEngine({ patienceMs: 5, drainTimeoutMs: 0 });
    engine.stub(PuppetProxy, "a", { ask: never });
    await assertRejects(
      () => engine.getActor(PuppetProxy, "a").ask(null),
      Error,
      "nothing is left to happen",
    );
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

testPlay(
  "TestEngine.eventually(), run() and poisonPill() say where they were called",
  { stuck: { tell: never, init: (ctx) => void ctx.runRecurring(5, () => {}) } },
  async ({ open }) => {
    await using engine = open({ maxTimers: 3, drainTimeoutMs: 0 });
    engine.getActor(PuppetProxy, "stuck").tell(null);
    for (
      const call of [
        () => engine.eventually("failed"),
        () => engine.run(),
        () => engine.poisonPill(PuppetProxy, "stuck"),
      ]
    ) {
      const { message, stack } = await assertRejects(call, Error);
      assertEquals(stack?.startsWith(`Error: ${message}`), true);
      const [first] = stack!.split("\n").filter((line) => /^ +at /.test(line));
      assertStringIncludes(first!, "hang_test.ts");
    }
  },
);

testPlay(
  "TestEngine.stop() logs nothing of what the test was told of",
  { a: { ask: never } },
  async ({ open, lines }) => {
    const engine = open({ patienceMs: 5 });
    await assertRejects(() => engine.getActor(PuppetProxy, "a").ask(null));
    await engine.stop();
    assertEquals(lines, []);
    assertEquals(engine.logged.length, 2);
  },
);
