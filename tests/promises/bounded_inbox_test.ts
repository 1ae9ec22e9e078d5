import { CallError, InboxFullError, newSubscriber } from "@backstage/actors";
import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
} from "@std/assert";
import { runProgram } from "../support/program.ts";
import { testPromise } from "../support/promises.ts";
import { ONE_MACHINE } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";

testPromise(
  "promise 10: an inbox holds as many as the engine's options say",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 10 });
    const counter = engine.getActor(CounterProxy, "a");
    const replies = Array.from({ length: 15 }, () => counter.add(1));
    const outcomes = await Promise.allSettled(replies);
    assertEquals(outcomes.filter((it) => it.status === "fulfilled").length, 10);
    for (const outcome of outcomes.slice(10)) {
      assertInstanceOf(
        (outcome as PromiseRejectedResult).reason,
        InboxFullError,
      );
    }
    const error = await assertRejects(() => replies[10]!, InboxFullError);
    assertEquals(
      error.message,
      'Cannot call "Counter/a".add: inbox is full at 10 envelopes',
    );
    assertEquals(
      [error.code, error.outcome, error.capacity],
      ["inbox-full", "not-run", 10],
    );
    assertEquals(stage.eventsOf("refused").length, 5);
    assertEquals(await counter.count(), 10);
  },
);

testPromise(
  "promise 10: a class's own options win, and senders count alike",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 2 });
    const door = Promise.withResolvers();
    stage.cast("a", { ask: () => door.promise, tell: () => {} });
    const tiny = engine.getActor(TinyProxy, "a");
    const running = tiny.ask(null);
    await stage.settle();
    const news = engine.getStream("news");
    news.subscribe(newSubscriber("a", TinyProxy.Method.tell));
    stage.cast("sender", {
      ask: (ctx) => ctx.getActor(TinyProxy, "a").tell("from an actor"),
    });
    const sender = engine.getActor(PuppetProxy, "sender");
    for (let count = 0; count < 2; count++) {
      await news.next("news");
      tiny.tell("from outside");
    }
    await assertRejects(async () => await news.next("news"), InboxFullError);
    await assertRejects(() => tiny.tell("from outside"), InboxFullError);
    const sentence = "full at 4 envelopes";
    await assertRejects(() => sender.ask(null), CallError, sentence);
    door.resolve(null);
    await running;
    assertEquals(
      stage.eventsOf("dead-letter").map(({ reason }) => reason),
      ["inbox-full"],
    );
  },
);

testPromise(
  "promise 10: the default is 65,536 envelopes",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    let handled = 0;
    stage.cast("a", {
      init: () => door.promise,
      tell: () => void handled++,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let count = 0; count < 65_536; count++) puppet.tell(null);
    await assertRejects(() => puppet.tell(null), InboxFullError);
    const [actor] = engine.snapshot().actors;
    assertEquals([actor?.inboxLength, actor?.state], [65_536, "activating"]);
    door.resolve();
    await stage.finish(engine.run());
    assertEquals(handled, 65_536);
    // There is room again.
    await puppet.tell(null);
  },
  // Another node is refused more at once than it has taken: `node-full`.
  ONE_MACHINE,
);

testPromise(
  "promise 10: a pill and a tick find room in a full inbox",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers();
    let ticks = 0;
    let told = 0;
    stage.cast("a", {
      ask: (ctx) => {
        for (let left = 3; left > 0; left--) ctx.runOnce(1, () => void ticks++);
        return door.promise;
      },
      tell: () => void told++,
    });
    const tiny = engine.getActor(TinyProxy, "a");
    tiny.ask(null);
    for (let count = 0; count < 3; count++) tiny.tell(null);
    await stage.settle();
    await stage.until(() => engine.snapshot().timers === 0);
    assertEquals(engine.snapshot().actors[0]?.inboxLength, 6);
    const gone = engine.poisonPill(TinyProxy, "a");
    await assertRejects(() => tiny.tell(null), InboxFullError);
    door.resolve(null);
    await gone;
    assertEquals([told, ticks], [3, 3]);
  },
);

testPromise(
  "promise 10: a publisher that awaits learns when to publish again",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 3 });
    const heard: unknown[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("slow", {
      tell: async (_ctx, input) => {
        await door.promise;
        heard.push(input);
      },
    });
    const numbers = engine.getStream<number>("numbers");
    numbers.subscribe(newSubscriber("slow", PuppetProxy.Method.tell));
    let refusals = 0;
    for (let number = 0; number < 30;) {
      try {
        await numbers.next(number);
        number++;
      } catch (error) {
        assertInstanceOf(error, InboxFullError);
        refusals++;
        door.resolve();
        await engine.run("once");
      }
    }
    await engine.run();
    assertEquals(heard, Array.from({ length: 30 }, (_, number) => number));
    const [actor] = engine.snapshot().actors;
    assertEquals([actor?.accepted, actor?.refused], [30, refusals]);
    assertLess(0, refusals);
  },
);

// What would be kept of the flood if nothing bounded it has 50 megabytes.
const FLAT_BYTES = 16_000_000;

for (const overflow of ["refuse", "drop-oldest", "drop-newest"]) {
  const title = `promise 10: a minute of ten to one keeps memory flat when ` +
    `the options say ${overflow}`;
  Deno.test(title, async () => {
    const { stdout } = await runProgram("flood.ts", {
      flags: ["--v8-flags=--max-semi-space-size=1"],
      args: [overflow],
    });
    const flood = JSON.parse(stdout);
    const { sent, handled, accepted, refused, dropped } = flood;
    assertEquals([flood.longest, flood.rest], [100, 0]);
    assertLess(flood.growth, FLAT_BYTES);
    assertLess(handled * 9, sent);
    // Everybody who awaited was told; half of all did.
    assertEquals(flood.told + flood.failed, Math.floor(sent / 2));
    const isOldest = overflow === "drop-oldest";
    assertEquals(sent, isOldest ? accepted : accepted + refused + dropped);
    assertEquals(handled, isOldest ? accepted - dropped : accepted);
    assertEquals(overflow === "refuse" ? dropped : refused, 0);
  });
}
