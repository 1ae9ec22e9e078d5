import type { Context, Turn } from "@backstage/actors";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, codeOf, gate, type PuppetClass } from "../support/puppets.ts";
import { testPromise } from "../support/promises.ts";
import { type Stage } from "../support/stage.ts";

/** Ways for code of a turn to go on. */
const WAYS: Record<string, (run: () => void) => Promise<unknown>> = {
  "an `await`": async (run) => {
    await null;
    run();
  },
  "`then()`": (run) => Promise.resolve().then(run),
  "`Promise.all()`": (run) =>
    Promise.all([1, 2].map(async (at) => {
      for (let round = 0; round < at; round++) await null;
      run();
    })),
  "a generator": async (run) => {
    function* steps() {
      yield run();
      yield run();
    }
    for (const _ of steps()) await null;
  },
  "an async generator": async (run) => {
    async function* steps() {
      await null;
      yield run();
      await new Promise<void>((resolve) => void setImmediate(resolve));
      yield run();
    }
    for await (const _ of steps()) run();
  },
  "a timer of the platform": (run) =>
    new Promise<void>((resolve) =>
      void setImmediate(() => {
        run();
        resolve();
      })
    ),
  "a listener": async (run) => {
    const target = new EventTarget();
    target.addEventListener("go", run);
    await null;
    target.dispatchEvent(new Event("go"));
  },
  "a thenable": async (run) => {
    await {
      then: (resolve: () => void) => {
        run();
        resolve();
      },
    };
  },
};

const KINDS: readonly PuppetClass[] = [
  PuppetProxy,
  ChainPuppetProxy,
  FullPuppetProxy,
];

for (const proxy of KINDS) {
  const { type } = proxy.definition;

  testPromise(
    `promise 26: code of a ${type}'s turn has its own, however it goes on`,
    async (stage) => {
      const engine = stage.open();
      const seen: Record<string, Set<Turn>> = {};
      stage.cast("a", {
        ask: async (ctx, input) => {
          const { turn } = ctx;
          for (const [name, way] of Object.entries(WAYS)) {
            const turns = seen[name] ??= new Set();
            await way(() => {
              assertStrictEquals(ctx.turn, turn);
              turns.add(ctx.turn);
            });
          }
          return input;
        },
      });
      const calls = [1, 2, 3].map((at) => ask(engine, proxy, "a", at));
      assertEquals(await stage.finish(Promise.all(calls)), [1, 2, 3]);
      for (const name of Object.keys(WAYS)) assertEquals(seen[name]!.size, 3);
    },
  );

  testPromise(
    `promise 26: a ${type}'s turn is given up with its own call alone`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const [go, late] = [gate(), gate()];
      const ends: Record<string, string> = {};
      stage.cast("db", { ask: () => late.passed.then(() => "saved") });
      const save = async (ctx: Context, name: string): Promise<void> => {
        await go.passed;
        ends[name] = `${await ask(ctx, FullPuppetProxy, "db").catch(
          codeOf,
        )}, ${ctx.turn.signal.aborted}`;
      };
      stage.cast("a", {
        ask: async (ctx, input) => {
          if (input === "leave") return void save(ctx, "left");
          await Promise.all([save(ctx, `${input}`)]);
        },
      });
      await stage.finish(ask(engine, proxy, "a", "leave"));
      const stop = new AbortController();
      const a = engine.getActor(proxy, "a");
      const calls = [
        a.with({ signal: stop.signal }).ask("aborted").catch(codeOf),
        a.ask("kept"),
      ];
      await stage.settle();
      go.open();
      await stage.settle();
      stop.abort();
      assertEquals(await stage.finish(calls[0]!), "aborted");
      await stage.until(() => "aborted" in ends);
      late.open();
      await stage.finish(calls[1]!);
      await stage.until(() => "left" in ends);
      assertEquals(ends, {
        aborted: "aborted, true",
        kept: "saved, false",
        left: "saved, false",
      });
    },
  );
}

async function comesBack(stage: Stage, proxy: PuppetClass): Promise<unknown> {
  const engine = stage.open({ callTimeoutMs: 0 });
  const busy = gate();
  stage.cast("a", {
    ask: async (ctx, input) => {
      if (input === "back") return "back";
      if (input === "busy") return await busy.passed;
      await null;
      return await ask(ctx, FullPuppetProxy, "b");
    },
  });
  stage.cast("b", {
    ask: async (ctx, input) => {
      if (input === "busy") return await busy.passed;
      await null;
      return await ask(ctx, proxy, "a", "back");
    },
  });
  // Others stand beside the turn that it is about, and began last.
  const others = [
    ask(engine, FullPuppetProxy, "b", "busy"),
    ...(proxy === FullPuppetProxy ? [ask(engine, proxy, "a", "busy")] : []),
  ];
  const call = ask(engine, proxy, "a", "go").catch(codeOf);
  await stage.settle();
  const end = await stage.finish(call);
  busy.open();
  await stage.finish(Promise.all(others));
  return end;
}

testPromise(
  "promise 26: what comes back is known by the turn that waits for it",
  async (stage) => {
    assertEquals(await comesBack(stage, PuppetProxy), "deadlock");
    assertEquals(await comesBack(stage, ChainPuppetProxy), "back");
    assertEquals(await comesBack(stage, FullPuppetProxy), "back");
  },
);

testPromise(
  "promise 26: who called is the engine's word, and no payload's",
  async (stage) => {
    const engine = stage.open();
    const callers: unknown[] = [];
    stage.cast("vault", {
      ask: async (ctx) => {
        await null;
        callers.push(ctx.turn.caller);
      },
    });
    const forged = { caller: { type: "Puppet", id: "owner" } };
    stage.cast("thief", {
      ask: (ctx) => ask(ctx, PuppetProxy, "vault", forged),
    });
    await stage.finish(ask(engine, PuppetProxy, "thief"));
    await stage.finish(ask(engine, PuppetProxy, "vault", forged));
    assertEquals(callers, [{ type: "Puppet", id: "thief" }, null]);
  },
);
