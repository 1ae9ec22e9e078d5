import { assertEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Casts an actor whose `deinit` waits for a door; returns what it did. */
function castSlow(stage: Stage, id: string) {
  const trace: string[] = [];
  const door = Promise.withResolvers<void>();
  stage.cast(id, {
    init: () => void trace.push("init"),
    ask: (_ctx, input) => {
      trace.push(`ask ${input}`);
      if (input === "fail") throw new Error("asked to");
    },
    tell: (_ctx, input) => void trace.push(`tell ${input}`),
    deinit: (reason) => {
      trace.push(reason);
      return door.promise;
    },
  });
  return { trace, open: () => door.resolve() };
}

/** Calls an actor and gives the calls up while they wait. */
async function giveUp(puppet: PuppetProxy, calls: number): Promise<void> {
  const giving = new AbortController();
  const { signal } = giving;
  const failures = Array.from(
    { length: calls },
    () => failureOf(puppet.with({ signal }).ask("dead")),
  );
  giving.abort();
  for (const failure of failures) {
    assertEquals((await failure).outcome, "not-run");
  }
}

for (const calls of [1, 5]) {
  testEverywhere(
    `R10: ${calls} given up while deinit runs wake no poisoned actor`,
    async (stage) => {
      const { trace, open } = castSlow(stage, "a");
      // Beyond the capacity: places of those given up are kept by fillers.
      const engine = stage.open({ inboxCapacity: 3 });
      const puppet = engine.getActor(PuppetProxy, "a");
      await puppet.ask("live");
      const pill = engine.poisonPill(PuppetProxy, "a");
      await stage.until(() => trace.includes("poison"));
      for (let left = calls; left > 0; left--) await giveUp(puppet, 1);
      open();
      await stage.finish(pill);
      await stage.settle();
      assertEquals(trace, ["init", "ask live", "poison"]);
      assertEquals(engine.snapshot().actors, []);
      assertEquals(stage.eventsOf("activated").length, 1);
      assertEquals(stage.eventsOf("dead-letter").length, calls);
      await engine.run();
    },
  );
}

testEverywhere(
  "R10: a call that is given up at once activates no actor",
  async (stage) => {
    const { trace } = castSlow(stage, "a");
    const engine = stage.open();
    await giveUp(engine.getActor(PuppetProxy, "a"), 3);
    await stage.settle();
    assertEquals(trace, []);
    assertEquals(engine.snapshot().actors, []);
    assertEquals(stage.eventsOf("activated"), []);
    await engine.run();
  },
);

testEverywhere(
  "R10: what waits behind given-up calls runs in the next activation",
  async (stage) => {
    const { trace, open } = castSlow(stage, "a");
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(1);
    engine.poisonPill(PuppetProxy, "a");
    await stage.until(() => trace.includes("poison"));
    await giveUp(puppet, 2);
    puppet.tell(2);
    await giveUp(puppet, 2);
    open();
    await stage.until(() => trace.includes("tell 2"));
    assertEquals(trace, ["init", "ask 1", "poison", "init", "tell 2"]);
    await engine.run();
  },
);

testEverywhere(
  "R10: a pill behind given-up calls begins no activation to end it",
  async (stage) => {
    const { trace, open } = castSlow(stage, "a");
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(1);
    const first = engine.poisonPill(PuppetProxy, "a");
    await stage.until(() => trace.includes("poison"));
    await giveUp(puppet, 2);
    const second = engine.poisonPill(PuppetProxy, "a");
    open();
    await stage.finish(Promise.all([first, second]));
    assertEquals(trace, ["init", "ask 1", "poison"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "R10: a restart begins afresh though all that waits is given up",
  async (stage) => {
    const { trace, open } = castSlow(stage, "a");
    const engine = stage.open();
    const puppet = engine.getActor(BrittlePuppetProxy, "a");
    await puppet.ask("fail").catch(() => {});
    await stage.until(() => trace.includes("failure"));
    await giveUp(puppet, 2);
    open();
    await stage.until(() => trace.at(-1) === "init");
    assertEquals(trace, ["init", "ask fail", "failure", "init"]);
    assertEquals(engine.snapshot().actors.length, 1);
  },
);
