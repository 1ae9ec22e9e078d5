import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  'fault 18: run("until_done") returns while actors live',
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "a");
    for (let count = 0; count < 1_000; count++) counter.increment();
    await engine.run("until_done");
    assertEquals(
      engine.snapshot().actors.map(({ state, handled }) => [
        ...[state, handled],
      ]),
      [["idle", 1_000]],
    );
  },
);

testEverywhere(
  'fault 18: run("once") handles what was published, notified or not',
  async (stage) => {
    const engine = stage.open();
    let heard = 0;
    const news = engine.getStream<string>("news");
    for (const id of ["a", "b", "c"]) {
      stage.cast(id, {
        init: async () => void await null,
        tell: async () => {
          await null;
          heard++;
        },
      });
      news.subscribe(newSubscriber(id, PuppetProxy.Method.tell));
    }
    news.next("first");
    news.next("second");
    await engine.run("once");
    assertEquals(heard, 6);
  },
);
