import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const { tell } = PuppetProxy.Method;

function castListener(stage: Stage, id: string): unknown[] {
  const heard: unknown[] = [];
  stage.cast(id, { tell: (_ctx, input) => void heard.push(input) });
  return heard;
}

testPromise(
  "promise 9: a subscriber sees payloads in order, once per next",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    const ids = ["a", "b", "c", "d"];
    const heard = new Map(ids.map((id) => [id, castListener(stage, id)]));
    const expected = new Map<string, number[]>(ids.map((id) => [id, []]));
    const subscribed = new Set<string>();
    const news = engine.getStream<unknown>("news");
    for (let index = 0; index < 500; index++) {
      const id = stage.chance.pick(ids);
      switch (stage.chance.below(12)) {
        case 0:
          news.subscribe(newSubscriber(id, tell));
          subscribed.add(id);
          break;
        case 1:
          engine.getStream("news").unsubscribe(newSubscriber(id, tell));
          subscribed.delete(id);
          break;
        case 2:
          await stage.settle();
      }
      // From anywhere: every handle of one id is the same stream.
      await engine.getStream<unknown>("news").next(index);
      for (const id of subscribed) expected.get(id)!.push(index);
    }
    await engine.run();
    assertEquals(heard, expected);
  },
);

testPromise(
  "promise 9: it sees none after its poison pill, nor does its next life",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    await news.next(1);
    const gone = engine.poisonPill(PuppetProxy, "a");
    news.next(2);
    await gone;
    await news.next(3);
    await engine.getActor(PuppetProxy, "a").ask("wake up");
    await news.next(4);
    await engine.run();
    // A payload goes by its stream's home, and may overtake a pill.
    const isFirst = stage.wire === "cluster" && heard.length === 2;
    assertEquals(heard, isFirst ? [1, 2] : [1]);
    assertEquals(engine.snapshot().streams, []);
    assertEquals(
      stage.eventsOf("dead-letter").map(({ reason }) => reason),
      isFirst ? [] : ["poisoned"],
    );
  },
);

testPromise(
  "promise 9: a payload wakes a subscriber that is not active",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    assertEquals(engine.snapshot().actors, []);
    await news.next("hello");
    await engine.run();
    assertEquals(heard, ["hello"]);
  },
);

testPromise(
  "promise 9: a pill ends the subscriptions of an actor that is not active",
  async (stage) => {
    const engine = stage.open();
    const heard = castListener(stage, "a");
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    await engine.poisonPill(PuppetProxy, "a");
    await news.next("hello");
    await engine.run();
    assertEquals(heard, []);
    assertEquals(
      stage.events.map(({ kind }) => kind),
      ["subscribed", "unsubscribed"],
    );
  },
);

testPromise(
  "promise 9: a failing init keeps the subscription",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    let isBroken = true;
    stage.cast("a", {
      init: () => {
        if (isBroken) throw new Error("not yet");
      },
      tell: (_ctx, input) => void heard.push(input),
    });
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", tell));
    await news.next(1);
    await engine.run();
    isBroken = false;
    await news.next(2);
    await engine.run();
    assertEquals(heard, [2]);
    assertEquals(
      stage.eventsOf("dead-letter").map(({ reason }) => reason),
      ["activation-failed"],
    );
  },
);
