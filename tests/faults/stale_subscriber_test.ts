import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const subscriber = newSubscriber("a", PuppetProxy.Method.tell);

testEverywhere(
  "fault 12: a poisoned subscriber's next life hears nothing",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void heard.push(input) });
    const streams = ["news", "sport", "weather"].map((id) =>
      engine.getStream<unknown>(id)
    );
    for (const stream of streams) stream.subscribe(subscriber);
    await engine.getActor(PuppetProxy, "a").ask("wake up");
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(engine.snapshot().streams, []);
    assertEquals(stage.eventsOf("unsubscribed").length, 3);
    await engine.getActor(PuppetProxy, "a").ask("wake up");
    for (const stream of streams) await stream.next("late");
    await engine.run();
    assertEquals(heard, []);
  },
);

testEverywhere(
  "fault 12: unsubscribing ends one subscription, and only that",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    const hear = (_ctx: unknown, input: unknown): unknown => heard.push(input);
    stage.cast("a", { ask: hear, tell: (ctx, input) => void hear(ctx, input) });
    const news = engine.getStream<unknown>("news");
    const sport = engine.getStream<unknown>("sport");
    const asked = newSubscriber("a", PuppetProxy.Method.ask);
    for (const stream of [news, sport]) {
      stream.subscribe(subscriber);
      stream.subscribe(asked);
    }
    news.unsubscribe(subscriber);
    news.unsubscribe(subscriber);
    sport.unsubscribe(asked);
    await news.next("news");
    await sport.next("sport");
    await engine.run();
    assertEquals(heard, ["news", "sport"]);
  },
);
