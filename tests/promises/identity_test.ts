import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";

testPromise(
  "promise 8: the same id under two types is two actors",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "same");
    const recorder = engine.getActor(RecorderProxy, "same");
    assertEquals(await counter.add(2), 2);
    await recorder.record("test", 0);
    assertEquals(await recorder.entries(), [{ from: "test", index: 0 }]);
    assertEquals(engine.snapshot().actors.map(({ actor }) => actor), [
      { type: "Counter", id: "same" },
      { type: "Recorder", id: "same" },
    ]);

    await engine.poisonPill(CounterProxy, "same");
    assertEquals(await recorder.entries(), [{ from: "test", index: 0 }]);
    assertEquals(await counter.count(), 0);
  },
);

testPromise(
  "promise 8: two types of one id subscribe and end apart",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<{ from: string; index: number }>("news");
    const ticks = engine.getStream<number>("ticks");
    news.subscribe(newSubscriber("same", RecorderProxy.Method.hear));
    ticks.subscribe(newSubscriber("same", CounterProxy.Method.add));
    await news.next({ from: "news", index: 1 });
    await ticks.next(5);
    await engine.run();
    await engine.poisonPill(RecorderProxy, "same");
    await news.next({ from: "news", index: 2 });
    await ticks.next(5);
    await engine.run();
    assertEquals(await engine.getActor(CounterProxy, "same").count(), 10);
    assertEquals(await engine.getActor(RecorderProxy, "same").entries(), []);
  },
);

testPromise(
  "promise 8: any number of proxies stand for one actor",
  async (stage) => {
    const engine = stage.open();
    // Made before and after the actor is live, and between its lives.
    const proxies = [engine.getActor(CounterProxy, "a")];
    for (let life = 0; life < 3; life++) {
      for (let count = 0; count < 5; count++) {
        proxies.push(engine.getActor(CounterProxy, "a"));
        for (const proxy of proxies) proxy.increment();
      }
      const [first] = proxies;
      assertEquals(await first!.count(), countCalls(life));
      assertEquals(engine.snapshot().actors.length, 1);
      await engine.poisonPill(CounterProxy, "a");
    }
  },
);

/** 2 to 6 calls in the first life, 7 to 11 in the second, and so on. */
function countCalls(life: number): number {
  return [2, 3, 4, 5, 6].reduce((sum, calls) => sum + calls + 5 * life, 0);
}
