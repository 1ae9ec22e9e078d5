import {
  CallError,
  CodecError,
  type Logger,
  newSubscriber,
} from "@backstage/actors";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { setImmediate } from "node:timers";
import { viewOf } from "../../src/engine/engine.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";

testEverywhere(
  "Engine survives 20,000 failed calls that nobody awaits",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 1 });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let call = 0; call < 20_000; call++) puppet.ask(call);
    await engine.run();
    await stage.settle();
    assertEquals(stage.lines.length, 2);
    assertStringIncludes(stage.lines[0] ?? "", "(10000 times)");
    assertStringIncludes(stage.lines[1] ?? "", "9999 more calls failed");
  },
);

testEverywhere(
  "Engine.poisonPill() ends subscriptions behind an init that fails",
  async (stage) => {
    const engine = stage.open();
    let fails = true;
    const heard: unknown[] = [];
    stage.cast("a", {
      init: () => {
        if (fails) throw new Error("not yet");
      },
      tell: (_ctx, input) => void heard.push(input),
    });
    const news = engine.getStream<unknown>("news");
    news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    const told = assertRejects(
      async () => await engine.getActor(PuppetProxy, "a").tell("first"),
      CallError,
    );
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    await told;
    fails = false;
    news.next("second");
    await engine.run();
    assertEquals(heard, []);
  },
);

testEverywhere(
  "Engine.events survives a listener whose promise rejects",
  async (stage) => {
    const engine = stage.open();
    engine.events.subscribe(async () => {
      await null;
      throw new Error("listener");
    });
    await engine.getActor(CounterProxy, "c").increment();
    await new Promise<void>((resolve) => setImmediate(resolve));
    assertEquals(stage.lines, [
      "error An event listener failed: Error: listener",
    ]);
  },
);

testEverywhere(
  "Engine survives a logger whose promises reject",
  async (stage) => {
    const fail = async () => {
      await null;
      throw new Error("log");
    };
    const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
    const engine = stage.open({ logger });
    stage.cast("a", {
      tell: () => {
        throw new Error("boom");
      },
    });
    engine.getActor(PuppetProxy, "a").tell(null);
    await engine.run();
    await stage.settle();
    assertEquals(await engine.getActor(CounterProxy, "c").count(), 0);
  },
);

testEverywhere(
  "Engine activates once when init's promise calls back twice",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      init: () => {
        const strange = Promise.resolve();
        strange.then = ((onValue: () => void) => {
          onValue();
          onValue();
          throw new Error("strange");
        }) as typeof strange.then;
        return strange;
      },
      ask: () => "here",
    });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(null), "here");
    await engine.run();
    assertEquals(stage.eventsOf("activated").length, 1);
  },
);

testEverywhere(
  "Engine refuses a proxy of another engine in a message",
  async (stage) => {
    const [here, there] = [stage.open(), stage.open()];
    const foreign = there.getActor(CounterProxy, "c");
    await assertRejects(
      async () => await here.getActor(PuppetProxy, "a").ask(foreign),
      CodecError,
      "proxies of another engine cannot be messages",
    );
  },
);

testEverywhere(
  "Engine.stop() lets a deinit reach other actors",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("a", {
      deinit: async (_reason, ctx) => {
        await ctx.getActor(PuppetProxy, "b").tell("last words");
      },
    });
    stage.cast("b", { tell: (_ctx, input) => void heard.push(input) });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.stop());
    assertEquals(heard, ["last words"]);
    assertEquals(engine.snapshot().actors, []);
    assertEquals(
      stage.eventsOf("activated").length,
      stage.eventsOf("deactivated").length,
    );
  },
);

testEverywhere(
  "Engine.poisonPill() resolves when stop() gave up on its actor",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 20 });
    stage.cast("a", { deinit: () => new Promise(() => {}) });
    await engine.getActor(PuppetProxy, "a").ask(null);
    const pill = engine.poisonPill(PuppetProxy, "a");
    await stage.finish(engine.stop());
    await stage.finish(pill);
    assertStringIncludes(
      stage.lines.join("\n"),
      'did not wait longer than 20 ms for "Puppet/a"',
    );
  },
);

testSimulated(
  "ActorOptions.overflow never drops a timer's tick",
  async (stage) => {
    const engine = stage.open();
    const meter = engine.getActor(MeterProxy, "m");
    await meter.every(10);
    for (let round = 0; round < 5; round++) {
      // The tick is due while the inbox overflows.
      await stage.simulated?.advance(10);
      for (let value = 0; value < 50; value++) meter.read(value);
    }
    await stage.simulated?.advance(100);
    assertEquals(await meter.ticks(), 15);
  },
);

testSimulated(
  "Engine.stop() deactivates an actor that is paused while it drains",
  async (stage) => {
    const ends: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: () => gate.promise,
      deinit: (reason) => void ends.push(reason),
    });
    const engine = stage.open({ drainTimeoutMs: 100 });
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    reply.then(() => {});
    await stage.settle();
    const stopped = engine.stop();
    await stage.settle();
    const [activation] = viewOf(engine).registry;
    assertEquals(activation!.pause(), false);
    gate.resolve();
    await stage.finish(stopped);
    assertEquals(ends, ["shutdown"]);
  },
);

function makeDeepError(): Error {
  const top = new Error("deep");
  let error = top;
  for (let depth = 0; depth < 5_000; depth++) {
    const cause = new Error("deeper");
    error.cause = cause;
    error = cause;
  }
  return top;
}

function makeCircle(): object {
  const circle: Record<string, unknown> = {};
  return Object.assign(circle, { circle });
}

const trap = (): never => {
  throw new Error("trap");
};

/** What no wire can carry, or what throws when it is looked at. */
const STRANGE: Record<string, () => unknown> = {
  "a function": () => () => {},
  "a symbol": () => Symbol("strange"),
  "a circle": makeCircle,
  "an error with a function": () => Object.assign(new Error("x"), { trap }),
  "an error with a deep cause": makeDeepError,
  "a getter that throws": () => Object.defineProperty({}, "x", { get: trap }),
  "an error whose message throws": () =>
    Object.defineProperty(new Error(), "message", { get: trap }),
  "a proxy whose traps throw": () =>
    new Proxy({}, { get: trap, getPrototypeOf: trap, ownKeys: trap }),
};

for (const [name, make] of Object.entries(STRANGE)) {
  testEverywhere(`promise 4: ${name} settles its call`, async (stage) => {
    const ways: Record<string, () => unknown> = {
      return: make,
      throw: () => {
        throw make();
      },
      resolve: () => Promise.resolve(make()),
      reject: () => Promise.reject(make()),
    };
    stage.cast("a", { ask: (_ctx, way) => ways[way as string]!() });
    const engine = stage.open();
    const a = engine.getActor(PuppetProxy, "a");
    for (const way of Object.keys(ways)) {
      let settled = 0;
      const settle = () => void settled++;
      await a.ask(way).then(settle, settle);
      assertEquals([way, settled], [way, 1]);
    }
    await engine.run();
    const faults = stage.lines.filter((line) => line.includes("fault"));
    assertEquals(faults, []);
  });
}
