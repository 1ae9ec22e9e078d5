import { assertEquals, assertRejects } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { ONE_MACHINE } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** Notes whether a promise has resolved. */
function follow(promise: Promise<void>): { isOver: boolean } {
  const state = { isOver: false };
  promise.then(() => void (state.isOver = true));
  return state;
}

testPromise(
  'promise 15: run("until_done") waits for envelopes and running turns',
  async (stage) => {
    const engine = stage.open();
    await engine.run();
    const door = Promise.withResolvers<void>();
    let turns = 0;
    stage.cast("a", {
      init: () => door.promise,
      tell: async (ctx, hops) => {
        turns++;
        await null;
        if (hops === 0) return;
        ctx.getActor(PuppetProxy, "a").tell((hops as number) - 1);
      },
    });
    engine.getActor(PuppetProxy, "a").tell(99);
    const run = follow(engine.run());
    await stage.settle();
    assertEquals(run.isOver, false);
    door.resolve();
    await engine.run("until_done");
    await stage.settle();
    assertEquals([turns, run.isOver], [100, true]);
    // The actor is live, and yet nothing is left to do.
    assertEquals(engine.snapshot().actors.length, 1);
  },
);

testPromise(
  'promise 15: run("until_done") waits for live timers',
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    let hasFired = false;
    stage.cast("a", {
      ask: (ctx) => {
        const timer = ctx.runRecurring(1, () => {
          if (++ticks === 3) timer.cancel();
        });
        ctx.runOnce(2, () => void (hasFired = true));
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.run());
    assertEquals([ticks, hasFired], [3, true]);
  },
);

testPromise(
  'promise 15: run("until_done") waits for deinit',
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { deinit: () => door.promise });
    await engine.getActor(PuppetProxy, "a").ask(null);
    engine.poisonPill(PuppetProxy, "a");
    const run = follow(engine.run());
    await stage.settle();
    assertEquals(run.isOver, false);
    door.resolve();
    await stage.settle();
    assertEquals(run.isOver, true);
  },
);

testPromise(
  'promise 15: run("once") waits for what was queued, not for what it sent',
  async (stage) => {
    const engine = stage.open({ runBudgetMs: 0 });
    const door = Promise.withResolvers<void>();
    const trace: unknown[] = [];
    stage.cast("waits", { tell: () => door.promise });
    stage.cast("a", {
      tell: (ctx, input) => {
        trace.push(input);
        if (input !== "first") return;
        ctx.getActor(PuppetProxy, "waits").tell("sent later");
        ctx.runRecurring(1_000, () => {});
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.tell("first");
    puppet.tell("second");
    await engine.run("once");
    assertEquals(trace, ["first", "second"]);
    await stage.settle();
    const run = follow(engine.run("once"));
    await stage.settle();
    assertEquals(run.isOver, false);
    door.resolve();
    await stage.settle();
    assertEquals(run.isOver, true);
  },
  // What is on its way to another node is queued nowhere yet.
  ONE_MACHINE,
);

testPromise(
  'promise 15: run("once") waits for a turn that cancels the last timer',
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx) => {
        ctx.runOnce(1_000, () => {}).cancel();
        await door.promise;
      },
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    const run = follow(engine.run("once"));
    await stage.settle();
    assertEquals(run.isOver, false);
    door.resolve();
    await reply;
    await stage.settle();
    assertEquals(run.isOver, true);
  },
);

testPromise(
  'promise 15: run("once") ends though an actor sends to itself for ever',
  async (stage) => {
    const engine = stage.open({ runBudgetMs: 0 });
    stage.cast("endless", {
      tell: (ctx) => {
        ctx.getActor(PuppetProxy, "endless").tell(null).catch(() => {});
      },
    });
    engine.getActor(PuppetProxy, "endless").tell(null);
    await engine.run("once");
    await engine.run("once");
    await engine.stop({ drain: false });
  },
);

testPromise(
  "promise 15: run() ends when what was queued is a dead letter",
  async (stage) => {
    for (const mode of ["once", "until_done"] as const) {
      const engine = stage.open();
      stage.cast("a", {
        init: async () => {
          await null;
          throw new Error("init");
        },
      });
      engine.getActor(PuppetProxy, "a").tell(null);
      engine.getActor(PuppetProxy, "a").tell(null);
      await engine.run(mode);
      assertEquals(engine.snapshot().actors, []);
    }
  },
);

testPromise(
  "promise 15: run() refuses any other mode",
  async (stage) => {
    const engine = stage.open();
    await assertRejects(
      () => engine.run("twice" as "once"),
      TypeError,
      'Cannot run "twice": it must be "until_done" or "once"',
    );
  },
);
