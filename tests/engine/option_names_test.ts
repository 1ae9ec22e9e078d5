import {
  type Context,
  Engine,
  type InspectorOptions,
  stopOnSignals,
} from "@backstage/actors";
import { inspect } from "@backstage/actors/inspector";
import { observe } from "@backstage/actors/telemetry";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

const tick = (): void => {};

/** What a context is asked for with a slip of the pen, and what it says. */
const SLIPS: readonly [ask: (ctx: Context) => unknown, sentence: string][] = [
  [
    (ctx) => ctx.runRecurring(5, tick, { missedTick: "skip" } as object),
    'Cannot use option "missedTick": a timer has none of that name, its ' +
    'nearest is "missedTicks"',
  ],
  [
    (ctx) => ctx.runRecurring(5, tick, { missedTicks: "catchup" as never }),
    'Cannot use missedTicks "catchup": it must be "skip" or "catch-up"',
  ],
  [
    (ctx) => ctx.runOnce(5, tick, { keepAwake: false } as object),
    'Cannot use option "keepAwake": a timer has none of that name, its ' +
    'nearest is "keepsAwake"',
  ],
  [
    (ctx) => ctx.sleep(5, { singal: AbortSignal.abort() } as object),
    'Cannot use option "singal": a sleep has none of that name, its nearest ' +
    'is "signal"',
  ],
  [
    (ctx) =>
      ctx.watch(PuppetProxy, "b", PuppetProxy.Method.tell, {
        keepAwake: false,
      } as object),
    'Cannot use option "keepAwake": a watch has none of that name, its ' +
    'nearest is "keepsAwake"',
  ],
];

testEverywhere(
  "Context throws when an option has no such name",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx) => {
        for (const [ask, sentence] of SLIPS) {
          await assertRejects(async () => await ask(ctx), TypeError, sentence);
        }
        const none = { keepsAwake: undefined, colour: undefined } as object;
        ctx.runOnce(5, tick, none).cancel();
        ctx.runRecurring(5, tick, none).cancel();
        return "tried";
      },
    });
    const engine = stage.open();
    const a = engine.getActor(PuppetProxy, "a");
    assertEquals(await stage.finish(a.ask(1)), "tried");
    assertEquals(engine.snapshot().timers, 0);
  },
);

Deno.test("Engine.stop() rejects when an option has no such name", async () => {
  const engine = new Engine();
  await assertRejects(
    () => engine.stop({ drian: false } as object),
    TypeError,
    'Cannot use option "drian": a stop has none of that name, its nearest is ' +
      '"drain"',
  );
  await assertRejects(() => engine.stop(null as never), TypeError, "of a stop");
  assert(engine.isActive(PuppetProxy, "a") === false);
  await engine.getActor(PuppetProxy, "a").ask(1);
  await engine.stop({ drain: false });
});

Deno.test("stopOnSignals() throws at an option of another name", async () => {
  await using engine = new Engine();
  assertThrows(
    () => stopOnSignals(engine, { beforestop: () => {} } as object),
    TypeError,
    'Cannot use option "beforestop": stopOnSignals() has none of that name, ' +
      'its nearest is "beforeStop"',
  );
});

Deno.test("InspectorOptions are refused with one of another name", async () => {
  const sentence = 'Cannot use option "prot": an inspector has none of that ' +
    'name, its nearest is "port"';
  const inspector = { prot: 0 } as InspectorOptions;
  assertThrows(() => new Engine({ inspector }), TypeError, sentence);
  await using engine = new Engine();
  await assertRejects(() => inspect(engine, inspector), TypeError, sentence);
});

Deno.test("observe() throws when an option has no such name", async () => {
  await using engine = new Engine();
  assertThrows(
    () => observe(engine, { duration: false } as object),
    TypeError,
    'Cannot use option "duration": observe() has none of that name, its ' +
      'nearest is "durations"',
  );
});
