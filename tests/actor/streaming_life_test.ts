import { InboxFullError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { setImmediate } from "node:timers";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { castProducer } from "../support/producers.ts";
import { cast } from "../support/cast.ts";
import { failureOf, stuck, watch } from "../support/calls.ts";
import {
  testEverywhere,
  testInRealTime,
  testOnBothWires,
} from "../support/stage.ts";

testEverywhere(
  "`StreamingReply` ends before `deinit` when its producer is poisoned",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const engine = stage.open();
    const reply = engine.getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    await stage.settle();
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(scenes, ["abort", "finally true", "deinit poison"]);
    for (let index = 1; index < 16; index++) await reply.next();
    const error = await failureOf(reply.next());
    assertEquals([error.code, error.outcome], ["poisoned", "unknown"]);
    assertEquals(
      error.message,
      'Cannot call "Puppet/a".stream: actor was poisoned before the last value',
    );
  },
);

for (const directive of ["restarts", "ends"]) {
  testEverywhere(
    `\`StreamingReply\` ends when a failure of another turn ${directive} its ` +
      "producer",
    async (stage) => {
      const scenes = castProducer(stage, "a");
      const fail = () => Promise.reject(new RangeError("other"));
      cast.set("a", { ...cast.get("a"), ask: fail });
      const engine = stage.open();
      const a = directive === "ends"
        ? engine.getActor(MortalPuppetProxy, "a")
        : engine.getActor(BrittlePuppetProxy, "a");
      const reply = a.stream(null);
      await reply.next();
      await stage.settle();
      await assertRejects(() => a.ask(null), RangeError, "other");
      await stage.settle();
      assertEquals(scenes, ["abort", "finally true", "deinit failure"]);
      for (let index = 1; index < 16; index++) await reply.next();
      const error = await failureOf(reply.next());
      assertEquals([error.code, error.outcome], ["deactivated", "unknown"]);
      // The next activation streams afresh.
      assertEquals((await a.stream(null).next()).value, 0);
    },
  );
}

testEverywhere(
  "`StreamingReply` ends with the life of the actor that consumes it",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    stage.cast("consumer", {
      ask: async (ctx) => {
        const reply = ctx.getActor(PuppetProxy, "a").stream(null);
        // It goes, and leaves the reply open.
        return (await reply.next()).value;
      },
    });
    const engine = stage.open();
    assertEquals(await engine.getActor(PuppetProxy, "consumer").ask(1), 0);
    await stage.settle();
    assertEquals(scenes, []);
    await engine.poisonPill(PuppetProxy, "consumer");
    await stage.settle();
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`Engine.stop()` ends streaming replies to code outside of actors",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const engine = stage.open();
    const reply = engine.getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    await stage.settle();
    await stage.finish(engine.stop());
    assertEquals(scenes, ["abort", "finally true", "deinit shutdown"]);
    for (let index = 1; index < 16; index++) await reply.next();
    const error = await failureOf(reply.next());
    assertEquals([error.code, error.outcome], ["engine-stopped", "unknown"]);
  },
);

testEverywhere(
  "`Engine.stop()` lets a turn that was accepted consume a whole reply",
  async (stage) => {
    castProducer(stage, "a");
    const gate = Promise.withResolvers<void>();
    stage.cast("consumer", {
      ask: async (ctx) => {
        const reply = ctx.getActor(PuppetProxy, "a").stream(null);
        await reply.next();
        await gate.promise;
        return (await Array.fromAsync(reply)).length;
      },
    });
    const engine = stage.open();
    const answer = engine.getActor(PuppetProxy, "consumer").ask(null);
    const read = watch(answer);
    await stage.settle();
    const stopped = engine.stop();
    await stage.settle();
    assertEquals(read(), false);
    gate.resolve();
    assertEquals(await stage.finish(Promise.resolve(answer)), 99);
    await stage.finish(stopped);
    assertEquals(stage.lines, []);
  },
);

testOnBothWires(
  "`Engine.stop()` does not wait for a step that never ends",
  async (stage) => {
    const scenes = castProducer(stage, "a", (_signal, index) => {
      return index === 1 ? stuck() : null;
    });
    const engine = stage.open();
    const reply = engine.getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    const read = failureOf(reply.next());
    await stage.finish(engine.stop({ drain: false }));
    assertEquals((await read).code, "engine-stopped");
    assertEquals(scenes, ["abort", "deinit shutdown"]);
  },
);

testEverywhere(
  "`StreamingReply.next()` is refused as any call is where an inbox is full",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", { ask: () => gate.promise });
    const engine = stage.open({ inboxCapacity: 1 });
    const a = engine.getActor(PuppetProxy, "a");
    const held = a.ask(null);
    await stage.settle();
    const waits = a.ask(null);
    const reply = a.stream(null);
    await assertRejects(() => reply.next(), InboxFullError);
    gate.resolve();
    await Promise.all([held, waits]);
  },
);

testInRealTime(
  "promise 11: `StreamingReply` gives the event loop its chance while it flows",
  async (stage) => {
    stage.cast("a", {
      async *stream() {
        for (let index = 0;; index++) yield index;
      },
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    let isRound = false;
    let taken = 0;
    setImmediate(() => isRound = true);
    for await (const _ of a.stream(null)) {
      if (isRound || ++taken === 1_000_000) break;
    }
    assertEquals(isRound, true);
  },
);

testEverywhere(
  "`StreamingReply` flows beside another one of its producer",
  async (stage) => {
    castProducer(stage, "a");
    const a = stage.open().getActor(PuppetProxy, "a");
    const order: string[] = [];
    const consume = async (name: string): Promise<void> => {
      for await (const _ of a.stream(null)) order.push(name);
    };
    await Promise.all([consume("one"), consume("two")]);
    assertEquals(order.length, 200);
    const half = order.slice(0, 100);
    assertEquals(half.includes("one") && half.includes("two"), true);
  },
);
