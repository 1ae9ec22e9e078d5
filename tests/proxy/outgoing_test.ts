import {
  CallError,
  CallTimeoutError,
  ExpectedError,
  InboxFullError,
  type Interceptor,
  type OutgoingCall,
} from "@backstage/actors";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { GuardedPuppetProxy } from "../cast/generated/guarded_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { guard } from "../cast/guarded.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

type Outgoing = NonNullable<Interceptor["outgoing"]>;

/** Interceptors that do no more than look, each in a way of its own. */
const LOOKS: Readonly<Record<string, Outgoing>> = {
  "pass the reply on": (_call, next) => next(),
  "drop it": (_call, next) => void next(),
  "await it": async (_call, next) => {
    await next();
  },
  "return another": async (_call, next) => {
    await next().catch(() => {});
    return "another";
  },
  "wait before": async (_call, next) => {
    await null;
    next();
  },
};

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

function tell({ actor, method, caller, payload }: OutgoingCall): unknown[] {
  return [caller?.id ?? null, actor.id, method, payload];
}

testEverywhere(
  "Interceptor.outgoing() sees calls and sends, the engine's first",
  async (stage) => {
    const seen: unknown[] = [];
    const look = (name: string): Outgoing => (call, next) => {
      seen.push([name, ...tell(call)]);
      return next();
    };
    const engine = stage.open({
      interceptors: [{ outgoing: look("first") }, { outgoing: look("second") }],
    });
    guard.outgoing = look("class");
    stage.cast("a", {
      ask: async (ctx) => {
        const b = ctx.getActor(PuppetProxy, "b");
        b.tell("sent");
        ctx.getStream("news").next("late");
        return await b.with({ timeoutMs: 5_000 }).ask("called");
      },
    });
    stage.cast("b", { ask: (_ctx, input) => input, tell: () => {} });
    const a = engine.getActor(GuardedPuppetProxy, "a");
    engine.getActor(PuppetProxy, "b");
    assertEquals(await stage.finish(a.ask([1])), "called");
    delete guard.outgoing;
    const around = (envelope: unknown[], ...names: string[]) =>
      names.map((name) => [name, ...envelope]);
    assertEquals(seen, [
      ...around([null, "a", "ask", [1]], "first", "second"),
      ...around(["a", "b", "tell", "sent"], "first", "second", "class"),
      ...around(["a", "b", "ask", "called"], "first", "second", "class"),
    ]);
  },
);

for (const [way, outgoing] of Object.entries(LOOKS)) {
  testEverywhere(
    `Interceptor.outgoing() may ${way}: calls end as they do without it`,
    async (stage) => {
      const engine = stage.open({ interceptors: [{ outgoing }] });
      stage.cast("a", {
        ask: (_ctx, input) => {
          if (input === "boom") throw new Error("boom");
          return input;
        },
        tell: () => {
          throw new Error("bang");
        },
      });
      const a = engine.getActor(PuppetProxy, "a");
      assertEquals(await stage.finish(a.ask([1])), [1]);
      assertEquals(String(await errorOf(stage, a.ask("boom"))), "Error: boom");
      assertEquals(String(await errorOf(stage, a.tell(1))), "Error: bang");
      const counter = engine.getActor(CounterProxy, "c");
      counter.increment();
      assertEquals(await stage.finish(counter.count()), 1);
      assertEquals(stage.lines, []);
      a.tell(1);
      await stage.until(() => stage.lines.length > 0);
      await stage.finish(engine.stop());
      assertEquals(stage.lines, [
        'error "Puppet/a".tell failed and nobody awaited it: Error: bang',
      ]);
    },
  );
}

testEverywhere(
  "Interceptor.outgoing() may make a call again that did not run",
  async (stage) => {
    let failures: unknown[] = [];
    const engine = stage.open({
      inboxCapacity: 1,
      interceptors: [{
        async outgoing({ method, actor }, next) {
          if (actor.id !== "a" || method !== "ask") return await next();
          while (true) {
            try {
              return await next();
            } catch (error) {
              failures.push(error);
              if (!(error instanceof InboxFullError)) throw error;
              gate.resolve();
              await stage.settle();
            }
          }
        },
      }],
    });
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => {
        if (input === 0) throw new Error("boom");
        return input;
      },
      tell: () => gate.promise,
    });
    const a = engine.getActor(PuppetProxy, "a");
    a.tell(1);
    await stage.settle();
    a.tell(2);
    const input = [1];
    const call = a.ask(input);
    input.push(2);
    assertEquals(await stage.finish(call), [1]);
    assert(failures.length > 0);
    failures = [];
    assertEquals(String(await errorOf(stage, a.ask(0))), "Error: boom");
    assertEquals(failures.length, 1);
    await stage.finish(engine.stop());
    assertEquals(stage.lines, []);
  },
);

testEverywhere("Interceptor.outgoing() must call next once", async (stage) => {
  let outgoing: Outgoing;
  const engine = stage.open({
    interceptors: [{ outgoing: (call, next) => outgoing(call, next) }],
  });
  let turns = 0;
  stage.cast("a", {
    ask: (_ctx, input) => {
      turns++;
      if (input === 0) throw new Error("boom");
      return turns;
    },
  });
  const a = engine.getActor(PuppetProxy, "a");
  const start = 'Cannot call next() for "Puppet/a".ask: ';
  const again = `${start}it was called before, and may have run`;
  const messageOf = async (call: Promise<unknown>) =>
    (await errorOf(stage, call) as Error).message;
  outgoing = (_call, next) => {
    next();
    return next();
  };
  assertEquals(await messageOf(a.ask(1)), again);
  outgoing = async (_call, next) => {
    await next().catch(() => {});
    await next();
  };
  assertEquals(await messageOf(a.ask(1)), again);
  assertEquals(await messageOf(a.ask(0)), again);
  assertEquals(turns, 3);
  const never = 'Cannot call "Puppet/a".ask: ' +
    "its interceptor neither called next() nor threw";
  outgoing = () => {};
  assertEquals(await messageOf(a.ask(1)), never);
  outgoing = async () => await null;
  assertEquals(await messageOf(a.ask(1)), never);
  let late: () => unknown = () => {};
  outgoing = (_call, next) => {
    late = next;
  };
  await errorOf(stage, a.ask(1));
  assertThrows(late, TypeError, `${start}its interceptor has ended`);
  await stage.finish(engine.stop());
  assertEquals([turns, stage.lines], [3, []]);
});

testEverywhere(
  "Interceptor.outgoing() refuses by whatever it throws",
  async (stage) => {
    let refusal: unknown;
    const outgoing: Outgoing[] = [
      () => {
        throw refusal;
      },
      () => Promise.reject(refusal),
    ];
    for (const one of outgoing) {
      stage.events.length = 0;
      const engine = stage.open({ interceptors: [{ outgoing: one }] });
      const a = engine.getActor(PuppetProxy, "a");
      for (refusal of [null, Object.freeze(new Error("ice")), "text"]) {
        assertEquals(
          String(await errorOf(stage, a.ask(1))),
          String(refusal),
        );
      }
      refusal = new ExpectedError("not you", { code: "forbidden" });
      assertEquals(await errorOf(stage, a.ask(1)), refusal);
      a.ask(1);
      a.tell(1);
      await stage.finish(engine.stop());
      assertEquals(stage.eventsOf("refused").length, 6);
      assertEquals([engine.snapshot().actors, stage.lines], [[], []]);
    }
  },
);

testEverywhere(
  "Interceptor.outgoing() that refuses a send is a log line",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{
        outgoing: () => {
          throw new Error("no");
        },
      }],
    });
    engine.getActor(PuppetProxy, "a").tell(1);
    await stage.finish(engine.stop());
    assertEquals(stage.lines, [
      'error "Puppet/a".tell failed and nobody awaited it: Error: no',
    ]);
  },
);

testEverywhere(
  "Interceptor.outgoing() that never settles is cut by the call's limits",
  async (stage) => {
    let last: Promise<unknown> | undefined;
    const gate = Promise.withResolvers<void>();
    const engine = stage.open({
      interceptors: [{
        async outgoing(_call, next) {
          await gate.promise;
          last = next();
          await new Promise(() => {});
        },
      }],
    });
    let turns = 0;
    stage.cast("a", { ask: () => turns++ });
    const a = engine.getActor(PuppetProxy, "a");
    const timed = await errorOf(stage, a.with({ timeoutMs: 5 }).ask(1));
    assert(timed instanceof CallTimeoutError && timed.outcome === "not-run");
    const abort = new AbortController();
    const call = errorOf(stage, a.with({ signal: abort.signal }).ask(1));
    await stage.settle();
    abort.abort();
    const aborted = await call;
    assert(aborted instanceof CallError && aborted.code === "aborted");
    gate.resolve();
    await stage.settle();
    // What it does with a call that is given up comes to nothing.
    const late = await errorOf(stage, Promise.resolve(last));
    assert(late instanceof CallError);
    assertEquals([late.outcome, turns], ["not-run", 0]);
  },
);

testEverywhere(
  "Interceptor.outgoing() sees its call given up while it runs",
  async (stage) => {
    const seen: unknown[] = [];
    const engine = stage.open({
      interceptors: [{
        outgoing: async (_call, next) => {
          await next().catch((error) => seen.push(error));
        },
      }],
    });
    stage.cast("a", { ask: () => new Promise(() => {}) });
    const a = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 5 });
    const error = await errorOf(stage, a.ask(1));
    assert(error instanceof CallTimeoutError && error.outcome === "unknown");
    await stage.settle();
    assertEquals(seen, [error]);
    await stage.finish(engine.stop({ drain: false }));
  },
);
