import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "Activation starts afresh when a listener calls during a burial",
  async (stage) => {
    const engine = stage.open();
    let inits = 0;
    stage.cast("a", {
      init: () => {
        if (inits++ < 5) throw new Error("not yet");
      },
      ask: () => inits,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const retries: Promise<unknown>[] = [];
    engine.events.subscribe(({ kind }) => {
      if (kind === "dead-letter") retries.push(puppet.ask(null));
    });
    await assertRejects(() => puppet.ask(null), CallError, "init failed");
    await engine.run();
    const outcomes = await Promise.allSettled(retries);
    assertEquals(
      outcomes.map(({ status }) => status),
      [...Array(4).fill("rejected"), "fulfilled"],
    );
  },
);

testEverywhere(
  "Activation starts afresh when a listener calls behind a pill",
  async (stage) => {
    const engine = stage.open();
    let lives = 0;
    stage.cast("a", { init: () => void lives++, ask: () => lives });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    let retry: Promise<unknown> | undefined;
    engine.events.subscribe(({ kind }) => {
      if (kind === "dead-letter") retry = puppet.ask(null);
    });
    const gone = engine.poisonPill(PuppetProxy, "a");
    await assertRejects(() => puppet.ask(null), CallError, "was poisoned");
    await gone;
    assertEquals(await retry, 2);
  },
);

testEverywhere(
  "Activation buries ticks and pills without a dead letter",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    let ticks = 0;
    stage.cast("a", {
      ask: async (ctx) => {
        ctx.poisonPill();
        ctx.runOnce(1, () => void ticks++);
        await door.promise;
      },
    });
    const reply = engine.getActor(PuppetProxy, "a").ask(null);
    await stage.settle();
    await stage.until(() => engine.snapshot().timers === 0);
    door.resolve();
    await reply;
    await stage.settle();
    assertEquals([ticks, engine.snapshot().actors], [0, []]);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);
