import { type Context, Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { setTimeout as sleepFor } from "node:timers/promises";
import { cast, type Part } from "../support/cast.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** Tells a puppet to go, and leaves it to the end of a block to stop it. */
async function leaveAlone(
  part: Part,
  maxRunsAtOnce = 500,
): Promise<{ runtime: SimulatedRuntime; lines: string[] }> {
  cast.set("left", part);
  const runtime = new SimulatedRuntime({ maxRunsAtOnce });
  const lines: string[] = [];
  const note = (...data: unknown[]) => void lines.push(data.join(" "));
  const logger = { debug: note, info: note, warn: note, error: note };
  try {
    await using engine = new Engine({ runtime, logger });
    void engine.getActor(PuppetProxy, "left").tell("go");
    await runtime.advance(1).catch(() => {});
  } finally {
    cast.clear();
  }
  return { runtime, lines };
}

Deno.test("Engine[Symbol.asyncDispose]() lets a sleep end", async () => {
  let isOver = false;
  const { runtime, lines } = await leaveAlone({
    tell: async (ctx) => {
      await ctx.sleep(5_000);
      isOver = true;
    },
  });
  assert(isOver);
  assertEquals([runtime.now(), lines], [5_000, []]);
});

Deno.test("Engine[Symbol.asyncDispose]() cuts a long sleep", async () => {
  const { runtime, lines } = await leaveAlone({
    tell: (ctx) => ctx.sleep(3_600_000),
  });
  assertEquals(runtime.now(), 10_001);
  assertEquals(
    lines[0],
    'Stopping did not wait longer than 10000 ms for "Puppet/left" in tell',
  );
});

Deno.test("Engine[Symbol.asyncDispose]() cuts work without end", async () => {
  const again = (ctx: Context): void =>
    void ctx.getActor(PuppetProxy, "left").tell("go");
  const { runtime, lines } = await leaveAlone({ tell: again });
  assert(runtime.now() >= 10_001);
  assertEquals(
    lines[0],
    'Stopping did not wait longer than 10000 ms for "Puppet/left"',
  );
});

Deno.test("Engine[Symbol.asyncDispose]() waits for a deinit", async () => {
  let isClosed = false;
  const { runtime } = await leaveAlone({
    deinit: async () => {
      await sleepFor(5);
      isClosed = true;
    },
  });
  assert(isClosed);
  assertEquals(runtime.now(), 1);
});
