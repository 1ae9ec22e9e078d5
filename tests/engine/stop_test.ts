import { CallError, newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere, testSimulated } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "Engine.stop() finishes what was accepted, and what that sends",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    const trace: string[] = [];
    stage.cast("a", {
      init: async () => void await null,
      tell: async (ctx, hops) => {
        await null;
        trace.push(`turn ${hops}`);
        if (hops === 0) return;
        // Asleep until now: a drain wakes whom it needs.
        const count = await ctx.getActor(CounterProxy, "b").add(1);
        trace.push(`count ${count}`);
        ctx.getActor(PuppetProxy, "a").tell((hops as number) - 1);
      },
      deinit: (reason) => void trace.push(reason),
    });
    engine.getActor(PuppetProxy, "a").tell(2);
    await engine.stop();
    assertEquals(trace, [
      ...["turn 2", "count 1", "turn 1", "count 2", "turn 0", "shutdown"],
    ]);
    assertEquals(stage.events.map(({ kind }) => kind), [
      "stopping",
      "activated",
      "activated",
      "deactivated",
      "deactivated",
      "stopped",
    ]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine.stop() refuses outside code at once, in one wording",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { init: () => door.promise });
    const puppet = engine.getActor(PuppetProxy, "a");
    const accepted = puppet.ask(null);
    const stopping = engine.stop();
    const sentence = 'Cannot call "Puppet/a".ask: engine is stopped';
    await assertRejects(() => puppet.ask(null), CallError, sentence);
    door.resolve();
    await accepted;
    await stopping;
    await assertRejects(() => puppet.ask(null), CallError, sentence);
    const other = engine.getActor(CounterProxy, "late");
    await assertRejects(() => other.add(1), CallError, "engine is stopped");
    assertEquals(stage.eventsOf("refused").length, 3);
    assertEquals(engine.snapshot().actors, []);
  },
);

testSimulated(
  "Engine.stop() cancels timers before it drains",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    let ticks = 0;
    stage.cast("ticks", {
      init: (ctx) => void ctx.runRecurring(1, () => void ticks++),
    });
    stage.cast("waits", { ask: () => door.promise });
    await engine.getActor(PuppetProxy, "ticks").ask(null);
    const reply = engine.getActor(PuppetProxy, "waits").ask(null);
    const stopping = engine.stop();
    await stage.simulated!.advance(50);
    assertEquals([ticks, engine.snapshot().timers], [0, 0]);
    door.resolve();
    await Promise.all([reply, stopping]);
  },
);

testSimulated(
  "Engine.stop() gives up draining after drainTimeoutMs",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 500 });
    const reasons: string[] = [];
    stage.cast("a", {
      ask: () => new Promise(() => {}),
      deinit: (reason) => void reasons.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = [puppet.ask(1), puppet.ask(2)].map((reply) =>
      reply.catch((error: CallError) => error.outcome)
    );
    const stopping = engine.stop();
    await stage.simulated!.advance(499);
    assertEquals(reasons, []);
    await stage.simulated!.advance(1);
    await stopping;
    assertEquals(await Promise.all(replies), ["unknown", "not-run"]);
    assertEquals(reasons, ["shutdown"]);
  },
);

testSimulated(
  "Engine.stop() gives up a deinit and an init that never end",
  async (stage) => {
    for (const hook of ["init", "deinit"] as const) {
      const engine = stage.open({ drainTimeoutMs: 500 });
      stage.cast("a", { [hook]: () => new Promise<void>(() => {}) });
      const reply = engine.getActor(PuppetProxy, "a").ask(null);
      const outcome = reply.then(() => "ran", (error) => error.outcome);
      const stopping = engine.stop({ drain: false });
      await stage.simulated!.advance(499);
      assertEquals(engine.snapshot().actors.length, 1);
      await stage.simulated!.advance(1);
      await stopping;
      assertEquals(await outcome, hook === "init" ? "not-run" : "ran");
    }
  },
);

testEverywhere(
  "Engine.stop() with drain false settles everything at once",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<unknown>();
    stage.cast("a", { ask: () => door.promise });
    const puppet = engine.getActor(PuppetProxy, "a");
    const rejections = [puppet.ask(1), puppet.ask(2), puppet.ask(3)].map(
      (reply) => assertRejects(() => reply, CallError),
    );
    await stage.settle();
    await engine.stop({ drain: false });
    const errors = await Promise.all(rejections);
    assertEquals(errors.map(({ code, outcome }) => [code, outcome]), [
      ["engine-stopped", "unknown"],
      ["engine-stopped", "not-run"],
      ["engine-stopped", "not-run"],
    ]);
    assertEquals(
      errors[0]?.message,
      'Cannot call "Puppet/a".ask: engine stopped while the method ran',
    );
    assertEquals(stage.eventsOf("dead-letter").length, 2);
    // A turn that ends afterwards settles nothing, and breaks nothing.
    door.resolve("late");
    await stage.settle();
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Engine.stop() with drain false cuts a drain short",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: () => new Promise(() => {}) });
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    const draining = engine.stop();
    await stage.settle();
    const hurried = engine.stop({ drain: false });
    await assertRejects(() => reply, CallError);
    await Promise.all([draining, hurried]);
  },
);

testEverywhere(
  "Engine.stop() may be called again, at any time",
  async (stage) => {
    const engine = stage.open();
    await engine.getActor(PuppetProxy, "a").ask(null);
    await Promise.all([engine.stop(), engine.stop(), engine.stop()]);
    await engine.stop();
    await engine.stop({ drain: false });
    await engine[Symbol.asyncDispose]();
    await engine.run();
    await engine.run("once");
    assertEquals(stage.eventsOf("stopped").length, 1);
    assertEquals(stage.eventsOf("stopping").length, 1);
  },
);

testEverywhere(
  "Engine.stop() may be called by a listener that hears of it",
  async (stage) => {
    const engine = stage.open();
    engine.events.subscribe(() => void engine.stop());
    await engine.getActor(PuppetProxy, "a").ask(null);
    await engine.stop();
    assertEquals(
      stage.events.map(({ kind }) => kind),
      ["activated", "stopping", "deactivated", "stopped"],
    );
    assertEquals(stage.lines, []);
  },
);

testSimulated(
  "Engine.run() ends with the engine, even if a hook never does",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { init: () => new Promise(() => {}) });
    engine.getActor(PuppetProxy, "a").tell(null).catch(() => {});
    const runs = [engine.run(), engine.run("once")];
    await stage.finish(engine.stop({ drain: false }));
    await Promise.all([...runs, engine.run()]);
    assertEquals(engine.snapshot().actors.length, 1);
  },
);

testEverywhere(
  "Engine.stop() may be called by a turn, which is finished first",
  async (stage) => {
    for (const drain of [true, false]) {
      const engine = stage.open();
      let stopping: Promise<void> | undefined;
      const trace: string[] = [];
      stage.cast("a", {
        ask: () => {
          stopping = engine.stop({ drain });
          trace.push("turn");
          return "value";
        },
        deinit: () => void trace.push("deinit"),
      });
      const puppet = engine.getActor(PuppetProxy, "a");
      const replies = drain ? [1, 2, 3] : [1];
      const values = replies.map((index) => puppet.ask(index));
      assertEquals(await Promise.all(values), replies.map(() => "value"));
      await stopping;
      assertEquals(trace, [...replies.map(() => "turn"), "deinit"]);
    }
  },
);

testEverywhere(
  "Engine.stop() that a turn awaits gives the turn up in time",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 5 });
    stage.cast("a", { ask: () => engine.stop() });
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    const outcome = reply.catch((error: CallError) => error.outcome);
    assertEquals(await stage.finish(outcome), "unknown");
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "Engine.stop() ends during init, deinit and behind a pill",
  async (stage) => {
    for (const drain of [true, false]) {
      const engine = stage.open();
      const door = Promise.withResolvers<void>();
      let live = 0;
      const init = (): void => void live++;
      const deinit = (): void => void live--;
      stage.cast("activates", {
        init: async () => {
          await door.promise;
          init();
        },
        deinit,
      });
      stage.cast("ends", {
        init,
        deinit: async () => {
          await door.promise;
          deinit();
        },
      });
      stage.cast("runs", { init, ask: () => door.promise, deinit });
      await engine.getActor(PuppetProxy, "ends").tell(null);
      const replies = ["activates", "ends", "runs"].map((id) => {
        const reply = engine.getActor(PuppetProxy, id).ask(null);
        return reply.then(() => "ran", (error) => error.outcome);
      });
      const pills = ["activates", "ends", "runs", "idle"].map((id) =>
        engine.poisonPill(PuppetProxy, id)
      );
      await stage.settle();
      const stopping = engine.stop({ drain });
      await stage.settle();
      door.resolve();
      await stage.finish(stopping);
      await Promise.all(pills);
      assertEquals(
        await Promise.all(replies),
        drain ? ["ran", "ran", "ran"] : ["not-run", "ran", "unknown"],
      );
      assertEquals([live, engine.snapshot().actors], [0, []]);
    }
  },
);

testEverywhere(
  "Engine.stop() brings every payload that was published",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void heard.push(input) });
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    const reader = Array.fromAsync(news);
    for (const payload of [1, 2, 3]) news.next(payload);
    await engine.stop();
    assertEquals([heard, await reader], [[1, 2, 3], [1, 2, 3]]);
  },
);
