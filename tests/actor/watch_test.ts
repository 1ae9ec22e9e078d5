import {
  type ActivationEnd,
  type Context,
  type Engine,
  NotActiveError,
  type Watch,
} from "@backstage/actors";
import {
  assertEquals,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { WardenProxy } from "../cast/generated/warden_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Wakes an actor and returns its context. */
async function openContext(
  stage: Stage,
  engine: Engine,
  id: string,
  proxy = PuppetProxy,
): Promise<Context> {
  const { promise, resolve } = Promise.withResolvers<Context>();
  stage.cast(id, { construct: resolve, ask: (_ctx, input) => input });
  await engine.getActor(proxy, id).ask(null);
  return await promise;
}

async function wake(engine: Engine, ...ids: string[]): Promise<void> {
  for (const id of ids) await engine.getActor(PuppetProxy, id).ask(null);
}

testEverywhere(
  "Context.watch() sends the end of an activation once",
  async (stage) => {
    const engine = stage.open();
    await wake(engine, "a", "b");
    const warden = engine.getActor(WardenProxy, "w");
    await warden.guard("a");
    await warden.guard("b");
    assertEquals(await warden.ends(), []);
    await engine.poisonPill(PuppetProxy, "a");
    const a: ActivationEnd = {
      actor: { type: "Puppet", id: "a" },
      reason: "poison",
    };
    assertEquals(await warden.ends(), [a]);
    // The next activation is another one.
    await wake(engine, "a");
    await engine.poisonPill(PuppetProxy, "a");
    await engine.poisonPill(PuppetProxy, "b");
    assertEquals(await warden.ends(), [a, {
      ...a,
      actor: { ...a.actor, id: "b" },
    }]);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.watch() tells each watcher, each with a value of its own",
  async (stage) => {
    const engine = stage.open();
    await wake(engine, "a");
    const wardens = ["v", "w"].map((id) => engine.getActor(WardenProxy, id));
    for (const warden of wardens) {
      await warden.guard("a");
      await warden.guardBlindly("a");
    }
    await engine.poisonPill(PuppetProxy, "a");
    for (const warden of wardens) {
      assertEquals((await warden.ends()).map(({ reason }) => reason), [
        ...["poison", "idle"],
      ]);
    }
  },
);

testEverywhere(
  "Context.watch() of the same actor and method twice is one watch",
  async (stage) => {
    const engine = stage.open();
    const ctx = await openContext(stage, engine, "w");
    await wake(engine, "a", "b");
    const { tell, ask } = PuppetProxy.Method;
    const first = ctx.watch(PuppetProxy, "a", tell);
    assertStrictEquals(ctx.watch(PuppetProxy, "a", tell), first);
    const others = [
      ctx.watch(PuppetProxy, "a", ask),
      ctx.watch(PuppetProxy, "b", tell),
    ];
    assertEquals(new Set([first, ...others]).size, 3);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    // It is over, so this is another one.
    await wake(engine, "a");
    const again = ctx.watch(PuppetProxy, "a", tell);
    assertEquals(again === first, false);
    again.cancel();
    const { accepted } = engine.snapshot().actors.find(({ actor }) =>
      actor.id === "w"
    )!;
    // Its own first call, and one envelope for each method.
    assertEquals(accepted, 3);
  },
);

testEverywhere(
  "Watch.cancel() keeps a watch from telling, at any time",
  async (stage) => {
    const engine = stage.open();
    await wake(engine, "a");
    const warden = engine.getActor(WardenProxy, "w");
    await warden.guard("a");
    await warden.guardBlindly("a");
    await warden.release("a");
    await warden.release("a");
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals((await warden.ends()).length, 1);
    await warden.release("a");
    // By `using`, too.
    const ctx = await openContext(stage, engine, "ctx");
    await wake(engine, "a");
    {
      using _watch: Watch = ctx.watch(
        PuppetProxy,
        "a",
        PuppetProxy.Method.tell,
      );
    }
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    const { accepted } = engine.snapshot().actors.find(({ actor }) =>
      actor.id === "ctx"
    )!;
    assertEquals(accepted, 1);
  },
);

testEverywhere(
  "Context.watch() refuses what it cannot watch",
  async (stage) => {
    const engine = stage.open();
    const ctx = await openContext(stage, engine, "w");
    const { tell } = PuppetProxy.Method;
    const error = assertThrows(
      () => ctx.watch(PuppetProxy, "asleep", tell),
      NotActiveError,
      'Cannot watch "Puppet/asleep": it is not live',
    );
    assertEquals(error.code, "not-active");
    assertEquals(engine.snapshot().actors.length, 1);
    assertThrows(
      () => ctx.watch(PuppetProxy, "w", tell),
      TypeError,
      'Cannot watch "Puppet/w": it would watch itself, and its deinit is told',
    );
    assertThrows(
      () => ctx.watch(PuppetProxy, "", tell),
      RangeError,
      "Cannot watch actor: id is empty",
    );
    const wrong = class {} as unknown as typeof PuppetProxy;
    assertThrows(
      () => ctx.watch(wrong, "a", tell),
      TypeError,
      "Cannot watch actor: wrong is not a generated proxy class",
    );
    await wake(engine, "a");
    assertThrows(
      () => ctx.watch(PuppetProxy, "a", WardenProxy.Method.onEnd),
      TypeError,
      'Cannot watch actor: "Warden.onEnd" is no method of "Puppet/w"',
    );
    assertThrows(
      () => ctx.watch(PuppetProxy, "a", {} as typeof tell),
      TypeError,
      "Cannot watch actor: method is not one of a generated proxy's Method",
    );
    await engine.poisonPill(PuppetProxy, "w");
    assertThrows(
      () => ctx.watch(PuppetProxy, "a", tell),
      Error,
      'Cannot watch: activation of "Puppet/w" has ended',
    );
  },
);

testEverywhere(
  "Context.watch() takes the method that inherited code names",
  async (stage) => {
    const engine = stage.open();
    const told: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<Context>();
    stage.cast("w", {
      construct: resolve,
      tell: (_ctx, input) => void told.push(input),
    });
    await engine.getActor(ChainPuppetProxy, "w").ask(null);
    await wake(engine, "a");
    (await promise).watch(PuppetProxy, "a", PuppetProxy.Method.tell);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(told, [
      { actor: { type: "Puppet", id: "a" }, reason: "poison" },
    ]);
  },
);

testEverywhere(
  "Context.watch() fits a method that takes the end, and no other",
  async (stage) => {
    const engine = stage.open();
    const ctx = await openContext(stage, engine, "w");
    await wake(engine, "a");
    const methods = [
      // @ts-expect-error It takes a number.
      () => ctx.watch(PuppetProxy, "a", CounterProxy.Method.add),
      // @ts-expect-error It takes a string.
      () => ctx.watch(PuppetProxy, "a", WardenProxy.Method.guard),
    ];
    // They are another class's, besides.
    for (const watch of methods) assertThrows(watch, TypeError);
  },
);

testEverywhere(
  "Context.watch() that tells what a method cannot take is a dead letter",
  async (stage) => {
    const engine = stage.open();
    await wake(engine, "a");
    const warden = engine.getActor(WardenProxy, "w");
    await warden.misuse("a");
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(await warden.ends(), []);
    const [letter] = stage.eventsOf("dead-letter");
    assertEquals([letter?.actor.id, letter?.method, letter?.reason], [
      ...["w", "guard", "not-a-message"],
    ]);
    assertEquals(stage.lines.length, 1);
    assertStringIncludes(stage.lines[0]!, '"Warden/w".guard failed: ');
  },
);
