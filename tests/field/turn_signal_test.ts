import {
  type ActorProxy,
  type Context,
  newSubscriber,
  type ProxyClass,
} from "@backstage/actors";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

type Proxies = ProxyClass<ActorProxy & Pick<PuppetProxy, "ask">>;

/** Whose turns asked for their signals. */
class Listener {
  readonly aborted: string[] = [];
  readonly asked: string[] = [];

  /** Asks for a turn's signal, and notes when it is aborted. */
  listen(ctx: Context, turn: string): void {
    this.asked.push(turn);
    const { signal } = ctx.turn;
    assert(!signal.aborted, turn);
    signal.addEventListener("abort", () => void this.aborted.push(turn));
  }
}

/** Casts an actor each of whose turns without a caller asks for its signal. */
function castListener(stage: Stage, id: string): Listener {
  const listener = new Listener();
  let payloads = 0;
  stage.cast(id, {
    construct: (ctx) => {
      listener.listen(ctx, "constructor");
      ctx.runOnce(1, () => listener.listen(ctx, "timer"));
      ctx.runOnce(1, async () => {
        await null;
        listener.listen(ctx, "timer, later");
      });
    },
    init: async (ctx) => {
      listener.listen(ctx, "init");
      await null;
      listener.listen(ctx, "init, later");
    },
    tell: async (ctx) => {
      if (++payloads > 1) return;
      listener.listen(ctx, "payload");
      await null;
      listener.listen(ctx, "payload, later");
    },
    ask: (ctx, input) => {
      if (input === "fail") throw new Error("asked to");
      // Left running by a turn that is over: it has no caller any more.
      if (input === "leave") {
        stage.settle().then(() => listener.listen(ctx, "left"));
      }
    },
  });
  return listener;
}

const TURNS = [
  "constructor",
  "init",
  "init, later",
  "left",
  "payload",
  "payload, later",
  "timer",
  "timer, later",
];

/** Starts the actor, and waits until each of its turns has asked. */
async function start(stage: Stage, proxy: Proxies, idleMs = 0) {
  const engine = stage.open({ idleMs });
  const listener = castListener(stage, "a");
  const news = engine.getStream<number>("news");
  news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
  const puppet = engine.getActor(proxy, "a");
  await puppet.ask("leave");
  await stage.until(() => listener.asked.includes("left"));
  return { engine, listener, puppet, news };
}

const ENDS: Readonly<
  Record<string, {
    readonly proxy: Proxies;
    readonly idleMs?: number;
    readonly end: (
      stage: Stage,
      parts: Awaited<ReturnType<typeof start>>,
    ) => Promise<unknown>;
  }>
> = {
  "a pill": {
    proxy: PuppetProxy,
    end: (_stage, { engine }) => engine.poisonPill(PuppetProxy, "a"),
  },
  "an idle time": {
    proxy: PuppetProxy,
    idleMs: 50,
    end: (stage, { engine }) =>
      stage.until(() => engine.snapshot().actors.length === 0),
  },
  "a drained stop": {
    proxy: PuppetProxy,
    end: (_stage, { engine }) => engine.stop(),
  },
  "a stop at once": {
    proxy: PuppetProxy,
    end: (_stage, { engine }) => engine.stop({ drain: false }),
  },
};

for (const [name, { proxy, idleMs, end }] of Object.entries(ENDS)) {
  testEverywhere(
    `R8: ${name} aborts the signals of turns without a caller`,
    async (stage) => {
      const parts = await start(stage, proxy, idleMs);
      const { listener, news } = parts;
      news.next(1);
      await stage.until(() => listener.asked.length === TURNS.length);
      assertEquals(listener.asked.toSorted(), TURNS);
      assertEquals(listener.aborted, []);
      await stage.finish(end(stage, parts));
      assertEquals(listener.aborted.toSorted(), TURNS);
    },
  );
}

for (const proxy of [MortalPuppetProxy, BrittlePuppetProxy]) {
  const { type } = proxy.definition;
  testEverywhere(
    `R8: a failure of a ${type} aborts the signals of its life alone`,
    async (stage) => {
      const { engine, listener, puppet } = await start(stage, proxy);
      await stage.until(() => listener.asked.includes("timer, later"));
      const before = listener.asked.length;
      await stage.finish(puppet.ask("fail").then(null, () => null));
      await stage.until(() => listener.aborted.length >= before);
      assertEquals(listener.aborted, listener.asked.slice(0, before));
      // Only a restart begins anew, with signals of its own.
      await stage.settle();
      assertEquals(listener.aborted.length, before);
      const isLive = engine.snapshot().actors.some(({ actor }) =>
        actor.type === type
      );
      assertEquals(isLive, type === "BrittlePuppet");
    },
  );
}

testEverywhere(
  "R8: a turn with a caller has a signal of its own, whatever came before",
  async (stage) => {
    for (const proxy of [PuppetProxy, ChainPuppetProxy, FullPuppetProxy]) {
      const engine = stage.open();
      const signals: Record<string, AbortSignal> = {};
      let life!: AbortSignal;
      let ticks = 0;
      stage.cast("a", {
        construct: (ctx) => {
          life = ctx.signal;
          ctx.runOnce(1, () => {
            ticks++;
            assertStrictEquals(ctx.turn.signal, life);
          });
        },
        ask: (ctx, input) => {
          signals[String(input)] = ctx.turn.signal;
          return input === "stuck" ? stuck() : null;
        },
        tell: (ctx) => void (signals["told"] = ctx.turn.signal),
      });
      const puppet = engine.getActor(proxy, "a");
      await puppet.ask("first");
      await stage.until(() => ticks === 1);
      await puppet.ask("second");
      puppet.tell(null);
      const giving = new AbortController();
      const failure = failureOf(
        puppet.with({ signal: giving.signal }).ask("stuck"),
      );
      await stage.settle();
      giving.abort();
      assertEquals((await failure).code, "aborted");
      assert(signals["stuck"]!.aborted);
      for (const name of ["first", "second", "told"]) {
        assert(!signals[name]!.aborted, name);
        assert(signals[name] !== life, name);
      }
      assert(!life.aborted);
      await stage.finish(engine.stop({ drain: false }));
      assert(life.aborted);
    }
  },
);

testEverywhere(
  "R8: calls that end with a tick's signal leave no listener behind",
  async (stage) => {
    const engine = stage.open();
    let listeners = 0;
    let most = 0;
    let ticks = 0;
    const count = (signal: AbortSignal): void => {
      const { addEventListener, removeEventListener } = signal;
      Object.defineProperty(signal, "addEventListener", {
        value: (...rest: Parameters<typeof addEventListener>) => {
          most = Math.max(most, ++listeners);
          addEventListener.apply(signal, rest);
        },
      });
      Object.defineProperty(signal, "removeEventListener", {
        value: (...rest: Parameters<typeof removeEventListener>) => {
          listeners--;
          removeEventListener.apply(signal, rest);
        },
      });
    };
    stage.cast("b", { ask: (_ctx, input) => input });
    stage.cast("a", {
      construct: (ctx) => {
        count(ctx.signal);
        ctx.runRecurring(1, async () => {
          const { signal } = ctx.turn;
          await ctx.getActor(PuppetProxy, "b").with({ signal }).ask(1);
          ticks++;
        });
      },
      ask: () => 1,
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.until(() => ticks >= 10);
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals([listeners, most], [0, 1]);
  },
);

testEverywhere(
  "R8: the signal of a turn is aborted in `deinit`, and of a life that is over",
  async (stage) => {
    const engine = stage.open();
    let kept!: Context;
    const seen: boolean[] = [];
    stage.cast("a", {
      construct: (ctx) => void (kept = ctx),
      ask: () => 1,
      deinit: (_reason, ctx) => void seen.push(ctx.turn.signal.aborted),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    const old = kept;
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(seen, [true]);
    await puppet.ask(null);
    assert(old !== kept);
    assertEquals([old, kept].map(({ turn }) => turn.signal.aborted), [
      true,
      false,
    ]);
  },
);
