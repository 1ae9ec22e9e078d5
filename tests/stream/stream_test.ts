import { CallError, CodecError, newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const { ask, tell } = PuppetProxy.Method;

function castListener(stage: Stage, id: string): unknown[] {
  const heard: unknown[] = [];
  stage.cast(id, { tell: (_ctx, input) => void heard.push(input) });
  return heard;
}

testEverywhere(
  "Stream iterates, reads and writes as web streams do",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<number>("news");
    const iterated = Array.fromAsync(news);
    const read = Array.fromAsync(news.readable);
    await stage.settle();
    const writer = news.writable.getWriter();
    for (const value of [1, 2, 3]) await writer.write(value);
    await writer.close();
    await stage.finish(engine.stop());
    assertEquals([await iterated, await read], [[1, 2, 3], [1, 2, 3]]);
  },
);

testEverywhere(
  "Stream.readable leaves nothing behind when it is cancelled",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<number>("news");
    const { readable } = news;
    assertEquals(engine.snapshot().streams, [{ id: "news", subscribers: 0 }]);
    await readable.cancel();
    assertEquals(engine.snapshot().streams, []);
  },
);

testEverywhere(
  "Stream iterations that begin after stop() are over",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<number>("news");
    await stage.finish(engine.stop());
    assertEquals(await Array.fromAsync(news), []);
    assertEquals(await Array.fromAsync(news.readable), []);
    assertEquals(engine.snapshot().streams, []);
  },
);

testEverywhere(
  "Stream.next() tells who awaits it why a payload reached nobody",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    await assertRejects(
      async () => await news.next({ list: [1, () => {}] }),
      CodecError,
      'Cannot publish to "news": list[1]: functions cannot be messages',
    );
    await stage.finish(engine.stop());
    await assertRejects(
      async () => await news.next("late"),
      CallError,
      'Cannot publish to "news": engine is stopped',
    );
    assertEquals([heard, stage.lines], [[], []]);
  },
);

testEverywhere(
  "Stream.next() that fails is a log line when nobody awaits it",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<unknown>("news");
    news.next(Symbol("news"));
    await stage.until(() => stage.lines.length > 0);
    assertEquals(stage.lines, [
      'error Publishing to "news" failed and nobody awaited it: CodecError: ' +
      'Cannot publish to "news": symbols cannot be messages',
    ]);
  },
);

testEverywhere(
  "Stream.next() reaches those who can take it when another cannot",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 2 });
    const door = Promise.withResolvers<void>();
    const heard = castListener(stage, "quick");
    stage.cast("slow", { tell: () => door.promise });
    const news = engine.getStream<unknown>("news");
    for (const id of ["slow", "quick"]) news.subscribe(newSubscriber(id, tell));
    for (let index = 0; index < 3; index++) {
      await news.next(index);
      await stage.settle();
    }
    await assertRejects(async () => await news.next(3), CallError);
    await stage.settle();
    assertEquals(heard, [0, 1, 2, 3]);
    const [letter, ...others] = stage.eventsOf("dead-letter");
    assertEquals([letter?.actor.id, letter?.reason], ["slow", "inbox-full"]);
    assertEquals(others, []);
    door.resolve();
  },
);

testEverywhere(
  "Stream.subscribe() and unsubscribe() in mid-publish change the next one",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 1 });
    const door = Promise.withResolvers<void>();
    const heard = castListener(stage, "late");
    castListener(stage, "last");
    stage.cast("full", { init: () => door.promise });
    engine.getActor(PuppetProxy, "full").tell(null);
    const news = engine.getStream<unknown>("news");
    for (const id of ["full", "last"]) news.subscribe(newSubscriber(id, tell));
    // A listener hears of the refusal while the payload is on its way.
    engine.events.subscribe(({ kind }) => {
      if (kind !== "dead-letter") return;
      news.subscribe(newSubscriber("late", tell));
      news.unsubscribe(newSubscriber("full", tell));
    });
    await assertRejects(async () => await news.next(1), CallError);
    await stage.settle();
    await news.next(2);
    await stage.settle();
    assertEquals(heard, [2]);
    door.resolve();
  },
);

testEverywhere(
  "Stream.subscribe() holds though a listener does it in an unsubscribe()",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "b");
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    engine.events.subscribe(({ kind }) => {
      if (kind !== "unsubscribed") return;
      // Opened and left: for a moment nobody hears the stream.
      news[Symbol.asyncIterator]().return?.();
      news.subscribe(newSubscriber("b", tell));
    });
    news.unsubscribe(newSubscriber("a", tell));
    await news.next("hello");
    await engine.run();
    assertEquals(heard, ["hello"]);
  },
);

testEverywhere(
  "Stream.subscribe() is one subscription from the engine and a context",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", {
      ask: (ctx, input) => {
        const news = ctx.getStream<unknown>("news");
        const own = newSubscriber<unknown>(ctx.actorId, tell);
        if (input === "leave") news.unsubscribe(own);
        else news.subscribe(own);
      },
      tell: (_ctx, input) => void heard.push(input),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const news = engine.getStream<unknown>("news");
    await puppet.ask("join");
    news.subscribe(newSubscriber("a", tell));
    await news.next(1);
    await puppet.ask("leave");
    await news.next(2);
    assertEquals(heard, [1]);
    assertEquals(
      stage.events.map(({ kind }) => kind),
      ["activated", "subscribed", "unsubscribed"],
    );
  },
);

testEverywhere(
  "Stream.subscribe() refuses what no generated table has",
  (stage) => {
    const engine = stage.open();
    const news = engine.getStream<unknown>("news");
    const method = { actorType: "Puppet", name: "nothing" };
    const sentence = (action: string) =>
      `Cannot ${action}: ` +
      "method is not one of a generated proxy's Method table";
    assertThrows(
      () => newSubscriber("a", method),
      TypeError,
      sentence("make a subscriber"),
    );
    const subscriber = { actor: { type: "Puppet", id: "a" }, method };
    assertThrows(
      () => news.subscribe(subscriber),
      TypeError,
      sentence('subscribe to "news"'),
    );
    assertThrows(
      () => news.unsubscribe(subscriber),
      TypeError,
      sentence('unsubscribe from "news"'),
    );
    assertThrows(() => newSubscriber("", ask), RangeError, "id is empty");
    assertEquals(engine.snapshot().streams, []);
  },
);

testEverywhere(
  "Stream.next() makes the actor that publishes the caller",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      tell: () => {
        throw new Error("boom");
      },
    });
    stage.cast("b", { tell: (ctx) => void ctx.getStream("news").next(1) });
    engine.getStream("news").subscribe(newSubscriber("a", tell));
    await engine.getActor(PuppetProxy, "b").tell(null);
    await engine.run();
    const [failed] = stage.eventsOf("failed");
    assertEquals([failed?.actor.id, failed?.caller?.id], ["a", "b"]);
  },
);

testEverywhere(
  "Stream.next() checks for each method what one of them may share",
  async (stage) => {
    const heard = castListener(stage, "a");
    const engine = stage.open();
    const news = engine.getStream<unknown>("news");
    // By turns, so that none gets what was made for another method.
    for (const id of ["a", "b"]) {
      news.subscribe(newSubscriber(id, CounterProxy.Method.add as never));
      news.subscribe(newSubscriber(id, tell));
    }
    await assertRejects(async () => await news.next("text"), CodecError);
    await news.next(2);
    await stage.settle();
    const counter = engine.getActor(CounterProxy, "a");
    assertEquals(await stage.finish(counter.count()), 2);
    assertEquals(heard, ["text", 2]);
    const refused = stage.eventsOf("dead-letter").map(({ method }) => method);
    assertEquals(refused, ["add", "add"]);
  },
);
