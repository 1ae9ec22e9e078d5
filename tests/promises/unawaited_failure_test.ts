import { CallError, newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const FAILED = 'error "Puppet/a".';

function castThrower(stage: Stage): void {
  const fail = (): never => {
    throw new Error("boom");
  };
  stage.cast("a", { ask: fail, tell: fail });
}

function failuresOf(stage: Stage): unknown[] {
  return stage.eventsOf("failed").map(({ actor, method, caller, error }) => [
    `${actor.type}/${actor.id}.${method}`,
    caller?.id ?? null,
    String(error),
  ]);
}

testPromise(
  "promise 5: a failed call that nobody awaits is an event and a log line",
  async (stage) => {
    const engine = stage.open();
    castThrower(stage);
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.ask(null);
    puppet.tell(null);
    await stage.until(() => stage.lines.length === 2);
    assertEquals(failuresOf(stage), [
      ["Puppet/a.ask", null, "Error: boom"],
      ["Puppet/a.tell", null, "Error: boom"],
    ]);
    assertEquals(stage.lines.toSorted(), [
      `${FAILED}ask failed and nobody awaited it: Error: boom`,
      `${FAILED}tell failed and nobody awaited it: Error: boom`,
    ]);
  },
);

testPromise(
  "promise 5: so is one that an actor sent, with the actor as its caller",
  async (stage) => {
    const engine = stage.open();
    castThrower(stage);
    stage.cast("sender", {
      tell: (ctx) => {
        ctx.getActor(PuppetProxy, "a").ask(null);
        ctx.getActor(PuppetProxy, "a").tell(null);
      },
    });
    await engine.getActor(PuppetProxy, "sender").tell(null);
    await stage.until(() => stage.lines.length === 2);
    assertEquals(failuresOf(stage), [
      ["Puppet/a.ask", "sender", "Error: boom"],
      ["Puppet/a.tell", "sender", "Error: boom"],
    ]);
    assertEquals(stage.lines, [
      `${FAILED}ask failed and nobody awaited it: Error: boom`,
      `${FAILED}tell failed and nobody awaited it: Error: boom`,
    ]);
  },
);

testPromise(
  "promise 5: a failure that somebody awaits is logged nowhere",
  async (stage) => {
    const engine = stage.open();
    castThrower(stage);
    const puppet = engine.getActor(PuppetProxy, "a");
    await assertRejects(() => puppet.ask(null), Error, "boom");
    await assertRejects(() => puppet.tell(null), Error, "boom");
    const late = puppet.tell(null);
    await null;
    await assertRejects(() => late, Error, "boom");
    await stage.finish(engine.stop());
    assertEquals(stage.lines, []);
    assertEquals(failuresOf(stage).length, 3);
  },
);

testPromise(
  "promise 5: a failing stream handler and timer are an event and a log line",
  async (stage) => {
    const engine = stage.open();
    castThrower(stage);
    const news = engine.getStream("news");
    news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    await news.next("first");
    await stage.settle();
    stage.cast("timer", {
      init: (ctx) => {
        ctx.runOnce(1, () => {
          throw new Error("tick");
        });
      },
    });
    await engine.getActor(PuppetProxy, "timer").ask(null);
    await stage.until(() => stage.lines.length === 2);
    assertEquals(failuresOf(stage), [
      ["Puppet/a.tell", null, "Error: boom"],
      ["Puppet/timer.timer", null, "Error: tick"],
    ]);
    assertEquals(stage.lines, [
      'error "Puppet/a".tell failed: Error: boom',
      'error "Puppet/timer".timer failed: Error: tick',
    ]);
  },
);

testPromise(
  "promise 5: a result that cannot be brought back is not silent either",
  async (stage) => {
    const engine = stage.open();
    const results = [() => {}, "x".repeat(16_777_217)];
    stage.cast("a", { ask: (_ctx, index) => results[index as number] });
    const puppet = engine.getActor(PuppetProxy, "a");
    // What is too long for a frame is a fine result without a wire, and in a
    // cluster on the actor's own node.
    const bad = stage.wire === "always" ? [0, 1] : [0];
    for (const index of bad) {
      puppet.ask(index);
      await stage.settle();
      const error = await assertRejects(() => puppet.ask(index), CallError);
      assertEquals([error.outcome, error.code], ["failed", "codec"]);
    }
    await stage.until(() => stage.lines.length >= bad.length);
    assertEquals(stage.lines.length, bad.length);
    assertEquals(failuresOf(stage).length, 2 * bad.length);
  },
);

testPromise(
  "promise 5: a refused call that nobody awaits is an event and a log line",
  async (stage) => {
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.tell({ callback: () => {} });
    await stage.finish(engine.stop());
    puppet.ask(null);
    await stage.until(() => stage.lines.length === 2);
    assertEquals(
      stage.eventsOf("refused").map(({ method, error }) => [
        method,
        (error as CallError).code,
      ]),
      [["tell", "codec"], ["ask", "engine-stopped"]],
    );
    assertEquals(stage.lines.length, 2);
  },
);
