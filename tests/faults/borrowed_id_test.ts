import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

testEverywhere(
  "fault 11: an id is a value: a buffer that is used again renames nobody",
  async (stage) => {
    const engine = stage.open();
    const buffer = new TextEncoder().encode("actor_1");
    const readId = () => new TextDecoder().decode(buffer);
    const counters: CounterProxy[] = [];
    for (let digit = 1; digit <= 3; digit++) {
      buffer[6] = 48 + digit;
      counters.push(engine.getActor(CounterProxy, readId()));
    }
    buffer.fill(0);
    for (const [index, counter] of counters.entries()) counter.add(index);
    await engine.run();
    assertEquals(
      engine.snapshot().actors.map(({ actor }) => actor.id),
      ["actor_1", "actor_2", "actor_3"],
    );
  },
);

testEverywhere(
  "fault 11: what a caller does to a subscriber later moves no subscription",
  async (stage) => {
    const engine = stage.open();
    const ticks = engine.getStream<number>("ticks");
    const subscriber = newSubscriber("a", CounterProxy.Method.add);
    ticks.subscribe(subscriber);
    Object.assign(subscriber.actor, { id: "b" });
    await ticks.next(5);
    await engine.run();
    assertEquals(
      engine.snapshot().actors.map(({ actor }) => actor.id),
      ["a"],
    );
  },
);
