import type { Interceptor } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

const PASSING: Interceptor = { outgoing: (_call, next) => next() };
/** Waits before it makes the call. */
const WAITING: Interceptor = {
  outgoing: async (_call, next) => {
    await null;
    return await next();
  },
};
/** Makes the call, and waits behind that. */
const FOLLOWING: Interceptor = {
  outgoing: async (_call, next) => {
    const reply = next();
    await null;
    return await reply;
  },
};

for (const interceptor of [PASSING, FOLLOWING]) {
  const what = interceptor === PASSING ? "passes on" : "waits behind";
  testEverywhere(
    `A send that an interceptor ${what} is committed with its turn`,
    async (stage) => {
      const store = memoryStore();
      const options = { actors: [CourierProxy], interceptors: [interceptor] };
      const engine = stage.open({ store, ...options });
      const ann = engine.getActor(CourierProxy, "ann");
      await stage.finish(assertRejects(() => ann.fail("bob", 1), Error));
      store.hold();
      void ann.send(["bob"], [2, 3]);
      await stage.settle();
      const survived = store.crash({ during: "after" });
      const next = stage.open({ store: survived, ...options });
      await stage.finish(next.getActor(CourierProxy, "ann").read());
      await stage.finish(next.run());
      const { taken } = await stage.finish(
        next.getActor(CourierProxy, "bob").read(),
      );
      assertEquals(taken, [2, 3]);
    },
  );
}

testEverywhere(
  "A send that an interceptor makes behind its turn is refused, and told of",
  async (stage) => {
    const options = { actors: [CourierProxy], interceptors: [WAITING] };
    const engine = stage.open({ store: memoryStore(), ...options });
    const ann = engine.getActor(CourierProxy, "ann");
    await stage.finish(assertRejects(() => ann.fail("bob", 1), Error));
    await stage.finish(ann.send(["bob"], [2]));
    await stage.finish(engine.run());
    const { taken } = await stage.finish(
      engine.getActor(CourierProxy, "bob").read(),
    );
    assertEquals(taken, []);
    const refused = stage.eventsOf("refused");
    assertEquals(refused.map(({ method }) => method), ["take", "take"]);
    const [first] = refused;
    assertStringIncludes(`${first?.error}`, "next() before it waits");
  },
);

testEverywhere(
  "A call that a durable turn awaits is made though an interceptor waits",
  async (stage) => {
    const options = { actors: [CourierProxy], interceptors: [WAITING] };
    const engine = stage.open({ store: memoryStore(), ...options });
    const ann = engine.getActor(CourierProxy, "ann");
    await stage.finish(ann.payBy("bob", 7, "key"));
    const { taken } = await stage.finish(
      engine.getActor(CourierProxy, "bob").read(),
    );
    assertEquals(taken, [7]);
  },
);
