import type { Context } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { BareProxy } from "../cast/generated/bare_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testInRealTime } from "../support/stage.ts";

// What is sent is known by the number of its envelope: these move envelopes,
// or await them, while numbers could go wrong.

/** How a promise ended, as a text. */
function describe(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => `${value}`,
    (error) => `${error.name} ${error.outcome ?? ""}`.trim(),
  );
}

for (const isLate of [false, true]) {
  const when = isLate ? "late" : "at once";
  testEverywhere(`a turn that drops others fails ${when}`, async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      tell: (ctx, input) => {
        if (input !== "fail") return;
        const self = ctx.getActor(PuppetProxy, "a");
        for (const n of [1, 2, 3]) self.tell(n);
        if (!isLate) throw new RangeError("failed");
        return gate.promise.then(() => {
          throw new RangeError("failed");
        });
      },
    });
    const engine = stage.open({ inboxCapacity: 2, overflow: "drop-oldest" });
    const sent = engine.getActor(PuppetProxy, "a").tell("fail");
    await stage.settle();
    gate.resolve();
    await stage.settle();
    assertEquals(await stage.finish(describe(sent)), "RangeError");
  });
}

testEverywhere("a turn that dropped others is awaited", async (stage) => {
  const gate = Promise.withResolvers<void>();
  stage.cast("a", {
    tell: (ctx, input) => {
      if (input !== "go") return;
      const self = ctx.getActor(PuppetProxy, "a");
      for (const n of [1, 2, 3]) self.tell(n);
      return gate.promise;
    },
  });
  const engine = stage.open({ inboxCapacity: 2, overflow: "drop-oldest" });
  const sent = engine.getActor(PuppetProxy, "a").tell("go");
  await stage.settle();
  let isOver = false;
  sent.then(() => isOver = true);
  await stage.settle();
  assertEquals(isOver, false);
  gate.resolve();
  await stage.finish(sent);
});

/** Asks an actor, which asks another, which tells it things and asks it. */
async function askBack(ctx: Context, input: unknown): Promise<unknown> {
  if (input !== "begin") return input;
  return await ctx.getActor(PuppetProxy, "b").ask(1);
}

testEverywhere("what came back is awaited before its turn", async (stage) => {
  let second: Promise<void>;
  const ends: Promise<string>[] = [];
  stage.cast("a", {
    ask: askBack,
    tell: (_ctx, input) => {
      if (input === 1) ends.push(describe(second));
      else throw new RangeError("failed");
    },
  });
  stage.cast("b", {
    ask: async (ctx) => {
      const a = ctx.getActor(ChainPuppetProxy, "a");
      a.tell(1);
      second = a.tell(2);
      return await a.ask("back");
    },
  });
  const a = stage.open().getActor(ChainPuppetProxy, "a");
  assertEquals(await stage.finish(a.ask("begin")), "back");
  assertEquals(await stage.finish(Promise.all(ends)), ["RangeError"]);
});

testEverywhere("a turn skips what came back, and fails", async (stage) => {
  const gate = Promise.withResolvers<void>();
  stage.cast("a", {
    ask: async (ctx, input) => {
      if (input === "begin") await gate.promise;
      return await askBack(ctx, input);
    },
    tell: (ctx, input) => {
      if (input !== "fail") return;
      const self = ctx.getActor(ChainPuppetProxy, "a");
      for (const n of [1, 2, 3, 4]) self.tell(n);
      throw new RangeError("failed");
    },
  });
  stage.cast("b", {
    ask: async (ctx) => {
      const a = ctx.getActor(ChainPuppetProxy, "a");
      a.tell(1);
      return await a.ask("back");
    },
  });
  const engine = stage.open({ inboxCapacity: 3, overflow: "drop-newest" });
  const a = engine.getActor(ChainPuppetProxy, "a");
  const begun = a.ask("begin");
  const over = describe(begun);
  await stage.settle();
  const sent = a.tell("fail");
  gate.resolve();
  await stage.finish(over);
  await stage.settle();
  assertEquals(await stage.finish(describe(sent)), "RangeError");
});

testEverywhere("many turns that go on are awaited", async (stage) => {
  const gates: PromiseWithResolvers<void>[] = [];
  stage.cast("a", {
    tell: (_ctx, key) =>
      (gates[key as number] = Promise.withResolvers())
        .promise,
  });
  const puppet = stage.open().getActor(FullPuppetProxy, "a");
  const sent = Array.from({ length: 300 }, (_, key) => puppet.tell(key));
  await stage.until(() => gates.length === sent.length);
  const awaited = Array.from(sent.keys()).filter(() =>
    stage.chance.below(2) === 0
  );
  const ends = awaited.map((key) => describe(sent[key]!));
  for (const [key, gate] of gates.entries()) {
    if (key % 3 === 0) gate.reject(new RangeError("failed"));
    else gate.resolve();
  }
  assertEquals(
    await stage.finish(Promise.all(ends)),
    awaited.map((key) => key % 3 === 0 ? "RangeError" : "undefined"),
  );
});

testInRealTime("what ran is never told as not run", async (stage) => {
  let sent: Promise<void>;
  const heard: string[] = [];
  const control = new AbortController();
  // It fails in the same round in which a turn that is given up awaits it.
  const listen = async (): Promise<void> => {
    control.abort();
    describe(sent).then((end) => heard.push(end));
    for (let round = 0; round < 3; round++) await null;
  };
  stage.cast("b", {
    tell: () => Promise.reject(new RangeError("failed")),
  });
  stage.cast("c", {
    ask: (ctx, input) => {
      if (input === 1) sent = ctx.getActor(PuppetProxy, "b").tell(1);
      return input === 1 ? undefined : listen();
    },
  });
  const engine = stage.open({ callTimeoutMs: 0, turnsPerRun: 1 });
  const c = engine.getActor(PuppetProxy, "c");
  c.ask(1);
  c.with({ signal: control.signal }).ask(2).catch(() => {});
  await stage.settle();
  await stage.settle();
  assertEquals(heard, ["RangeError"]);
  assertEquals(stage.eventsOf("dead-letter"), []);
});

testEverywhere(
  "what resolves to nothing drops what it returns",
  async (stage) => {
    stage.cast("a", { tell: () => (() => {}) as never });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    assertEquals(await stage.finish(describe(puppet.tell(1))), "undefined");
    const late = puppet.tell(2);
    await stage.settle();
    assertEquals(await stage.finish(describe(late)), "undefined");
    assertEquals([stage.lines, stage.eventsOf("failed")], [[], []]);
  },
);

testEverywhere("`deinit` without a Context waits, too", async (stage) => {
  let heard = "";
  stage.cast("p", {
    ask: (ctx) =>
      ctx.getActor(BareProxy, "b").ping().catch((e) => heard = e.name),
  });
  const engine = stage.open({ callTimeoutMs: 1_000 });
  const bare = engine.getActor(BareProxy, "b");
  await stage.finish(bare.meet(engine.getActor(PuppetProxy, "p")));
  await stage.finish(engine.poisonPill(BareProxy, "b"));
  assertEquals(heard, "DeadlockError");
});
