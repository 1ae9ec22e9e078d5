import { CallError, CodecError, newSubscriber } from "@backstage/actors";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../support/cast.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { HOSTILE } from "./hostile.ts";

/** Tells how a call ends, without a look at what it ends with. */
function endOf(stage: Stage, call: Promise<unknown>): Promise<string> {
  return stage.finish(call.then(() => "value", () => "error"));
}

/** Returns what a call ends with, where it is an error. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

const PROXIES = [PuppetProxy, FullPuppetProxy, BrittlePuppetProxy];

/** Every way to throw a value out of a method. */
const WAYS: Readonly<Record<string, (value: unknown) => unknown>> = {
  "at once": (value) => {
    throw value;
  },
  "later": async (value) => {
    await null;
    throw value;
  },
  "as a rejection": (value) => Promise.reject(value),
  "out of `then`": (value) => ({
    then: () => {
      throw value;
    },
  }),
  "by `then`": (value) => ({
    then: (_take: unknown, refuse: (error: unknown) => void) => {
      refuse(value);
      refuse(value);
    },
  }),
  "for want of `then`": (value) => ({
    get then() {
      throw value;
    },
  }),
};

for (const [way, fail] of Object.entries(WAYS)) {
  testEverywhere(
    `R9: a turn that throws ${way} settles, whatever it throws`,
    async (stage) => {
      const engine = stage.open();
      for (const [what, make] of Object.entries(HOSTILE)) {
        stage.cast(what, {
          ask: (_ctx, input) => input === 1 ? fail(make()) : input,
          tell: () => fail(make()) as void,
        });
        for (const proxy of PROXIES) {
          const puppet = engine.getActor(proxy, what);
          assertEquals(await endOf(stage, puppet.ask(1)), "error", what);
          puppet.ask(1);
          puppet.tell(1);
          assertEquals(await stage.finish(puppet.ask(2)), 2, what);
        }
      }
      await stage.finish(engine.stop());
      for (const what of Object.keys(HOSTILE)) {
        const line = `"Puppet/${what}".tell failed and nobody awaited it`;
        assert(stage.lines.some((one) => one.includes(line)), what);
      }
    },
  );
}

testEverywhere(
  "R9: a hook that throws ends its activation, whatever it throws",
  async (stage) => {
    const engine = stage.open();
    for (const [what, make] of Object.entries(HOSTILE)) {
      const fail = (): never => {
        throw make();
      };
      const beginnings: readonly Part[] = [
        { init: fail },
        { init: () => Promise.reject(make()) },
        { construct: fail },
      ];
      const puppet = engine.getActor(PuppetProxy, what);
      for (const part of beginnings) {
        stage.cast(what, part);
        const error = await errorOf(stage, puppet.ask(1));
        assert(error instanceof CallError, what);
        assertEquals(error.code, "activation-failed", what);
      }
      for (const deinit of [fail, () => Promise.reject(make())]) {
        stage.cast(what, { ask: () => 1, deinit });
        assertEquals(await stage.finish(puppet.ask(1)), 1, what);
        await stage.finish(engine.poisonPill(PuppetProxy, what));
      }
    }
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "R9: a tick or payload that throws ends nothing, whatever it throws",
  async (stage) => {
    const engine = stage.open();
    for (const [what, make] of Object.entries(HOSTILE)) {
      const turns = { ticks: 0, payloads: 0 };
      const fail = (count: number): Promise<void> => {
        if (count % 2 === 0) return Promise.reject(make());
        throw make();
      };
      stage.cast(what, {
        construct: (ctx) => {
          const timer = ctx.runRecurring(1, () => {
            if (++turns.ticks === 4) timer.cancel();
            return fail(turns.ticks);
          });
        },
        tell: () => fail(++turns.payloads),
        ask: () => turns.payloads,
      });
      const stream = engine.getStream<number>("news");
      const subscriber = newSubscriber(what, PuppetProxy.Method.tell);
      stream.subscribe(subscriber);
      for (const value of [1, 2, 3]) stream.next(value);
      stream.unsubscribe(subscriber);
      const puppet = engine.getActor(PuppetProxy, what);
      assertEquals(await stage.finish(puppet.ask(null)), 3, what);
      await stage.until(() => turns.ticks === 4);
    }
    await stage.finish(engine.run());
    const failed = stage.eventsOf("failed").length;
    assertEquals(failed, 7 * Object.keys(HOSTILE).length);
  },
);

testEverywhere(
  "R9: a payload or result that throws is refused, whatever it throws",
  async (stage) => {
    const engine = stage.open();
    for (const [what, make] of Object.entries(HOSTILE)) {
      const bad = () => ({
        get member() {
          throw make();
        },
      });
      stage.cast(what, {
        ask: (_ctx, input) => input === 1 ? bad() : input,
      });
      const puppet = engine.getActor(PuppetProxy, what);
      for (const call of [puppet.ask(bad()), puppet.ask(1)]) {
        assert(await errorOf(stage, call) instanceof CodecError, what);
      }
      assertEquals(await endOf(stage, puppet.tell(bad())), "error", what);
      const published = engine.getStream("news").next(bad());
      assertEquals(
        await endOf(stage, Promise.resolve(published)),
        "error",
        what,
      );
      assertEquals(await stage.finish(puppet.ask(2)), 2, what);
    }
  },
);

testEverywhere(
  "R9: a directive, listener or logger that throws what cannot be read",
  async (stage) => {
    const lines: string[] = [];
    for (const [what, make] of Object.entries(HOSTILE)) {
      const fail = (): never => {
        throw make();
      };
      const engine = stage.open({
        logger: {
          debug: fail,
          info: () => Promise.reject(make()),
          warn: fail,
          error: (...data) => {
            lines.push(data.join(" "));
            throw make();
          },
        },
      });
      engine.events.subscribe(fail);
      engine.events.subscribe(() => Promise.reject(make()) as unknown as void);
      stage.cast("a", {
        ask: (ctx, input) => {
          ctx.log.info(make());
          ctx.log.warn(make());
          return input === 1 ? fail() : input;
        },
      });
      for (const proxy of PROXIES) {
        const puppet = engine.getActor(proxy, "a");
        assertEquals(await endOf(stage, puppet.ask(1)), "error", what);
        assertEquals(await stage.finish(puppet.ask(2)), 2, what);
      }
      await stage.finish(engine.stop());
    }
    assert(lines.some((line) => line.includes("event listener failed")));
  },
);

testEverywhere(
  "R9: a call error that cannot be read becomes one that can",
  async (stage) => {
    const engine = stage.open();
    const thrown = Object.defineProperty(
      new CallError("strange", { code: "remote", outcome: "not-run" }),
      "outcome",
      {
        get: () => {
          throw new Error("no outcome");
        },
      },
    );
    stage.cast("a", {
      ask: () => {
        throw thrown;
      },
    });
    const call = engine.getActor(PuppetProxy, "a").ask(null);
    const error = await stage.finish(call.then(() => null, (e) => e));
    assert(error instanceof CallError);
    assertEquals([error.outcome, error.code, error.message], [
      "failed",
      "remote",
      "strange",
    ]);
  },
);

testEverywhere(
  "R9: what is no call error reaches a caller as it was thrown",
  async (stage) => {
    const engine = stage.open({ wire: "auto" });
    for (const [what, make] of Object.entries(HOSTILE)) {
      if (what.includes("call error") || what.includes("codec error")) continue;
      const thrown = make();
      stage.cast(what, {
        ask: () => {
          throw thrown;
        },
      });
      const call = engine.getActor(PuppetProxy, what).ask(null);
      const caught = await stage.finish(
        call.then(() => null, (error) => [error]),
      );
      assertStrictEquals(caught![0], thrown);
    }
  },
);

testEverywhere(
  "R9: a promise that refuses to be followed fails its turn, and no more",
  async (stage) => {
    const engine = stage.open();
    const species = Object.defineProperty(Promise.resolve(1), "constructor", {
      get: () => {
        throw new Error("no constructor");
      },
    });
    const answers: Readonly<Record<string, unknown>> = {
      "a Proxy of a promise": new Proxy(Promise.resolve(1), {}),
      "a promise without a constructor": species,
      "a promise whose species throws": Object.assign(Promise.resolve(1), {
        constructor: {
          get [Symbol.species]() {
            throw new Error("no species");
          },
        },
      }),
      "a Proxy whose traps throw": new Proxy(Promise.resolve(1), {
        getPrototypeOf: () => {
          throw new Error("no prototype");
        },
      }),
    };
    for (const proxy of [PuppetProxy, FullPuppetProxy]) {
      for (const [id, answer] of Object.entries(answers)) {
        stage.cast(id, {
          construct: (ctx) =>
            void ctx.runOnce(1, () => answer as Promise<void>),
          ask: (_ctx, input) => input === 1 ? answer : input,
        });
        const puppet = engine.getActor(proxy, id);
        await endOf(stage, puppet.ask(1));
        assertEquals(await stage.finish(puppet.ask(2)), 2, id);
        await stage.until(() => engine.snapshot().timers === 0);
        // A turn that is still open would hold up its end.
        await stage.finish(engine.poisonPill(proxy, id));
      }
    }
  },
);

testEverywhere(
  "R9: a thenable that never settles holds its own turn only",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: (_ctx, input) => input === 1 ? { then: () => {} } : input,
    });
    const puppet = engine.getActor(FullPuppetProxy, "a");
    puppet.ask(1);
    assertEquals(await stage.finish(puppet.ask(2)), 2);
  },
);

testEverywhere(
  "R9: a signal's reason gives calls up, whatever it is",
  async (stage) => {
    const engine = stage.open();
    for (const [what, make] of Object.entries(HOSTILE)) {
      let seen: AbortSignal | null = null;
      stage.cast(what, {
        ask: (ctx, input) => {
          if (input !== 1) return input;
          seen = ctx.turn.signal;
          return new Promise((_, reject) => {
            ctx.turn.signal.onabort = () => reject(ctx.turn.signal.reason);
          });
        },
      });
      const giving = new AbortController();
      const { signal } = giving;
      const puppet = engine.getActor(PuppetProxy, what);
      const calls = [1, 2].map((input) => puppet.with({ signal }).ask(input));
      const errors = calls.map((call) => errorOf(stage, call));
      await stage.settle();
      giving.abort(make());
      const outcomes = (await Promise.all(errors)).map((error) => {
        assert(error instanceof CallError, what);
        return [error.code, error.outcome];
      });
      assertEquals(outcomes, [["aborted", "unknown"], ["aborted", "not-run"]]);
      assert(seen!.aborted);
      assertEquals(await stage.finish(puppet.ask(3)), 3, what);
    }
  },
);
