import { CallError, Engine } from "@backstage/actors";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { FeedProxy } from "../cast/generated/feed_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

Deno.test("ActorProxy.with() throws when a key is none", async () => {
  await using engine = new Engine();
  const counter = engine.getActor(CounterProxy, "a");
  for (const idempotencyKey of ["", "x".repeat(257), "\ud800", 7 as never]) {
    assertThrows(
      () => counter.with({ idempotencyKey }),
      TypeError,
      "it must be text of 1 to 256 characters without lone surrogates",
    );
  }
  counter.with({ idempotencyKey: "x".repeat(256) });
});

testEverywhere(
  "CallError is key-refused when a class keeps no idempotency keys",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{ outgoing: (_call, next) => next() }],
    });
    const counter = engine.getActor(CounterProxy, "a");
    const keyed = counter.with({ idempotencyKey: "k" }).with({ timeoutMs: 5 });
    const error = await stage.finish(keyed.add(1).catch((error) => error));
    assertInstanceOf(error, CallError);
    assertEquals([error.code, error.outcome], ["key-refused", "not-run"]);
    assertEquals(
      error.message,
      'Cannot call "Counter/a".add: its class is not durable, and takes no ' +
        "idempotencyKey",
    );
    assertEquals(await stage.finish(counter.count()), 0);
    assertEquals(stage.eventsOf("refused").length, 1);
  },
);

testEverywhere(
  "CallError is key-refused when a method is streaming",
  async (stage) => {
    const engine = stage.open();
    const feed = engine.getActor(FeedProxy, "a");
    const values = feed.with({ idempotencyKey: "k" }).count(2);
    const error = await stage.finish(values.next().catch((error) => error));
    assertInstanceOf(error, CallError);
    assertEquals(
      error.message,
      'Cannot call "Feed/a".count: a streaming method takes no idempotencyKey',
    );
    assertEquals(await stage.finish(feed.yielded()), 0);
  },
);
