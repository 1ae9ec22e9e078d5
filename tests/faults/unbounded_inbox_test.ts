import { InboxFullError, newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

testEverywhere(
  "fault 16: a full inbox holds back callers and publishers",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 3 });
    const ticks = engine.getStream<number>("ticks");
    ticks.subscribe(newSubscriber("a", CounterProxy.Method.add));
    const counter = engine.getActor(CounterProxy, "a");
    for (let count = 0; count < 3; count++) ticks.next(1);
    await assertRejects(() => counter.add(1), InboxFullError);
    await engine.run();
    for (let count = 0; count < 3; count++) counter.increment();
    await assertRejects(async () => await ticks.next(1), InboxFullError);
    await engine.run();

    // Who waits for each payload is never refused.
    for (let count = 0; count < 100; count++) await counter.add(1);
    assertEquals(await counter.count(), 106);
  },
);

testEverywhere(
  "fault 16: a reader that is too slow learns how much it missed the bound",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 3 });
    const ticks = engine.getStream<number>("ticks");
    const reader = ticks[Symbol.asyncIterator]();
    for (let index = 0; index < 5; index++) ticks.next(index);
    for (let index = 0; index < 3; index++) {
      assertEquals(await reader.next(), { done: false, value: index });
    }
    await assertRejects(
      () => reader.next(),
      InboxFullError,
      'Cannot deliver to the reader of stream "ticks": it is full at 3 values',
    );
    assertEquals((await reader.next()).done, true);
    assertEquals(engine.snapshot().streams, []);
  },
);
