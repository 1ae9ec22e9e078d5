import {
  ExpectedError,
  type Interceptor,
  newSubscriber,
} from "@backstage/actors";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { setImmediate } from "node:timers";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { GuardedPuppetProxy } from "../cast/generated/guarded_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { guard } from "../cast/guarded.ts";
import {
  type Stage,
  testEverywhere,
  testInRealTime,
} from "../support/stage.ts";

/** Returns an interceptor that notes when it begins and ends. */
function note(name: string, notes: string[]): Interceptor {
  return {
    incoming(_turn, next) {
      notes.push(`${name} begins`);
      const result = next();
      notes.push(`${name} ends`);
      return result;
    },
  };
}

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

testEverywhere(
  "Interceptor.incoming() surrounds turns, the engine's outside the class's",
  async (stage) => {
    const notes: string[] = [];
    const engine = stage.open({
      interceptors: [note("first", notes), {}, note("second", notes)].filter(
        ({ incoming }) => incoming !== undefined,
      ),
    });
    guard.incoming = note("class", notes).incoming!;
    stage.cast("a", { ask: () => notes.push("method") && 7 });
    const puppet = engine.getActor(GuardedPuppetProxy, "a");
    assertEquals(await stage.finish(puppet.ask(1)), 7);
    delete guard.incoming;
    assertEquals(notes, [
      "first begins",
      "second begins",
      "class begins",
      "method",
      "class ends",
      "second ends",
      "first ends",
    ]);
  },
);

testEverywhere(
  "Interceptor.incoming() is told what runs for whom, and no hook",
  async (stage) => {
    const seen: unknown[] = [];
    const engine = stage.open({
      interceptors: [{
        incoming: ({ kind, actor, method, caller, payload }, next) => {
          seen.push([kind, actor.id, method, caller?.id ?? null, payload]);
          return next();
        },
      }],
    });
    stage.cast("a", {
      init: () => {},
      deinit: () => {},
      ask: async (ctx, input) => {
        const method = PuppetProxy.Method.tell;
        ctx.getStream("news").subscribe(newSubscriber("b", method));
        ctx.getStream("news").next("late");
        ctx.runOnce(0, () => {});
        await ctx.getActor(PuppetProxy, "b").ask("asked");
        return input;
      },
    });
    stage.cast("b", { ask: () => {}, tell: () => {} });
    await stage.finish(engine.getActor(PuppetProxy, "a").ask({ x: 1 }));
    await stage.finish(engine.getActor(CounterProxy, "c").increment());
    await stage.finish(engine.run());
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(seen.map((one) => JSON.stringify(one)).toSorted(), [
      '["call","a","ask",null,{"x":1}]',
      '["call","b","ask","a","asked"]',
      '["call","c","increment",null,null]',
      '["payload","b","tell","a","late"]',
      '["tick","a","timer",null,null]',
    ]);
  },
);

testEverywhere(
  "Interceptor.incoming() changes neither the payload nor the turn",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{
        incoming: (turn, next) => {
          (turn.payload as unknown[]).push("more");
          assertEquals(turn.payload, [1, "more"]);
          for (const key of ["caller", "payload", "actor", "method"]) {
            assertThrows(() => Object.assign(turn, { [key]: 1 }), TypeError);
          }
          next();
          return ["another result"];
        },
      }],
    });
    stage.cast("a", { ask: (_ctx, input) => input });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await stage.finish(puppet.ask([1])), [1]);
  },
);

testEverywhere(
  "Interceptor.incoming() refuses by whatever it throws",
  async (stage) => {
    const thenable = { then: (take: (value: unknown) => void) => take("no") };
    const odd = [null, undefined, Object.freeze(new Error("ice")), "text"];
    let refusal: unknown;
    for (const later of [false, true]) {
      const engine = stage.open({
        interceptors: [{
          incoming: later
            ? async () => {
              await null;
              throw refusal;
            }
            : () => {
              throw refusal;
            },
        }],
      });
      let turns = 0;
      stage.cast("a", { ask: () => turns++ });
      const puppet = engine.getActor(PuppetProxy, "a");
      for (refusal of odd) {
        const error = await errorOf(stage, puppet.ask(1));
        assertEquals(String(error), String(refusal));
      }
      refusal = thenable;
      const call = puppet.ask(1).then(() => "value", () => "error");
      assertEquals(await stage.finish(call), "error");
      refusal = new ExpectedError("not you", { code: "forbidden" });
      const error = await errorOf(stage, puppet.ask(1));
      assert(error instanceof ExpectedError && error.code === "forbidden");
      assertEquals([turns, engine.snapshot().failed], [0, odd.length + 1]);
    }
    assertEquals(stage.eventsOf("expected").length, 2);
  },
);

testEverywhere(
  "Interceptor.incoming() must call next once",
  async (stage) => {
    let incoming: NonNullable<Interceptor["incoming"]>;
    const engine = stage.open({
      interceptors: [{ incoming: (turn, next) => incoming(turn, next) }],
    });
    let turns = 0;
    stage.cast("a", { ask: () => ++turns });
    const puppet = engine.getActor(PuppetProxy, "a");
    const again = 'Cannot call next() for "Puppet/a".ask: ' +
      "it was called before";
    const never = 'Cannot run "Puppet/a".ask: ' +
      "its interceptor neither called next() nor threw";
    incoming = (_turn, next) => {
      next();
      next();
    };
    assertEquals((await errorOf(stage, puppet.ask(1)) as Error).message, again);
    assertEquals(turns, 1);
    incoming = (_turn, next) => {
      next();
      assertThrows(next, TypeError, again);
    };
    assertEquals(await stage.finish(puppet.ask(1)), 2);
    incoming = () => {};
    const error = await errorOf(stage, puppet.ask(1));
    assert(error instanceof TypeError);
    assertEquals(error.message, never);
    incoming = async () => await null;
    assertEquals((await errorOf(stage, puppet.ask(1)) as Error).message, never);
    let late: () => unknown = () => {};
    incoming = (_turn, next) => {
      late = next;
    };
    await errorOf(stage, puppet.ask(1));
    assertThrows(
      late,
      TypeError,
      'Cannot call next() for "Puppet/a".ask: its interceptor has ended',
    );
    assertEquals([turns, engine.snapshot().failed], [2, 4]);
  },
);

testEverywhere(
  "Interceptor.incoming() that catches what a method throws hides nothing",
  async (stage) => {
    const seen: unknown[] = [];
    const engine = stage.open({
      interceptors: [{
        async incoming(_turn, next) {
          try {
            seen.push(await next());
          } catch (error) {
            seen.push(String(error));
          }
        },
      }, {
        // It lets go of a promise that may be rejected.
        incoming: (_turn, next) => void next(),
      }],
    });
    stage.cast("a", {
      ask: async (_ctx, input) => {
        if (input === "later") await null;
        if (input !== 1) throw new Error("boom");
        return input;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(
      String(await errorOf(stage, puppet.ask("now"))),
      "Error: boom",
    );
    assertEquals(
      String(await errorOf(stage, puppet.ask("later"))),
      "Error: boom",
    );
    assertEquals(await stage.finish(puppet.ask(1)), 1);
    assertEquals(seen, ["Error: boom", "Error: boom", 1]);
  },
);

for (const wire of ["auto", "always"] as const) {
  testInRealTime(
    "Interceptor.incoming() lets go of a promise that is rejected first",
    async (stage) => {
      const engine = stage.open({
        interceptors: [{
          async incoming(_turn, next) {
            next();
            // The platform looks for rejections without a handler meanwhile.
            await new Promise<void>((resolve) => setImmediate(resolve));
          },
        }],
      });
      stage.cast("a", { ask: () => Promise.reject(new Error("boom")) });
      const puppet = engine.getActor(PuppetProxy, "a");
      assertEquals(String(await errorOf(stage, puppet.ask(1))), "Error: boom");
    },
    wire,
  );
}

for (
  const [reentrancy, proxy] of [
    ["none", PuppetProxy],
    ["chain", ChainPuppetProxy],
    ["full", FullPuppetProxy],
  ] as const
) {
  testEverywhere(
    `Interceptor.incoming() that awaits keeps the order, with "${reentrancy}"`,
    async (stage) => {
      const notes: unknown[] = [];
      const gates = new Map<unknown, PromiseWithResolvers<void>>();
      const engine = stage.open({
        interceptors: [{
          async incoming({ payload }, next) {
            notes.push(`${payload} begins`);
            const gate = Promise.withResolvers<void>();
            gates.set(payload, gate);
            await gate.promise;
            await next();
            notes.push(`${payload} ends`);
          },
        }],
      });
      stage.cast("a", { tell: (_ctx, input) => void notes.push(input) });
      const puppet = engine.getActor(proxy, "a");
      const calls = [1, 2].map((input) => puppet.tell(input));
      await stage.until(() => gates.has(1));
      await stage.settle();
      const isFull = reentrancy === "full";
      assertEquals(gates.has(2), isFull);
      gates.get(1)!.resolve();
      await stage.until(() => gates.has(2));
      gates.get(2)!.resolve();
      await stage.finish(Promise.all(calls));
      const begins = ["1 begins", 1, "1 ends", "2 begins", 2, "2 ends"];
      assertEquals(
        notes,
        isFull ? ["1 begins", "2 begins", 1, "1 ends", 2, "2 ends"] : begins,
      );
    },
  );
}
