import { CallError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testPromise(
  "promise 7: what is before the pill is handled, what is behind is not run",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 3 });
    const counter = engine.getActor(CounterProxy, "a");
    const before = Array.from({ length: 100 }, () => counter.add(1));
    const gone = engine.poisonPill(CounterProxy, "a");
    const behind = Array.from({ length: 100 }, () => counter.add(1));
    const errors = await Promise.all(
      behind.map((reply) => assertRejects(() => reply, CallError)),
    );
    await gone;
    assertEquals((await Promise.all(before)).at(-1), 100);
    for (const { message, code, outcome } of errors) {
      assertEquals(
        message,
        'Cannot call "Counter/a".add: actor was poisoned',
      );
      assertEquals([code, outcome], ["poisoned", "not-run"]);
    }
    const reasons = stage.eventsOf("dead-letter").map(({ reason }) => reason);
    assertEquals(reasons, Array(100).fill("poisoned"));
    assertEquals(await counter.count(), 0);
  },
);

testPromise(
  "promise 7: an actor that poisons itself finishes its turn first",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "die") ctx.poisonPill();
        await null;
        trace.push(`${input}`);
        return input;
      },
      deinit: (reason) => void trace.push(reason),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const [first, dying, waiting] = [
      ...[puppet.ask("first"), puppet.ask("die"), puppet.ask("waits")],
    ];
    assertEquals(await first, "first");
    assertEquals(await dying, "die");
    // It stood in the inbox when the pill was taken.
    assertEquals(await waiting, "waits");
    await stage.settle();
    assertEquals(trace, ["first", "die", "waits", "poison"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testPromise(
  "promise 7: the next call activates afresh, also while deinit runs",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    let lives = 0;
    stage.cast("a", {
      construct: () => void lives++,
      ask: () => lives,
      deinit: () => door.promise,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask(null), 1);
    const gone = engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    const next = puppet.ask(null);
    await stage.settle();
    assertEquals(lives, 1);
    door.resolve();
    assertEquals(await next, 2);
    await gone;
  },
);

testPromise(
  "promise 7: the pill of an actor that is not active resolves at once",
  async (stage) => {
    const engine = stage.open();
    await engine.poisonPill(PuppetProxy, "nobody");
    assertEquals(stage.events, []);
  },
);
