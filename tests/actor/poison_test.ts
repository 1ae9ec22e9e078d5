import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";

testEverywhere(
  "Engine.poisonPill() waits for an init that runs",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    const trace: string[] = [];
    stage.cast("a", {
      init: async () => {
        await door.promise;
        trace.push("init");
      },
      ask: (_ctx, input) => void trace.push(`ask ${input}`),
      deinit: () => void trace.push("deinit"),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const before = puppet.ask("before");
    const gone = engine.poisonPill(PuppetProxy, "a");
    const behind = assertRejects(() => puppet.ask("behind"), CallError);
    await stage.settle();
    assertEquals(trace, []);
    door.resolve();
    await Promise.all([before, gone, behind]);
    assertEquals(trace, ["init", "ask before", "deinit"]);
  },
);

testEverywhere(
  "Engine.poisonPill() resolves when the init that it waits for fails",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { init: () => door.promise });
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    const gone = engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    door.reject(new Error("init"));
    await assertRejects(() => reply, CallError, "init failed");
    await gone;
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine.poisonPill() twice is one end",
  async (stage) => {
    const engine = stage.open();
    let deinits = 0;
    stage.cast("a", { deinit: () => void deinits++ });
    await engine.getActor(PuppetProxy, "a").ask(null);
    const pills = [1, 2, 3].map(() => engine.poisonPill(PuppetProxy, "a"));
    await Promise.all(pills);
    assertEquals([deinits, engine.snapshot().actors], [1, []]);
  },
);

testEverywhere(
  "Engine.poisonPill() during deinit ends what came meanwhile, or nothing",
  async (stage) => {
    for (const hasCall of [true, false]) {
      const engine = stage.open();
      const door = Promise.withResolvers<void>();
      let inits = 0;
      let deinits = 0;
      stage.cast("a", {
        init: () => void inits++,
        deinit: () => {
          deinits++;
          return door.promise;
        },
      });
      const puppet = engine.getActor(PuppetProxy, "a");
      await puppet.ask(null);
      const pills = [engine.poisonPill(PuppetProxy, "a")];
      await stage.settle();
      const reply = hasCall ? puppet.ask("meanwhile") : undefined;
      pills.push(engine.poisonPill(PuppetProxy, "a"));
      door.resolve();
      await Promise.all([...pills, reply]);
      assertEquals([inits, deinits], hasCall ? [2, 2] : [1, 1]);
      assertEquals(engine.snapshot().actors, []);
    }
  },
);

testEverywhere(
  "Engine.poisonPill() during deinit resolves when the engine stops",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { deinit: () => door.promise });
    await engine.getActor(PuppetProxy, "a").ask(null);
    const pills = [engine.poisonPill(PuppetProxy, "a")];
    await stage.settle();
    pills.push(engine.poisonPill(PuppetProxy, "a"));
    const stopping = engine.stop({ drain: false });
    await stage.settle();
    door.resolve();
    await stage.finish(stopping);
    await Promise.all(pills);
  },
);

testEverywhere(
  "Engine.poisonPill() resolves though deinit fails",
  async (stage) => {
    const engine = stage.open();
    const ends = {
      throws: () => {
        throw new Error("deinit");
      },
      rejects: async () => {
        await null;
        throw new Error("deinit");
      },
    };
    for (const [id, deinit] of Object.entries(ends)) {
      stage.cast(id, { deinit });
      await engine.getActor(PuppetProxy, id).ask(null);
      await engine.poisonPill(PuppetProxy, id);
    }
    assertEquals(engine.snapshot().actors, []);
    assertEquals(stage.lines, [
      'error "Puppet/throws".deinit failed: Error: deinit',
      'error "Puppet/rejects".deinit failed: Error: deinit',
    ]);
    assertEquals(stage.eventsOf("deactivated").length, 2);
  },
);

testEverywhere(
  "Context.poisonPill() works in the constructor, init, a turn and a timer",
  async (stage) => {
    const engine = stage.open();
    const ended: string[] = [];
    const deinit = (id: string) => () => void ended.push(id);
    stage.cast("constructor", {
      construct: (ctx) => ctx.poisonPill(),
      deinit: deinit("constructor"),
    });
    stage.cast("init", {
      init: async (ctx) => {
        await null;
        ctx.poisonPill();
      },
      deinit: deinit("init"),
    });
    stage.cast("turn", {
      ask: (ctx) => {
        ctx.poisonPill();
        ctx.poisonPill();
      },
      deinit: deinit("turn"),
    });
    stage.cast("timer", {
      ask: (ctx) => void ctx.runOnce(1, () => ctx.poisonPill()),
      deinit: deinit("timer"),
    });
    for (const id of ["constructor", "init", "turn", "timer"]) {
      await engine.getActor(PuppetProxy, id).ask(null);
    }
    await stage.until(() => ended.length === 4);
    assertEquals(ended.toSorted(), ["constructor", "init", "timer", "turn"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Context.poisonPill() of an activation that is over ends no other",
  async (stage) => {
    const engine = stage.open();
    const contexts: { poisonPill(): void }[] = [];
    let inits = 0;
    stage.cast("a", {
      init: (ctx) => {
        inits++;
        contexts.push(ctx);
      },
      deinit: (_reason, ctx) => ctx.poisonPill(),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    await engine.poisonPill(PuppetProxy, "a");
    await puppet.ask(null);
    contexts[0]!.poisonPill();
    await puppet.ask(null);
    assertEquals(inits, 2);
  },
);

testEverywhere(
  "Engine.poisonPill() passes the bound of a full inbox",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers();
    let told = 0;
    stage.cast("a", { ask: () => door.promise, tell: () => void told++ });
    const tiny = engine.getActor(TinyProxy, "a");
    const running = tiny.ask(null);
    await stage.settle();
    for (let count = 0; count < 4; count++) tiny.tell(null);
    const gone = engine.poisonPill(TinyProxy, "a");
    door.resolve(null);
    await Promise.all([gone, running]);
    assertEquals(told, 4);
  },
);
