import { CallError, CallTimeoutError } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { beginsWith, castProducer, cutOff } from "../support/producers.ts";
import { cast } from "../support/cast.ts";
import { failureOf, watch } from "../support/calls.ts";
import { testOnBothWires } from "../support/stage.ts";

testOnBothWires(
  "`StreamingReply.next()` has the call's time for each step",
  async (stage) => {
    const { runtime } = { runtime: stage.simulated! };
    const wait = (ms: number) =>
      new Promise<void>((resolve) => void runtime.setTimer(ms, resolve));
    const scenes = castProducer(
      stage,
      "a",
      (signal, index) => index < 3 ? wait(80) : cutOff(signal),
    );
    const a = stage.open({ callTimeoutMs: 1_000 }).getActor(PuppetProxy, "a");
    const reply = a.with({ timeoutMs: 100 }).stream(null);
    for (let index = 0; index < 3; index++) {
      assertEquals((await stage.finish(reply.next())).value, index);
    }
    const error = await stage.finish(failureOf(reply.next()));
    assertInstanceOf(error, CallTimeoutError);
    assertEquals([error.timeoutMs, error.outcome], [100, "unknown"]);
    assertEquals(
      error.message,
      'Cannot call "Puppet/a".stream: no reply within 100 ms',
    );
    await stage.settle();
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals((await reply.next()).done, true);
    assertEquals(stage.eventsOf("failed"), []);
  },
);

testOnBothWires(
  "`StreamingReply.next()` that ran out of time before its step never ran",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const scenes: string[] = [];
    stage.cast("a", { ...beginsWith(scenes), ask: () => gate.promise });
    const a = stage.open().getActor(PuppetProxy, "a");
    const held = a.ask(null);
    const reply = a.with({ timeoutMs: 50 }).stream(null);
    const error = await stage.finish(failureOf(reply.next()));
    assertEquals([error.code, error.outcome], ["timeout", "not-run"]);
    gate.resolve();
    await held;
    await stage.settle();
    assertEquals(scenes, []);
  },
);

testOnBothWires(
  "`StreamingReply.next()` that ran out of time behind another turn is unknown",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const scenes = castProducer(stage, "a");
    const ask = () => gate.promise;
    cast.set("a", { ...cast.get("a"), ask });
    const a = stage.open().getActor(PuppetProxy, "a");
    const reply = a.with({ timeoutMs: 50 }).stream(null);
    await reply.next();
    await stage.settle();
    const held = a.ask(null);
    const isOver = watch(held);
    // All that is on its way; the next step waits behind the turn.
    for (let index = 1; index < 16; index++) await reply.next();
    const error = await stage.finish(failureOf(reply.next()));
    assertEquals([error.code, error.outcome], ["timeout", "unknown"]);
    assertEquals([isOver(), scenes], [false, ["abort"]]);
    gate.resolve();
    await held;
    await stage.settle();
    assertEquals(scenes, ["abort", "finally true"]);
    assertEquals(stage.eventsOf("dead-letter"), []);
  },
);

testOnBothWires(
  "`StreamingReply` ends when its signal is aborted, though nothing is read",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const controller = new AbortController();
    const a = stage.open().getActor(PuppetProxy, "a");
    const reply = a.with({ signal: controller.signal }).stream(null);
    assertEquals((await reply.next()).value, 0);
    await stage.settle();
    assertEquals(scenes, []);
    controller.abort(new Error("tab closed"));
    await stage.settle();
    assertEquals(scenes, ["abort", "finally true"]);
    // What had arrived may still be read.
    for (let index = 1; index < 16; index++) {
      assertEquals((await reply.next()).value, index);
    }
    const error = await failureOf(reply.next());
    assertEquals([error.code, error.outcome], ["aborted", "unknown"]);
    const late = a.with({ signal: controller.signal }).stream(null);
    const refused = await failureOf(late.next());
    assertEquals([refused.code, refused.outcome], ["aborted", "not-run"]);
  },
);

testOnBothWires(
  "`StreamingReply` ends when its consumer goes on no more",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const engine = stage.open({ replyIdleMs: 1_000 });
    const reply = engine.getActor(PuppetProxy, "a").stream(null);
    for (let round = 0; round < 5; round++) {
      await reply.next();
      await stage.simulated!.advance(900);
    }
    assertEquals(scenes, []);
    await stage.simulated!.advance(1_300);
    assertEquals(scenes, ["abort", "finally true"]);
    let end: unknown;
    while (end === undefined) {
      await reply.next().catch((error) => end = error);
    }
    assertInstanceOf(end, CallError);
    assertEquals([end.code, end.outcome], ["consumer-idle", "unknown"]);
    assertEquals(
      end.message,
      'Cannot call "Puppet/a".stream: no value was taken for 1000 ms',
    );
  },
);

testOnBothWires(
  "`StreamingReply` keeps a producer awake, which rests once it is over",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const engine = stage.open({ idleMs: 1_000, replyIdleMs: 0 });
    const reply = engine.getActor(PuppetProxy, "a").stream(null);
    await reply.next();
    await stage.simulated!.advance(60_000);
    assertEquals(scenes, []);
    await reply.return(null);
    await stage.simulated!.advance(2_000);
    assertEquals(scenes, ["abort", "finally true", "deinit idle"]);
  },
);

testOnBothWires(
  "`StreamingReply.next()` of a turn whose time is over fails at once",
  async (stage) => {
    const scenes = castProducer(stage, "a");
    const told: string[] = [];
    stage.cast("b", {
      ask: async (ctx) => {
        const puppet = ctx.getActor(PuppetProxy, "a");
        const begun = puppet.stream(null);
        await begun.next();
        const tell = (error: Error) => void told.push(error.name);
        await ctx.sleep(1_000).catch(tell);
        await Array.fromAsync(begun).catch(tell);
        await puppet.stream(null).next().catch(tell);
      },
    });
    const b = stage.open().getActor(PuppetProxy, "b");
    const call = b.with({ timeoutMs: 50 }).ask(null);
    assertEquals((await stage.finish(failureOf(call))).code, "timeout");
    await stage.settle();
    const name = "CallTimeoutError";
    assertEquals(told, [name, name, name]);
    assertEquals(scenes, ["abort", "finally true"]);
  },
);
