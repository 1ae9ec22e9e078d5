import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

testEverywhere(
  "fault 13: subscribing twice delivers once",
  async (stage) => {
    const engine = stage.open();
    const ticks = engine.getStream<number>("ticks");
    for (let count = 0; count < 3; count++) {
      ticks.subscribe(newSubscriber("a", CounterProxy.Method.add));
      engine.getStream<number>("ticks").subscribe(
        newSubscriber("a", CounterProxy.Method.add),
      );
    }
    assertEquals(engine.snapshot().streams, [{ id: "ticks", subscribers: 1 }]);
    await ticks.next(1);
    await engine.run();
    assertEquals(await engine.getActor(CounterProxy, "a").count(), 1);
    ticks.unsubscribe(newSubscriber("a", CounterProxy.Method.add));
    assertEquals(engine.snapshot().streams, []);
  },
);

testEverywhere(
  "fault 13: a method of the wrong payload type is a type error",
  (stage) => {
    const texts = stage.open().getStream<string>("texts");
    // @ts-expect-error: `add` takes a number.
    texts.subscribe(newSubscriber("a", CounterProxy.Method.add));
    // A method that takes nothing fits every stream.
    texts.subscribe(newSubscriber("a", CounterProxy.Method.increment));
  },
);
