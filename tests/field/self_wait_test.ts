import type { Context, Engine, Runtime } from "@backstage/actors";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { SingleFullPuppetProxy } from "../cast/generated/single_full_puppet_proxy.gen.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";

const WAY_OUT = "to wait within a turn, await ctx.sleep()";

/** Waits for a timer of the turn's own. */
function wait(ctx: Context, ms = 50): Promise<void> {
  return new Promise((resolve) => void ctx.runOnce(ms, resolve));
}

/** The same, by a callback that does not show what it ends. */
function waitCovertly(ctx: Context, ms = 50): Promise<void> {
  return new Promise((resolve) => void ctx.runOnce(ms, () => resolve()));
}

/** Calls a puppet, and lets time pass. */
async function play(
  stage: Stage,
  engine: Engine,
  forMs: number,
  proxy: typeof PuppetProxy = PuppetProxy,
): Promise<void> {
  engine.getActor(proxy, "a").ask(null).catch(() => {});
  await stage.simulated!.advance(forMs);
}

testOnBothWires(
  "R23: a turn that awaits its own runOnce is named, once, with the way out",
  async (stage) => {
    for (const proxy of [PuppetProxy, ChainPuppetProxy]) {
      stage.lines.length = 0;
      stage.cast("a", { ask: (ctx) => wait(ctx) });
      const engine = stage.open({ callTimeoutMs: 0 });
      await play(stage, engine, 5_000, proxy);
      assertEquals(stage.lines, []);
      await stage.simulated!.advance(100_000);
      assertEquals(stage.lines, [
        `warn "${proxy.definition.type}/a".ask does not end: it seems to ` +
        "wait for itself, for it set a timer that was due 5000 ms ago and " +
        `runs when this turn has ended; ${WAY_OUT}`,
      ]);
    }
  },
);

testOnBothWires(
  "R23: a callback that may do anything is named as well, but later",
  async (stage) => {
    stage.cast("a", { ask: (ctx) => waitCovertly(ctx) });
    const engine = stage.open({ callTimeoutMs: 0 });
    await play(stage, engine, 30_000);
    assertEquals(stage.lines, []);
    await stage.simulated!.advance(100_000);
    assertEquals(stage.lines.length, 1);
    assertStringIncludes(stage.lines[0]!, "it may wait for itself");
    assertStringIncludes(stage.lines[0]!, "due 30000 ms ago");
  },
);

testOnBothWires(
  "R23: a turn with several timers is named once, by the surest of them",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx) => {
        void waitCovertly(ctx, 10);
        await Promise.all([wait(ctx, 50), wait(ctx, 60_000)]);
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    await play(stage, engine, 200_000);
    assertEquals(stage.lines.length, 1);
    assertStringIncludes(stage.lines[0]!, "it seems to wait for itself");
    assertStringIncludes(stage.lines[0]!, "due 5000 ms ago");
  },
);

testOnBothWires(
  "R23: init, a timer's turn and a bounded class wait for themselves, too",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    stage.cast("a", { init: (ctx) => wait(ctx) });
    await play(stage, engine, 10_000);
    stage.cast("a", { ask: (ctx) => void ctx.runOnce(1, () => wait(ctx)) });
    await play(stage, stage.open({ callTimeoutMs: 0 }), 10_000);
    stage.cast("a", { ask: (ctx) => wait(ctx) });
    const full = stage.open({ callTimeoutMs: 0 });
    await play(stage, full, 10_000, SingleFullPuppetProxy);
    const named = stage.lines.map((line) => line.split(" does not end")[0]);
    assertEquals(named, [
      'warn "Puppet/a".init',
      'warn "Puppet/a".timer',
      'warn "SingleFullPuppet/a".ask',
    ]);
  },
);

testOnBothWires(
  "R23: a turn that first waits for something known is named afterwards",
  async (stage) => {
    stage.cast("b", { ask: (ctx) => ctx.sleep(20_000) });
    stage.cast("a", {
      ask: async (ctx) => {
        const waits = wait(ctx);
        await ctx.sleep(20_000);
        await ctx.getActor(PuppetProxy, "b").ask(null);
        await waits;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    await play(stage, engine, 40_000);
    assertEquals(stage.lines, []);
    await stage.simulated!.advance(10_000);
    assertEquals(stage.lines.length, 1);
  },
);

testOnBothWires(
  "R23: the error of a call says that the turn may wait for itself",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 2_000 });
    const ends: Promise<string>[] = [];
    for (const [id, way] of Object.entries({ wait, waitCovertly })) {
      stage.cast(id, { ask: (ctx) => way(ctx) });
      const reply = engine.getActor(PuppetProxy, id).ask(null);
      ends.push(reply.then(String, ({ message }) => message));
    }
    stage.cast("init", { init: (ctx) => wait(ctx) });
    const unborn = engine.getActor(PuppetProxy, "init").ask(null);
    ends.push(unborn.then(String, ({ message }) => message));
    await stage.simulated!.advance(2_000);
    const state = "for itself, for it set a timer that was due 1950 ms ago " +
      `and runs when this turn has ended; ${WAY_OUT}`;
    assertEquals(await Promise.all(ends), [
      'Cannot call "Puppet/wait".ask: no reply within 2000 ms; it seems to ' +
      `wait ${state}`,
      'Cannot call "Puppet/waitCovertly".ask: no reply within 2000 ms; it ' +
      `may wait ${state}`,
      'Cannot call "Puppet/init".ask: not begun within 2000 ms, the actor ' +
      `was in init; it seems to wait ${state}`,
    ]);
  },
);

testOnBothWires(
  "R23: a drain that is late names the timers that cannot run any more",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 500 });
    stage.cast("a", { ask: (ctx) => wait(ctx, 200) });
    const replies = [FullPuppetProxy, PuppetProxy].map((proxy) =>
      engine.getActor(proxy, "a").ask(null).catch(() => {})
    );
    await stage.simulated!.advance(50);
    await stage.finish(engine.stop());
    await Promise.all(replies);
    const cancelled = "in ask (it seems to wait for itself, for it set a " +
      `timer that the stop has cancelled; ${WAY_OUT})`;
    assertEquals(stage.lines, [
      "warn Stopping did not wait longer than 500 ms for " +
      `"FullPuppet/a" ${cancelled}, "Puppet/a" ${cancelled}`,
    ]);
  },
);

testOnBothWires(
  "R23: no turn is named that waits for something else, or for no timer",
  async (stage) => {
    const never = new Promise<void>(() => {});
    const fetching = () => never;
    const parts: Record<string, (ctx: Context) => Promise<unknown>> = {
      "a timer of the constructor is due": fetching,
      "a recurring timer of its own": (ctx) => {
        ctx.runRecurring(10, () => {});
        return fetching();
      },
      "its timer is far away": (ctx) => {
        void wait(ctx, 1_000_000);
        return fetching();
      },
      "its timer is cancelled": (ctx) => {
        ctx.runOnce(10, () => {}).cancel();
        return fetching();
      },
      "it sleeps": async (ctx) => {
        void wait(ctx);
        await ctx.sleep(1_000_000);
      },
      "it awaits an actor": async (ctx) => {
        void wait(ctx);
        await ctx.getActor(PuppetProxy, "far").ask(null);
      },
      "it ends soon": async (ctx) => {
        void waitCovertly(ctx, 10);
        await ctx.sleep(20);
      },
      "what it left running waits": (ctx) => {
        void Promise.resolve().then(() => wait(ctx));
        return Promise.resolve();
      },
    };
    stage.cast("far", { ask: () => never });
    const engine = stage.open({ callTimeoutMs: 0 });
    for (const [id, ask] of Object.entries(parts)) {
      stage.cast(id, {
        construct: (ctx) => void ctx.runOnce(20, () => {}),
        ask,
      });
      engine.getActor(PuppetProxy, id).ask(null).catch(() => {});
      engine.getActor(FullPuppetProxy, id).ask(null).catch(() => {});
    }
    // Turns that interleave do not stand in a timer's way.
    stage.cast("full", { ask: (ctx) => wait(ctx) });
    const full = engine.getActor(FullPuppetProxy, "full").ask(null);
    await stage.simulated!.advance(200_000);
    await full;
    assertEquals(stage.lines, []);
  },
);

testOnBothWires(
  "R23: a turn that only seemed to wait for itself is looked at no more",
  async (stage) => {
    const simulated = stage.simulated!;
    let armed = 0;
    const runtime: Runtime = {
      now: () => simulated.now(),
      setTimer(delayMs, callback) {
        armed++;
        return simulated.setTimer(delayMs, callback);
      },
      random: () => simulated.random(),
      defer: (callback) => simulated.defer(callback),
    };
    const engine = stage.open({ runtime, callTimeoutMs: 0 });
    const door = Promise.withResolvers<void>();
    let ticks = 0;
    stage.cast("a", {
      ask: (ctx) => {
        ctx.runOnce(1, () => void ticks++);
        return door.promise;
      },
    });
    await play(stage, engine, 3_000);
    assertEquals(ticks, 0);
    door.resolve();
    await stage.settle();
    assertEquals(ticks, 1);
    armed = 0;
    await simulated.advance(100_000);
    assertEquals([armed, stage.lines], [0, []]);
  },
);
