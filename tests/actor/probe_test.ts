import { Engine } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import type {
  Arrival,
  Hook,
  Probe,
  ProbedTurn,
} from "../../src/actor/port/probe.ts";
import type { Caller } from "../../src/envelope/target.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";

/** Keeps what it sees. */
class Observer implements Probe {
  readonly arrivals: Arrival[] = [];
  readonly turns: ProbedTurn[] = [];
  readonly ended: ProbedTurn[] = [];
  quota = Infinity;
  arounds = 0;

  arrive(_resident: unknown, arrival: Arrival): boolean {
    this.arrivals.push(arrival);
    return --this.quota > 0;
  }

  start(turn: ProbedTurn): void {
    assertEquals([turn.endedAt, turn.outcome], [0, "running"]);
    this.turns.push(turn);
  }

  around(_turn: ProbedTurn, run: () => boolean): boolean {
    this.arounds++;
    return run();
  }

  end(turn: ProbedTurn): void {
    this.ended.push(turn);
  }

  /** What was done and how it ended. */
  get story(): unknown[] {
    return this.ended.map(({ activation, method, payload, outcome }) => [
      activation.id,
      method.name,
      payload,
      outcome,
    ]);
  }
}

function attach(engine: Engine, observer: Probe): () => void {
  return viewOf(engine).attach(observer);
}

testEverywhere("Core.attach() shows every arrival and turn", async (stage) => {
  const engine = stage.open();
  const observer = new Observer();
  attach(engine, observer);
  stage.cast("a", {
    ask: async (ctx, input) => {
      if (input === "throw") throw new Error("no");
      if (input === "call") await ctx.getActor(PuppetProxy, "b").ask("sync");
      return input;
    },
  });
  stage.cast("b", { ask: (_ctx, input) => input });
  const a = engine.getActor(PuppetProxy, "a");
  await a.ask("call");
  await a.ask("throw").catch(() => {});
  await engine.run();
  assertEquals(observer.story, [
    ["b", "ask", "sync", "done"],
    ["a", "ask", "call", "done"],
    ["a", "ask", "throw", "failed"],
  ]);
  assertEquals(observer.arrivals.length, 3);
  assertEquals(observer.arounds, 3);
  const [, toB] = observer.arrivals;
  assertEquals(toB?.caller?.actor, { type: "Puppet", id: "a" });
  for (const { arrival, startedAt, endedAt } of observer.ended) {
    assert(arrival.at <= startedAt && startedAt <= endedAt);
  }
});

testSimulated("Core.attach() tells queue and run times", async (stage) => {
  const engine = stage.open();
  const observer = new Observer();
  stage.cast("a", { ask: () => pause() });
  const a = engine.getActor(PuppetProxy, "a");
  // Before anybody looks: these are not seen.
  a.ask(0);
  attach(engine, observer);
  for (const input of [1, 2]) a.ask(input).then(() => {});
  await stage.settle();
  for (let gate = 0; gate < 3; gate++) {
    await stage.simulated!.advance(10);
    gates.shift()!();
    await stage.settle();
  }
  const times = observer.ended.map(({ arrival, startedAt, endedAt }) => [
    startedAt - arrival.at,
    endedAt - startedAt,
  ]);
  assertEquals(times, [[10, 10], [20, 10]]);
});

const gates: (() => void)[] = [];

function pause(): Promise<void> {
  return new Promise((resolve) => void gates.push(resolve));
}

testEverywhere(
  "Core.attach() is over when its end is called",
  async (stage) => {
    const engine = stage.open();
    const [one, two] = [new Observer(), new Observer()];
    const detach = attach(engine, one);
    attach(engine, two);
    const a = engine.getActor(PuppetProxy, "a");
    await a.ask(1);
    detach();
    detach();
    await a.ask(2);
    await engine.getActor(PuppetProxy, "b").ask(3);
    assertEquals([one.ended.length, two.ended.length], [1, 3]);
  },
);

testEverywhere("Probe.arrive() says when it has seen enough", async (stage) => {
  const engine = stage.open();
  const observer = new Observer();
  observer.quota = 2;
  attach(engine, observer);
  const a = engine.getActor(PuppetProxy, "a");
  for (let input = 0; input < 5; input++) await a.ask(input);
  assertEquals(observer.ended.length, 2);
  const [activation] = viewOf(engine).registry;
  observer.quota = 1;
  activation!.trackArrivals();
  for (let input = 5; input < 9; input++) await a.ask(input);
  assertEquals(observer.story.map((line) => (line as unknown[])[2]), [0, 1, 5]);
  assertEquals(activation!.accepted, 9);
});

testEverywhere("Probe.aroundHook() surrounds hooks", async (stage) => {
  const engine = stage.open();
  const seen: unknown[] = [];
  const hooks = { init: () => Promise.resolve(), deinit: () => {} };
  stage.cast("a", hooks);
  attach(
    engine,
    Object.assign(new Observer(), {
      aroundHook: (actor: Caller, hook: Hook, run: () => unknown) => {
        seen.push(actor.actor.id, hook);
        const result = run();
        seen.push(result instanceof Promise);
        return result;
      },
    }),
  );
  await engine.getActor(PuppetProxy, "a").ask(null);
  await engine.poisonPill(PuppetProxy, "a");
  assertEquals(seen, ["a", "init", true, "a", "deinit", false]);
});

testEverywhere("Probe.start() breaks no turn when it throws", async (stage) => {
  const engine = stage.open();
  const fail = (): never => {
    throw new Error("probe");
  };
  attach(engine, { arrive: fail, start: fail, end: fail });
  const observer = new Observer();
  attach(engine, observer);
  stage.cast("a", { ask: (_ctx, input) => input });
  assertEquals(await engine.getActor(PuppetProxy, "a").ask(1), 1);
  assertEquals(observer.ended.length, 1);
  const line = "error A probe failed: Error: probe";
  assertEquals(stage.lines, [line, line, line]);
});

testEverywhere("Probe.end() sees turns that came back", async (stage) => {
  const engine = stage.open();
  const observer = new Observer();
  attach(engine, observer);
  stage.cast("a", {
    ask: async (ctx, input) => {
      if (input === 0) return;
      await ctx.getActor(ChainPuppetProxy, "a").ask(Number(input) - 1);
    },
  });
  await engine.getActor(ChainPuppetProxy, "a").ask(3);
  await engine.run();
  assertEquals(
    observer.ended.map(({ payload, outcome }) => [payload, outcome]),
    [[0, "done"], [1, "done"], [2, "done"], [3, "done"]],
  );
});

testEverywhere("Probe.end() sees a turn that is cut short", async (stage) => {
  const engine = stage.open();
  const observer = new Observer();
  attach(engine, observer);
  stage.cast("a", { ask: () => new Promise(() => {}) });
  const reply = engine.getActor(PuppetProxy, "a").ask(1).catch(() => {});
  await stage.settle();
  await stage.finish(engine.stop({ drain: false }));
  await reply;
  assertEquals(observer.story, [["a", "ask", 1, "unknown"]]);
});

testEverywhere("Activation.oldestAt is when the oldest came", async (stage) => {
  const engine = stage.open();
  attach(engine, new Observer());
  const gate = Promise.withResolvers<void>();
  stage.cast("a", { ask: () => gate.promise });
  const a = engine.getActor(PuppetProxy, "a");
  const replies = [a.ask(1), a.ask(2)];
  for (const reply of replies) reply.then(() => {});
  await stage.settle();
  const [activation] = viewOf(engine).registry;
  assert(activation!.oldestAt !== null);
  gate.resolve();
  await engine.run();
  assertEquals(activation!.oldestAt, null);
});

testEverywhere("Activation.pause() keeps envelopes waiting", async (stage) => {
  const engine = stage.open();
  const ran: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  stage.cast("a", {
    ask: async (_ctx, input) => {
      ran.push(input);
      if (input === 1) await gate.promise;
      return input;
    },
  });
  const a = engine.getActor(PuppetProxy, "a");
  const first = a.ask(1);
  first.then(() => {});
  await stage.settle();
  const [activation] = viewOf(engine).registry;
  assertEquals(activation!.pause(), true);
  assertEquals(activation!.pause(), false);
  const second = a.ask(2);
  gate.resolve();
  assertEquals(await first, 1);
  await stage.settle();
  assertEquals(ran, [1]);
  assertEquals(engine.snapshot().actors[0]?.state, "paused");
  activation!.unpause();
  activation!.unpause();
  assertEquals(await second, 2);
  // At rest as well.
  await engine.run();
  assertEquals(activation!.pause(), true);
  const third = a.ask(3);
  await stage.settle();
  assertEquals(ran, [1, 2]);
  activation!.unpause();
  assertEquals(await third, 3);
  await engine.run();
});

testEverywhere("Engine.stop() goes on with who is paused", async (stage) => {
  const engine = stage.open();
  const a = engine.getActor(PuppetProxy, "a");
  await a.ask(1);
  const [activation] = viewOf(engine).registry;
  activation!.pause();
  const reply = a.ask(2);
  reply.then(() => {});
  await stage.settle();
  await stage.finish(engine.stop());
  assertEquals(await reply, undefined);
});

testEverywhere("Probe.end() sees only turns whose start was", async (stage) => {
  const engine = stage.open({ callTimeoutMs: 0 });
  const gate = Promise.withResolvers<void>();
  stage.cast("a", { ask: () => gate.promise });
  const [early, late] = [new Observer(), new Observer()];
  attach(engine, early);
  const reply = engine.getActor(PuppetProxy, "a").ask(1);
  reply.then(() => {});
  await stage.settle();
  attach(engine, late);
  gate.resolve();
  await reply;
  await engine.run();
  assertEquals([early, late].map(({ ended }) => ended.length), [1, 0]);
});
