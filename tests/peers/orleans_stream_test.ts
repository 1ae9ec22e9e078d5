import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import type { Stage } from "../support/stage.ts";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const { Method } = PuppetProxy;

/** Makes an actor whose two methods write down what they hear. */
function castListener(stage: Stage, id: string): string[] {
  const heard: string[] = [];
  stage.cast(id, {
    init: () => void heard.push("init"),
    ask: (_ctx, input) => void heard.push(`ask ${input}`),
    tell: (_ctx, input) => {
      heard.push(`tell ${input}`);
      if (input === "bad") throw new Error("bad");
    },
  });
  return heard;
}

testEverywhere(
  "Stream.next() reaches each of an actor's subscriptions, until it ends",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const stream = engine.getStream<unknown>("news");
    stream.subscribe(newSubscriber("a", Method.tell));
    stream.subscribe(newSubscriber("a", Method.ask));
    await stream.next(1);
    await engine.run("once");
    stream.unsubscribe(newSubscriber("a", Method.tell));
    await stream.next(2);
    await engine.run("once");
    assertEquals(heard, ["init", "tell 1", "ask 1", "ask 2"]);
  },
);

testEverywhere("Stream.subscribe() twice is once", async (stage) => {
  const engine = stage.open();
  const heard = castListener(stage, "a");
  const stream = engine.getStream<unknown>("news");
  stream.subscribe(newSubscriber("a", Method.tell));
  stream.subscribe(newSubscriber("a", Method.tell));
  assertEquals(engine.snapshot().streams, [{ id: "news", subscribers: 1 }]);
  assertEquals(stage.eventsOf("subscribed").length, 1);
  await stream.next(1);
  await engine.run("once");
  assertEquals(heard, ["init", "tell 1"]);
  stream.unsubscribe(newSubscriber("a", Method.tell));
  stream.unsubscribe(newSubscriber("a", Method.tell));
  assertEquals(stage.eventsOf("unsubscribed").length, 1);
  assertEquals(engine.snapshot().streams, []);
});

testEverywhere(
  "Stream.next() comes once to a subscriber that fails, and so does the next",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const stream = engine.getStream<unknown>("news");
    stream.subscribe(newSubscriber("a", Method.tell));
    await stream.next("bad");
    await stream.next("good");
    await engine.run("once");
    assertEquals(heard, ["init", "tell bad", "tell good"]);
    assertEquals(stage.eventsOf("failed").length, 1);
  },
);

testEverywhere(
  "Stream.next() wakes a subscriber that sleeps",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const stream = engine.getStream<unknown>("news");
    stream.subscribe(newSubscriber("a", Method.tell));
    await stage.settle();
    assertEquals([heard, engine.snapshot().actors], [[], []]);
    await stream.next(1);
    await engine.run("once");
    assertEquals(heard, ["init", "tell 1"]);
  },
);

testEverywhere(
  "Stream[Symbol.asyncIterator]() hears what actors publish",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      tell: (ctx, input) => ctx.getStream<unknown>("news").next(input),
    });
    const reader = engine.getStream<unknown>("news")[Symbol.asyncIterator]();
    engine.getActor(PuppetProxy, "a").tell("hello");
    assertEquals((await reader.next()).value, "hello");
    await reader.return!();
    assertEquals(engine.snapshot().streams, []);
  },
);

testEverywhere(
  "Stream.next() keeps the order of many payloads for each subscriber",
  async (stage) => {
    const engine = stage.open();
    const stream = engine.getStream<unknown>("news");
    const listeners = ["a", "b", "c"].map((id) => {
      stream.subscribe(newSubscriber(id, Method.tell));
      return castListener(stage, id);
    });
    const payloads = Array.from({ length: 300 }, (_, index) => index);
    for (const payload of payloads) stream.next(payload);
    await engine.run("once");
    for (const heard of listeners) {
      assertEquals(heard, [
        "init",
        ...payloads.map((index) => `tell ${index}`),
      ]);
    }
  },
);
