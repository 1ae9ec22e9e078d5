import { type Context, Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { cast, type Part } from "../support/cast.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const LIMIT = 500;

function tell(ctx: Context, id: string, input: unknown): void {
  void ctx.getActor(PuppetProxy, id).tell(input);
}

/** An engine with a cast that goes on for ever once it is told to. */
class Endless implements AsyncDisposable {
  readonly runtime = new SimulatedRuntime({ seed: 5, maxRunsAtOnce: LIMIT });
  readonly engine: Engine;

  constructor(parts: Readonly<Record<string, Part>>, inboxCapacity = 1_024) {
    for (const [id, part] of Object.entries(parts)) cast.set(id, part);
    this.engine = new Engine({
      runtime: this.runtime,
      inboxCapacity,
      overflow: "drop-oldest",
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
  }

  start(id: string): void {
    void this.engine.getActor(PuppetProxy, id).tell("go");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.stop({ drain: false });
    cast.clear();
  }
}

Deno.test("SimulatedRuntime.settle() names who sends to itself", async () => {
  await using endless = new Endless({
    quiet: { tell: () => {} },
    loop: { tell: (ctx, input) => tell(ctx, "loop", input) },
  });
  endless.start("quiet");
  endless.start("loop");
  const { message } = await assertRejects(
    () => endless.runtime.settle(),
    Error,
  );
  assertEquals(
    message,
    'Cannot settle: "Puppet/loop" still has turns after 500 runs at 0 ms',
  );
});

Deno.test("SimulatedRuntime.advance() names one that goes on", async () => {
  await using endless = new Endless({
    a: { tell: (ctx, input) => tell(ctx, "b", input) },
    b: { tell: (ctx, input) => tell(ctx, "a", input) },
    later: {
      tell: (ctx) => void ctx.runOnce(7, () => tell(ctx, "a", "go")),
    },
  });
  endless.start("later");
  const results = await Promise.allSettled([
    endless.runtime.advance(10),
    endless.runtime.advance(10),
  ]);
  for (const result of results) {
    assertEquals(result.status, "rejected");
    const { message } = (result as PromiseRejectedResult).reason;
    assertStringIncludes(message, 'Cannot settle: "Puppet/');
    assertStringIncludes(message, "still has turns after 500 runs at 7 ms");
  }
});

Deno.test("SimulatedRuntime.settle() names who fills its inbox", async () => {
  await using endless = new Endless({
    full: {
      tell: (ctx, input) => {
        for (let count = 0; count < 3; count++) tell(ctx, "full", input);
      },
    },
  }, 8);
  endless.start("full");
  await assertRejects(
    () => endless.runtime.settle(),
    Error,
    'Cannot settle: "Puppet/full"',
  );
});

Deno.test("SimulatedRuntime.settle() ends a drain without end", async () => {
  await using endless = new Endless({
    loop: { tell: (ctx, input) => tell(ctx, "loop", input) },
  });
  endless.start("loop");
  const stopped = endless.engine.stop();
  await assertRejects(() => endless.runtime.settle(), Error, "Puppet/loop");
  await endless.engine.stop({ drain: false });
  await stopped;
});

Deno.test("SimulatedRuntime.settle() ends timers without a delay", async () => {
  const runtime = new SimulatedRuntime({ maxRunsAtOnce: LIMIT });
  let isOver = false;
  const again = () => void (isOver || runtime.setTimer(0, again));
  again();
  await assertRejects(
    () => runtime.settle(),
    Error,
    "Cannot settle: timers without a delay still fire after 500 runs at 0 ms",
  );
  isOver = true;
  await runtime.settle();
});

Deno.test("SimulatedRuntime.settle() lets work end that is long", async () => {
  let turns = 0;
  const countDown = (other: string): Part => ({
    tell: (ctx, input) => {
      turns++;
      const left = Number(input);
      if (left > 0) tell(ctx, other, left - 1);
    },
  });
  await using endless = new Endless({
    ring: countDown("ring2"),
    ring2: countDown("ring"),
    clock: {
      tell: (ctx) =>
        void ctx.runRecurring(1, () => tell(ctx, "ring", LIMIT / 4)),
    },
  });
  endless.start("clock");
  await endless.runtime.advance(100);
  assertEquals(turns, 100 * (LIMIT / 4 + 1));
});

Deno.test("SimulatedRuntime refuses a bad number of runs", () => {
  for (const maxRunsAtOnce of [0, -1, 0.5, NaN, Infinity, "7" as never]) {
    assertThrows(
      () => new SimulatedRuntime({ maxRunsAtOnce }),
      RangeError,
      "Cannot use maxRunsAtOnce",
    );
  }
});
