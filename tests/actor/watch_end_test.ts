import type { ActivationEnd, Context, Engine } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PatientPuppetProxy } from "../cast/generated/patient_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

/** An actor that watches, and what it was told. */
interface Watcher {
  readonly ctx: Context;
  readonly told: string[];
}

const { tell } = PuppetProxy.Method;

/** Wakes the actor `w`, which notes what it is told. */
async function openWatcher(stage: Stage, engine: Engine): Promise<Watcher> {
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Context>();
  stage.cast("w", {
    construct: resolve,
    tell: (_ctx, input) => {
      const { actor, reason } = input as ActivationEnd;
      told.push(`${actor.type}/${actor.id} ${reason}`);
    },
  });
  await engine.getActor(PuppetProxy, "w").ask(null);
  return { ctx: await promise, told };
}

const fail = (): never => {
  throw new Error("no");
};

testEverywhere(
  "Context.watch() tells of an end by failure, after deinit",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => input === "bad" ? fail() : input,
      deinit: () => door.promise,
    });
    const mortal = engine.getActor(MortalPuppetProxy, "a");
    await mortal.ask("good");
    ctx.watch(MortalPuppetProxy, "a", tell);
    await mortal.ask("bad").catch(() => {});
    await stage.settle();
    assertEquals(told, []);
    door.resolve();
    await stage.settle();
    assertEquals(told, ["MortalPuppet/a failure"]);
  },
);

testOnBothWires(
  "Context.watch() tells of a restart; a watch meanwhile is the next one's",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    stage.cast("a", { ask: (_ctx, input) => input === "bad" ? fail() : input });
    const patient = engine.getActor(PatientPuppetProxy, "a");
    await patient.ask("good");
    ctx.watch(PatientPuppetProxy, "a", tell);
    await patient.ask("bad").catch(() => {});
    await stage.settle();
    assertEquals(told, ["PatientPuppet/a failure"]);
    assertEquals(engine.isActive(PatientPuppetProxy, "a"), false);
    ctx.watch(PatientPuppetProxy, "a", tell);
    await stage.simulated!.advance(1_000);
    assertEquals(engine.isActive(PatientPuppetProxy, "a"), true);
    assertEquals(told.length, 1);
    await engine.poisonPill(PatientPuppetProxy, "a");
    await stage.settle();
    assertEquals(told, ["PatientPuppet/a failure", "PatientPuppet/a poison"]);
  },
);

testOnBothWires(
  "Context.watch() tells of an idle end",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    await engine.getActor(SleeperProxy, "a").touch();
    ctx.watch(SleeperProxy, "a", tell);
    await stage.simulated!.advance(5_000);
    assertEquals(told, ["Sleeper/a idle"]);
  },
);

testEverywhere(
  "Context.watch() of an actor that begins tells of an init that fails",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    const door = Promise.withResolvers<void>();
    stage.cast("a", { init: () => door.promise, ask: (_ctx, input) => input });
    const puppet = engine.getActor(PuppetProxy, "a");
    const reply = puppet.ask(1).catch((error) => error.code);
    ctx.watch(PuppetProxy, "a", tell);
    await stage.settle();
    door.reject(new Error("no"));
    assertEquals(await reply, "activation-failed");
    await stage.settle();
    assertEquals(told, ["Puppet/a failure"]);
    // What was watched before it began ends with it, too.
    stage.cast("a", { ask: (_ctx, input) => input });
    const answer = puppet.ask(2);
    ctx.watch(PuppetProxy, "a", tell);
    assertEquals(await answer, 2);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(told, ["Puppet/a failure", "Puppet/a poison"]);
  },
);

testEverywhere(
  "Context.watch() of an actor that never begins is told so",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    const control = new AbortController();
    const { signal } = control;
    const puppet = engine.getActor(PuppetProxy, "a").with({ signal });
    const reply = puppet.ask(1).catch((error) => error.outcome);
    ctx.watch(PuppetProxy, "a", tell);
    control.abort();
    assertEquals(await reply, "not-run");
    await stage.settle();
    assertEquals(told, ["Puppet/a idle"]);
    // Poisoned before it was live.
    engine.getActor(PuppetProxy, "b").tell(null);
    ctx.watch(PuppetProxy, "b", tell);
    await engine.poisonPill(PuppetProxy, "b");
    await stage.settle();
    assertEquals(told, ["Puppet/a idle", "Puppet/b poison"]);
  },
);

testEverywhere(
  "Context.watch() of an actor that ends tells when its deinit is done",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => input,
      deinit: () => door.promise,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    const pill = engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    ctx.watch(PuppetProxy, "a", tell);
    // What comes meanwhile is for the next activation, which is not watched.
    const next = puppet.ask("next");
    door.resolve();
    await pill;
    assertEquals(await next, "next");
    assertEquals(told, ["Puppet/a poison"]);
    stage.cast("a", {});
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(told, ["Puppet/a poison"]);
  },
);

testEverywhere(
  "Context.watch() ends with the watcher's activation, whatever ends it",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    const watcher = engine.getActor(PuppetProxy, "w");
    await engine.getActor(PuppetProxy, "a").ask(null);
    ctx.watch(PuppetProxy, "a", tell);
    await engine.poisonPill(PuppetProxy, "w");
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(told, []);
    // It wakes no watcher, and waits for none.
    assertEquals(engine.snapshot().actors, []);
    await watcher.ask(null);
    await stage.settle();
    assertEquals(told, []);
    // Two calls and a pill.
    assertEquals(engine.snapshot().actors[0]?.accepted, 3);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testEverywhere(
  "Context.watch() tells past the inbox's bound, behind the turn under way",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 1 });
    const told: string[] = [];
    const door = Promise.withResolvers<void>();
    const ids = ["a", "b", "c"];
    stage.cast("w", {
      ask: (ctx) => {
        for (const id of ids) ctx.watch(PuppetProxy, id, tell);
        return door.promise;
      },
      tell: (_ctx, input) => void told.push((input as ActivationEnd).actor.id),
    });
    for (const id of ids) await engine.getActor(PuppetProxy, id).ask(null);
    const reply = engine.getActor(PuppetProxy, "w").ask(null);
    await stage.settle();
    for (const id of ids) await engine.poisonPill(PuppetProxy, id);
    assertEquals(told, []);
    door.resolve();
    await reply;
    await engine.run();
    assertEquals(told, ids);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testOnBothWires(
  "Context.watch() keeps the watcher from its idle end, unless told not to",
  async (stage) => {
    const engine = stage.open({ idleMs: 1_000 });
    for (const keepsAwake of [true, false]) {
      const { ctx, told } = await openWatcher(stage, engine);
      stage.cast("a", { construct: (own) => own.stayAwake(20_000) });
      await engine.getActor(PuppetProxy, "a").ask(null);
      const watch = keepsAwake
        ? ctx.watch(PuppetProxy, "a", tell)
        : ctx.watch(PuppetProxy, "a", tell, { keepsAwake });
      await stage.simulated!.advance(10_000);
      assertEquals(engine.isActive(PuppetProxy, "w"), keepsAwake);
      watch.cancel();
      await stage.simulated!.advance(5_000);
      assertEquals(engine.isActive(PuppetProxy, "w"), false);
      await engine.poisonPill(PuppetProxy, "a");
      assertEquals(told, []);
    }
  },
);

testOnBothWires(
  "Context.watch() that has told keeps its watcher awake no longer",
  async (stage) => {
    const engine = stage.open({ idleMs: 1_000 });
    const { ctx, told } = await openWatcher(stage, engine);
    await engine.getActor(PuppetProxy, "a").ask(null);
    ctx.watch(PuppetProxy, "a", tell);
    await stage.simulated!.advance(10_000);
    assertEquals(told, ["Puppet/a idle"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Context.watch() tells a watcher of shutdown that has not ended before",
  async (stage) => {
    const engine = stage.open();
    const told: unknown[] = [];
    const doors = [0, 1].map(() => Promise.withResolvers<void>());
    stage.cast("a", { deinit: () => doors[0]!.promise });
    stage.cast("late", {
      deinit: async (_reason, ctx) => {
        await ctx.getActor(PuppetProxy, "w").ask(null);
      },
    });
    stage.cast("w", {
      // Woken by the other's end, while `a` ends.
      ask: (ctx) => {
        ctx.watch(PuppetProxy, "a", tell);
        return doors[1]!.promise;
      },
      tell: (_ctx, input) => void told.push((input as ActivationEnd).reason),
    });
    for (const id of ["a", "late"]) {
      await engine.getActor(PuppetProxy, id).tell(null);
    }
    const stopping = engine.stop();
    await stage.settle();
    doors[0]!.resolve();
    await stage.settle();
    assertEquals(told, []);
    doors[1]!.resolve();
    await stage.finish(stopping);
    assertEquals(told, ["shutdown"]);
    assertEquals(stage.eventsOf("activated").length, 3);
    assertEquals(stage.eventsOf("dead-letter"), []);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.watch() tells nothing more once an engine has stopped",
  async (stage) => {
    for (const drain of [true, false]) {
      const engine = stage.open();
      const ids = ["a", "b", "c", "d"];
      const { ctx } = await openWatcher(stage, engine);
      for (const id of ids) {
        await engine.getActor(PuppetProxy, id).ask(null);
        ctx.watch(PuppetProxy, id, tell);
      }
      await stage.finish(engine.stop({ drain }));
      await stage.settle();
      assertEquals(engine.snapshot().actors, []);
    }
    assertEquals(stage.eventsOf("dead-letter"), []);
    assertEquals(stage.lines, []);
  },
);

testOnBothWires(
  "Context.watch() of an actor that begins no more tells of shutdown",
  async (stage) => {
    const engine = stage.open();
    const { ctx, told } = await openWatcher(stage, engine);
    stage.cast("a", { ask: fail });
    const patient = engine.getActor(PatientPuppetProxy, "a");
    await patient.ask(null).catch(() => {});
    await stage.settle();
    ctx.watch(PatientPuppetProxy, "a", tell);
    await stage.finish(engine.stop());
    assertEquals(told, ["PatientPuppet/a shutdown"]);
  },
);
