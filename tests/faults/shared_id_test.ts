import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";

testEverywhere(
  "fault 10: an id under another type is another actor",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "x");
    const recorder = engine.getActor(RecorderProxy, "x");
    await recorder.record("test", 1);
    await counter.add(4);
    assertEquals(await recorder.entries(), [{ from: "test", index: 1 }]);
    assertEquals(await counter.count(), 4);
  },
);

testEverywhere(
  "fault 10: a stream id with another payload type crashes nothing",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void heard.push(input) });
    const numbers = engine.getStream<number>("mixed");
    const texts = engine.getStream<string>("mixed");
    numbers.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    await numbers.next(5);
    await texts.next("five");
    await engine.run();
    assertEquals(heard, [5, "five"]);
  },
);
