import { type CallError, type Context, type Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

/** How a promise ended. */
function endOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: CallError) => error.code ?? error.name,
  );
}

testEverywhere(
  "R23: a drain lets turns that sleep finish, and what they go on to do",
  async (stage) => {
    const trace: string[] = [];
    const work = async (ctx: Context, label: string) => {
      await ctx.sleep(2);
      await ctx.getActor(PuppetProxy, "other").ask(label);
      await ctx.sleep(2);
      trace.push(label);
    };
    for (const id of ["called", "sent", "ticks"]) {
      stage.cast(id, {
        ask: (ctx) => work(ctx, id).then(() => id),
        tell: (ctx) => work(ctx, id),
        deinit: async (_reason, ctx) => {
          await ctx.sleep(2);
          trace.push(`${id} ends`);
        },
      });
    }
    stage.cast("timer", {
      ask: (ctx) => void ctx.runOnce(1, () => work(ctx, "timer")),
    });
    const engine = stage.open();
    for (const proxy of [PuppetProxy, FullPuppetProxy]) {
      await engine.getActor(proxy, "timer").ask(null);
    }
    await stage.until(() => engine.snapshot().timers === 0);
    const reply = engine.getActor(PuppetProxy, "called").ask(null);
    engine.getActor(FullPuppetProxy, "sent").tell(null);
    await stage.finish(engine.stop());
    assertEquals(await reply, "called");
    assertEquals(trace.toSorted(), [
      ...["called", "called ends", "sent", "sent ends", "timer", "timer"],
    ]);
    assertEquals(stage.lines, []);
  },
);

/** Begins a turn that sleeps too long, and stops the engine meanwhile. */
function oversleep(engine: Engine, trace: unknown[]): Promise<unknown> {
  const reply = endOf(engine.getActor(PuppetProxy, "a").ask(null));
  return Promise.all([reply, engine.stop()])
    .then(([end]) => void trace.push(end));
}

testOnBothWires(
  "R23: a drain aborts sleeps after drainTimeoutMs, and runs deinit",
  async (stage) => {
    const trace: unknown[] = [];
    const engine = stage.open({ drainTimeoutMs: 500 });
    stage.cast("a", {
      ask: async (ctx) => {
        try {
          await ctx.sleep(60_000);
        } catch (error) {
          trace.push((error as CallError).code, ctx.now());
          throw error;
        } finally {
          trace.push("finally");
        }
      },
      deinit: (reason) => void trace.push(reason),
    });
    const ended = oversleep(engine, trace);
    await stage.simulated!.advance(499);
    assertEquals(trace, []);
    await stage.simulated!.advance(1);
    await ended;
    assertEquals(
      trace.toSorted(),
      [
        ...[500, "engine-stopped", "engine-stopped", "finally", "shutdown"],
      ].toSorted(),
    );
    assertEquals(stage.lines, [
      'warn Stopping did not wait longer than 500 ms for "Puppet/a" in ask',
    ]);
  },
);

testOnBothWires(
  "R23: a stop aborts sleeps of timers' turns, of init and of deinit",
  async (stage) => {
    const trace: unknown[] = [];
    const oversleep = async (ctx: Context, label: string) => {
      try {
        await ctx.sleep(60_000);
      } catch (error) {
        trace.push([label, ctx.now(), (error as Error).message]);
        if (label !== "deinit") throw error;
        // The engine waits for it no longer, and for nothing else either.
        const again = await ctx.sleep(1).catch(({ message }) => message);
        trace.push(["again", ctx.now(), again]);
      }
    };
    stage.cast("timer", {
      construct: (ctx) => void ctx.runOnce(1, () => oversleep(ctx, "timer")),
    });
    stage.cast("init", { init: (ctx) => oversleep(ctx, "init") });
    stage.cast("deinit", {
      deinit: (_reason, ctx) => oversleep(ctx, "deinit"),
    });
    const engine = stage.open({ drainTimeoutMs: 500 });
    await engine.getActor(PuppetProxy, "timer").ask(null);
    await stage.simulated!.advance(100);
    await engine.getActor(PuppetProxy, "deinit").ask(null);
    const unborn = endOf(engine.getActor(PuppetProxy, "init").ask(null));
    const stopping = engine.stop();
    await stage.simulated!.advance(500);
    assertEquals(
      trace,
      [
        ["timer", 600, 'Cannot go on: activation of "Puppet/timer" has ended'],
        ["init", 600, "Cannot sleep: engine is stopped"],
      ].toSorted(),
    );
    assertEquals(await unborn, "engine-stopped");
    await stage.simulated!.advance(500);
    await stopping;
    await stage.settle();
    assertEquals(trace.slice(2), [
      ["deinit", 1_100, "Cannot sleep: engine is stopped"],
      ["again", 1_100, "Cannot sleep: engine is stopped"],
    ]);
  },
);

testEverywhere(
  "R23: a stop that does not drain aborts every sleep at once",
  async (stage) => {
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        const end = await endOf(ctx.sleep(1_000_000));
        trace.push(`${input} ${end}`);
        // Nor can another one begin.
        trace.push(`${input} ${await endOf(ctx.sleep(1))}`);
      },
    });
    const engine = stage.open();
    const puppet = engine.getActor(FullPuppetProxy, "a");
    const replies = [1, 2].map((input) => endOf(puppet.ask(input)));
    await stage.settle();
    await engine.stop({ drain: false });
    assertEquals(await Promise.all(replies), [
      ...["engine-stopped", "engine-stopped"],
    ]);
    await stage.settle();
    assertEquals(trace.toSorted(), [
      ...["1 20", "1 engine-stopped", "2 20", "2 engine-stopped"],
    ]);
    assertEquals(stage.lines, []);
  },
);
