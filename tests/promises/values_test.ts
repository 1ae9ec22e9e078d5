import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertNotStrictEquals } from "@std/assert";
import { Chance } from "../support/chance.ts";
import { randomPayload, spoil } from "../support/random_payload.ts";
import { testPromise } from "../support/promises.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

/** The same value again: equal to, and sharing nothing with, the first. */
const make = (seed: number): unknown => randomPayload(new Chance(seed));

testPromise(
  "promise 3: neither side sees the other change an argument or a result",
  async (stage) => {
    const engine = stage.open();
    let kept: unknown;
    stage.cast("a", {
      ask: (_ctx, input) => {
        if (input === "read") return kept;
        if (input === "spoil") spoil(kept);
        else kept = input;
        return kept;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let seed = stage.seed; seed < stage.seed + 60; seed++) {
      const payload = make(seed);
      const reply = puppet.ask(payload);
      spoil(payload);
      const echo = await reply;
      assertEquals(echo, make(seed), `argument, seed ${seed}`);
      spoil(echo);
      const again = await puppet.ask("read");
      assertEquals(again, make(seed), `result, seed ${seed}`);
      await puppet.ask("spoil");
      assertEquals(again, make(seed), `result kept by the actor, seed ${seed}`);
    }
  },
);

testPromise(
  "promise 3: an argument waits in the inbox as it was sent",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    stage.cast("a", { tell: (_ctx, input) => void seen.push(input) });
    const puppet = engine.getActor(PuppetProxy, "a");
    const seeds = Array.from({ length: 100 }, (_, index) => stage.seed + index);
    for (const seed of seeds) {
      const payload = make(seed);
      puppet.tell(payload);
      spoil(payload);
    }
    await engine.run();
    assertEquals(seen, seeds.map(make));
  },
);

testPromise(
  "promise 3: subscribers, readers and the publisher share no payload",
  async (stage) => {
    const engine = stage.open();
    const news = engine.getStream<unknown>("news");
    const seen: unknown[] = [];
    for (const id of ["a", "b"]) {
      stage.cast(id, {
        tell: (_ctx, input) => {
          seen.push(structuredClone(input));
          spoil(input);
        },
      });
      news.subscribe(newSubscriber(id, PuppetProxy.Method.tell));
    }
    const readers = [
      news[Symbol.asyncIterator](),
      news[Symbol.asyncIterator](),
    ];
    for (let seed = stage.seed; seed < stage.seed + 30; seed++) {
      const payload = make(seed);
      news.next(payload);
      spoil(payload);
      await engine.run();
      assertEquals(seen.splice(0), [make(seed), make(seed)], `seed ${seed}`);
      for (const reader of readers) {
        const { value } = await reader.next();
        assertEquals(value, make(seed), `seed ${seed}`);
        spoil(value);
      }
    }
    for (const reader of readers) await reader.return?.();
  },
);

testPromise(
  "promise 3: actors share nothing with each other",
  async (stage) => {
    const engine = stage.open();
    const values: Record<string, unknown>[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        const own = { list: [1] };
        const result = await ctx.getActor(PuppetProxy, "b").ask(own);
        values.push(own, result as Record<string, unknown>);
        own.list.push(2);
        return result;
      },
    });
    stage.cast("b", {
      ask: (_ctx, input) => {
        values.push(input as Record<string, unknown>);
        return input;
      },
    });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(null), {
      list: [1],
    });
    const [atB, atA, back] = values;
    assertEquals([atB, atA, back], [
      { list: [1] },
      { list: [1, 2] },
      { list: [1] },
    ]);
    assertNotStrictEquals(atB, back);
  },
);

testPromise(
  "promise 3: a proxy arrives as a reference to the same actor",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "shared");
    stage.cast("a", {
      ask: async (_ctx, input) => {
        const { proxy } = input as { proxy: CounterProxy };
        await proxy.increment();
        return { proxy };
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const result = await puppet.ask({ proxy: counter });
    const { proxy } = result as { proxy: CounterProxy };
    assertEquals(await proxy.add(1), 2);
    assertEquals(await counter.count(), 2);
  },
);
