import { Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck, watch } from "../support/calls.ts";
import { cast } from "../support/cast.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";

testSimulated(
  "promise 12: without a limit a call waits for ever",
  async (stage) => {
    stage.cast("slow", { ask: stuck });
    const engine = stage.open({ callTimeoutMs: 0 });
    const slow = engine.getActor(PuppetProxy, "slow");
    const isSettled = watch(slow.ask(1));
    await stage.simulated!.advance(1_000_000_000);
    assertEquals(isSettled(), false);
    // A limit of its own holds all the same.
    const failure = failureOf(slow.with({ timeoutMs: 5 }).ask(2));
    await stage.simulated!.advance(5);
    assertEquals((await failure).outcome, "not-run");
  },
);

testSimulated(
  "promise 12: a call that nobody awaits has no limit",
  async (stage) => {
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      tell: async (_ctx, input) => {
        ran.push(input);
        await gate.promise;
      },
    });
    const engine = stage.open({ callTimeoutMs: 10 });
    const a = engine.getActor(PuppetProxy, "a");
    a.tell("first");
    a.tell("second");
    await stage.simulated!.advance(1_000);
    gate.resolve();
    await engine.run();
    assertEquals(ran, ["first", "second"]);
  },
);

testSimulated(
  "promise 12: a failure after the caller gave up is not silent",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async () => {
        await gate.promise;
        throw new Error("late");
      },
    });
    const engine = stage.open({ callTimeoutMs: 10 });
    const failure = failureOf(engine.getActor(PuppetProxy, "a").ask(1));
    await stage.simulated!.advance(10);
    assertEquals((await failure).outcome, "unknown");
    gate.resolve();
    await stage.settle();
    assertEquals(stage.eventsOf("failed").length, 1);
    const line = stage.lines.find((line) => line.includes("late"));
    assertEquals(
      line,
      'error "Puppet/a".ask failed after it was given up: Error: late',
    );
  },
);

testSimulated(
  "promise 12: random chains keep to their callers' limits",
  async (stage) => {
    const { chance } = stage;
    const depth = 6;
    const limits = Array.from({ length: depth }, () => 10 + chance.below(500));
    const endedAt: number[] = [];
    for (let at = 0; at < depth; at++) {
      stage.cast(`${at}`, {
        ask: async (ctx) => {
          if (at === depth - 1) return await stuck();
          const next = ctx.getActor(PuppetProxy, `${at + 1}`);
          await failureOf(next.with({ timeoutMs: limits[at + 1]! }).ask(1));
          endedAt[at + 1] = stage.simulated!.now();
          return await stuck();
        },
      });
    }
    const first = stage.open().getActor(PuppetProxy, "0");
    const failure = failureOf(first.with({ timeoutMs: limits[0]! }).ask(1));
    await stage.simulated!.advance(1_000);
    await failure;
    let left = limits[0]!;
    for (let at = 1; at < depth; at++) {
      left = Math.min(left, limits[at]!);
      assertEquals(endedAt[at], left);
    }
  },
);

testEverywhere(
  "promise 12: a call in time is not disturbed",
  async (stage) => {
    stage.cast("a", { ask: (_ctx, input) => Promise.resolve(input) });
    const engine = stage.open({ callTimeoutMs: 20_000 });
    const a = engine.getActor(PuppetProxy, "a");
    const stop = new AbortController();
    const bound = a.with({ timeoutMs: 10_000 }).with({ signal: stop.signal });
    for (let round = 0; round < 100; round++) {
      assertEquals(await a.ask(round), round);
      assertEquals(await bound.ask(round), round);
    }
    stop.abort();
    assertEquals(stage.eventsOf("abandoned"), []);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testEverywhere(
  "promise 12: a call that really takes too long fails",
  async (stage) => {
    stage.cast("slow", { ask: stuck });
    const engine = stage.open({ callTimeoutMs: 20 });
    const slow = engine.getActor(PuppetProxy, "slow");
    const error = await stage.finish(failureOf(slow.ask(1)));
    assertEquals(error.outcome, "unknown");
  },
);

for (const wire of ["auto", "always"] as const) {
  testSimulated(
    "CallTimeoutError names the hook that a call waited behind",
    async (stage) => {
      stage.cast("slow", { init: stuck });
      const engine = stage.open({ callTimeoutMs: 20 });
      const failure = failureOf(engine.getActor(PuppetProxy, "slow").ask(1));
      await stage.simulated!.advance(20);
      assertEquals(
        (await failure).message,
        'Cannot call "Puppet/slow".ask: not begun within 20 ms, ' +
          "the actor was in init",
      );
    },
    wire,
  );
}

Deno.test("ActorProxy.with() refuses what is no option", async () => {
  await using engine = new Engine();
  const puppet = engine.getActor(PuppetProxy, "a");
  for (const timeoutMs of [-1, NaN, Infinity, 2 ** 31, "5" as never]) {
    await assertRejects(
      async () => await puppet.with({ timeoutMs }),
      RangeError,
      `Cannot use timeoutMs ${Deno.inspect(timeoutMs)}: ` +
        "it must be a number from 0 to",
    );
  }
  await assertRejects(
    async () => await puppet.with({ signal: {} as never }),
    TypeError,
    "Cannot use signal: it must be an AbortSignal",
  );
});

/** A clock that goes on while the event loop stands still. */
class BlockedRuntime extends SimulatedRuntime {
  blockedMs = 0;

  override now(): number {
    return super.now() + this.blockedMs;
  }
}

Deno.test("promise 12: a blocked event loop costs no time", async () => {
  const runtime = new BlockedRuntime();
  await using engine = new Engine({ runtime, callTimeoutMs: 100 });
  const gate = Promise.withResolvers<void>();
  cast.set("slow", { ask: () => gate.promise });
  const slow = engine.getActor(PuppetProxy, "slow");
  const first = slow.ask(1);
  const failures = [failureOf(first)];
  runtime.blockedMs = 150;
  const second = slow.ask(2);
  failures.push(failureOf(second));
  const areSettled = [first, second].map(watch);
  await runtime.advance(99);
  assertEquals(areSettled.map((isSettled) => isSettled()), [false, false]);
  await runtime.advance(1);
  const outcomes = (await Promise.all(failures)).map(({ outcome }) => outcome);
  assertEquals(outcomes, ["unknown", "not-run"]);
  gate.resolve();
  await engine.stop();
  cast.clear();
});

testEverywhere("ActorProxy.with() reads its options once", async (stage) => {
  stage.cast("a", { ask: (_ctx, input) => input });
  const options = { timeoutMs: 5_000 };
  const a = stage.open().getActor(PuppetProxy, "a").with(options);
  options.timeoutMs = -1;
  assertEquals(await a.ask(1), 1);
});
