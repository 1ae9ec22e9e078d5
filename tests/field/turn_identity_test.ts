import type { Context } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { setImmediate } from "node:timers";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, codeOf, gate, type PuppetClass } from "../support/puppets.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

const KINDS: Record<string, PuppetClass> = {
  none: PuppetProxy,
  chain: ChainPuppetProxy,
  full: FullPuppetProxy,
};

for (const [kind, proxy] of Object.entries(KINDS)) {
  for (const isAsync of [false, true]) {
    const left = isAsync ? "an asynchronous" : "a synchronous";
    testEverywhere(
      `R7: what ${left} turn leaves running is no other turn's (${kind})`,
      async (stage) => {
        const engine = stage.open();
        const [late, saving, report] = [gate(), gate(), gate()];
        const saved = Promise.withResolvers<unknown>();
        const save = async (ctx: Context): Promise<void> => {
          await late.passed;
          const reply = ask(ctx, PuppetProxy, "db");
          saved.resolve(await reply.catch(codeOf));
        };
        stage.cast("db", { ask: () => saving.passed.then(() => "saved") });
        stage.cast("cart", {
          ask: (ctx, input) => {
            if (input === "report") return report.passed;
            void save(ctx);
            return isAsync ? Promise.resolve("added") : "added";
          },
        });
        await stage.finish(ask(engine, proxy, "cart", "add"));
        const tab = new AbortController();
        const cart = engine.getActor(proxy, "cart");
        const bob = cart.with({ signal: tab.signal }).ask("report");
        const bobs = bob.catch(codeOf);
        await stage.settle();
        late.open();
        await stage.settle();
        // The task's call is under way; the turn that is open waits for none.
        const { actors } = engine.snapshot();
        const state = actors.find(({ actor }) => actor.id === "cart")?.state;
        assertEquals(state, "running");
        tab.abort();
        assertEquals(await stage.finish(bobs), "aborted");
        saving.open();
        assertEquals(await stage.finish(saved.promise), "saved");
        report.open();
      },
    );
  }
}

testOnBothWires(
  "R7: a limit is that of the turn that calls, at any `await`",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const ends: Record<string, unknown> = {};
    const doors = [gate(), gate(), gate()];
    stage.cast("stuck", { ask: () => new Promise(() => {}) });
    stage.cast("a", {
      ask: async (ctx, input) => {
        const at = Number(input);
        await doors[at]!.passed;
        await Promise.all([null].map(async () => {
          await null;
          ends[at] = await ask(ctx, FullPuppetProxy, "stuck").catch(codeOf);
        }));
      },
    });
    const calls = doors.map((_door, at) =>
      engine.getActor(FullPuppetProxy, "a")
        .with({ timeoutMs: [10, 50, 0][at]! }).ask(at).catch(codeOf)
    );
    await stage.settle();
    // The last one to begin goes on first, the first one last.
    for (const door of doors.toReversed()) {
      door.open();
      await stage.settle();
    }
    await stage.simulated!.advance(20);
    assertEquals(ends, { 0: "timeout" });
    await stage.simulated!.advance(40);
    assertEquals(ends, { 0: "timeout", 1: "timeout" });
    await stage.simulated!.advance(100_000);
    assertEquals(ends, { 0: "timeout", 1: "timeout" });
    void calls;
  },
);

testOnBothWires(
  "R7: with `chain`, the outer turn keeps its own limit beside an inner one",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const inner = gate();
    const late = gate();
    let end: unknown = "open";
    stage.cast("stuck", { ask: () => new Promise(() => {}) });
    stage.cast("b", {
      ask: (ctx) =>
        ctx.getActor(ChainPuppetProxy, "a").with({ timeoutMs: 5 })
          .ask("inner").catch(codeOf),
    });
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "inner") return await inner.passed;
        const both = ask(ctx, PuppetProxy, "b");
        const later = late.passed.then(async () => {
          end = await ask(ctx, FullPuppetProxy, "stuck").catch(codeOf);
        });
        await both;
        await later;
      },
    });
    void ask(engine, ChainPuppetProxy, "a", "outer");
    await stage.settle();
    late.open();
    await stage.simulated!.advance(1_000);
    assertEquals(end, "open");
    inner.open();
  },
);

testEverywhere(
  "Context.turn is the turn that asks, wherever its code goes on",
  async (stage) => {
    const engine = stage.open();
    const door = gate();
    async function* steps(ctx: Context) {
      await null;
      yield ctx.turn;
      await new Promise<void>((resolve) => void setImmediate(resolve));
      yield ctx.turn;
    }
    stage.cast("a", {
      ask: async (ctx) => {
        const own = ctx.turn;
        const seen = new Set([own]);
        await door.passed;
        seen.add(ctx.turn);
        const each = [1, 2].map(async () => {
          await null;
          seen.add(ctx.turn);
        });
        await Promise.all(each);
        await Promise.resolve().then(() => void seen.add(ctx.turn));
        await new Promise<void>((resolve) => {
          setImmediate(() => {
            seen.add(ctx.turn);
            resolve();
          });
        });
        for await (const turn of steps(ctx)) seen.add(turn);
        return seen.size === 1 && own.signal === ctx.turn.signal;
      },
    });
    const calls = [1, 2, 3].map(() => ask(engine, FullPuppetProxy, "a"));
    await stage.settle();
    door.open();
    assertEquals(await stage.finish(Promise.all(calls)), [true, true, true]);
  },
);

testOnBothWires(
  "ActorOptions.turnContext leaves contexts out where turns do not interleave",
  async (stage) => {
    const engine = stage.open({ turnContext: "reentrant" });
    stage.cast("stuck", { ask: () => new Promise(() => {}) });
    stage.cast("a", {
      ask: async (ctx) => {
        await null;
        await ask(ctx, PuppetProxy, "stuck");
      },
    });
    const a = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 5 });
    const end = a.ask(1).catch(codeOf);
    await stage.simulated!.advance(10);
    assertEquals(await end, "timeout");
    assertEquals(stage.eventsOf("abandoned").length, 2);
    assertThrows(
      () => stage.open({ turnContext: "never" as "always" }),
      TypeError,
      "Cannot use turnContext",
    );
  },
);
