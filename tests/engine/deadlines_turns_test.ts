import type { Context } from "@backstage/actors";
import { assertEquals, assertNotEquals } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck } from "../support/calls.ts";
import { testEverywhere, testSimulated } from "../support/stage.ts";

function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

for (const wire of ["auto", "always"] as const) {
  testSimulated(
    "promise 12: a turn whose time is over has none for its callees",
    async (stage) => {
      const heard: unknown[] = [];
      const gate = Promise.withResolvers<void>();
      stage.cast("a", {
        ask: async (ctx) => {
          await gate.promise;
          const { code, outcome } = await failureOf(ask(ctx, "b"));
          heard.push(code, outcome);
        },
      });
      stage.cast("b", { ask: () => void heard.push("ran") });
      const engine = stage.open();
      const a = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 100 });
      const failure = failureOf(a.ask(1));
      await stage.simulated!.advance(100);
      assertEquals((await failure).outcome, "unknown");
      gate.resolve();
      await engine.run();
      await stage.settle();
      assertEquals(heard, ["timeout", "not-run"]);
    },
    wire,
  );

  testSimulated(
    "promise 12: a deadline travels from handlers that an open turn attached",
    async (stage) => {
      const heard: unknown[] = [];
      stage.cast("a", {
        ask: async (ctx, input) => {
          if (input === "wait") return await stuck();
          const { code } = await failureOf(ask(ctx, "b"));
          return heard.push(code);
        },
      });
      stage.cast("b", { ask: stuck });
      const engine = stage.open();
      const a = engine.getActor(FullPuppetProxy, "a");
      a.ask("wait");
      const failure = failureOf(a.with({ timeoutMs: 100 }).ask("call"));
      await stage.simulated!.advance(100);
      await failure;
      assertEquals(heard, ["timeout"]);
    },
    wire,
  );

  testSimulated(
    "promise 12: what an earlier turn left keeps its own time",
    async (stage) => {
      const gate = Promise.withResolvers<string>();
      const heard = Promise.withResolvers<unknown>();
      stage.cast("a", {
        ask: (ctx, input) => {
          if (input === "next") return stuck();
          ask(ctx, "b").then(heard.resolve, heard.reject);
          return input;
        },
      });
      stage.cast("b", { ask: () => gate.promise });
      const engine = stage.open();
      const a = engine.getActor(PuppetProxy, "a");
      a.ask("leave");
      const failure = failureOf(a.with({ timeoutMs: 50 }).ask("next"));
      await stage.simulated!.advance(50);
      await failure;
      gate.resolve("in time");
      assertEquals(await heard.promise, "in time");
    },
    wire,
  );
}

testEverywhere(
  "promise 12: what a turn aborts never begins behind it",
  async (stage) => {
    const stop = new AbortController();
    const ran: unknown[] = [];
    stage.cast("a", {
      ask: (_ctx, input) => {
        ran.push(input);
        if (input === "stop") stop.abort();
        return input;
      },
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    const first = a.ask("stop");
    const failure = failureOf(a.with({ signal: stop.signal }).ask("late"));
    assertEquals(await first, "stop");
    assertEquals((await failure).outcome, "not-run");
    assertEquals(ran, ["stop"]);
  },
);

testEverywhere(
  "promise 12: a call that failed is never told not to have run",
  async (stage) => {
    stage.cast("a", {
      ask: () => {
        throw new Error("ran");
      },
    });
    const engine = stage.open();
    const stop = new AbortController();
    engine.events.subscribe(({ kind }) => kind === "failed" && stop.abort());
    const a = engine.getActor(PuppetProxy, "a").with({ signal: stop.signal });
    const error = await a.ask(1).then(() => undefined, (error) => error);
    assertNotEquals(error.outcome, "not-run");
  },
);

testEverywhere(
  "promise 12: calls that are given up make room in the inbox",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => input === 0 ? gate.promise : input,
    });
    const engine = stage.open({ inboxCapacity: 3, callTimeoutMs: 0 });
    const a = engine.getActor(PuppetProxy, "a");
    const first = a.ask(0);
    first.then(() => {});
    await stage.settle();
    const stop = new AbortController();
    const bound = a.with({ signal: stop.signal });
    const failures = [1, 2, 3].map((input) => failureOf(bound.ask(input)));
    stop.abort();
    for (const { code } of await Promise.all(failures)) {
      assertEquals(code, "aborted");
    }
    const last = a.ask(9);
    last.then(() => {});
    gate.resolve();
    assertEquals(await last, 9);
  },
);

testEverywhere(
  "promise 12: a call through any proxy of an actor is given up",
  async (stage) => {
    const ran: unknown[] = [];
    let gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (_ctx, input) => {
        ran.push(input);
        return input === 0 ? 0 : gate.promise;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const giveUp = async (proxy: PuppetProxy) => {
      gate = Promise.withResolvers();
      const stop = new AbortController();
      const bound = proxy.with({ signal: stop.signal });
      const failures = [1, 2].map((input) => failureOf(bound.ask(input)));
      await stage.settle();
      stop.abort();
      const errors = await Promise.all(failures);
      gate.resolve();
      return errors.map(({ outcome }) => outcome);
    };
    // Both made before the actor is live: only one holds its cell.
    const [one, two] = [1, 2].map(() => engine.getActor(PuppetProxy, "a"));
    assertEquals(await one!.ask(0), 0);
    assertEquals(await giveUp(two!), ["unknown", "not-run"]);
    // And now it is the other one's.
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(await two!.ask(0), 0);
    assertEquals(await giveUp(one!), ["unknown", "not-run"]);
    await engine.run();
    assertEquals(ran, [0, 1, 0, 1]);
  },
);

testEverywhere(
  "promise 12: an abort reaches calls that have limits of their own",
  async (stage) => {
    const heard = Promise.withResolvers<unknown>();
    const inner = new AbortController();
    stage.cast("a", {
      ask: async (ctx) => {
        const b = ctx.getActor(PuppetProxy, "b")
          .with({ signal: inner.signal, timeoutMs: 10_000 });
        heard.resolve((await failureOf(b.ask(1))).code);
      },
    });
    stage.cast("b", {
      ask: (ctx) =>
        ctx.getActor(PuppetProxy, "c").with({ timeoutMs: 0 }).ask(1),
    });
    stage.cast("c", { ask: stuck });
    const engine = stage.open();
    const stop = new AbortController();
    const a = engine.getActor(PuppetProxy, "a").with({ signal: stop.signal });
    const failure = failureOf(a.ask(1));
    await stage.settle();
    stop.abort();
    assertEquals((await failure).code, "aborted");
    assertEquals(await heard.promise, "aborted");
    await stage.until(() =>
      [...viewOf(engine).registry].every(({ waits }) => waits.length === 0)
    );
  },
);

testEverywhere(
  "Context.turn is a timer's own beside an open turn",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        signals.push(ctx.turn.signal);
        ctx.runOnce(0, () => void signals.push(ctx.turn.signal));
        await gate.promise;
      },
    });
    const stop = new AbortController();
    const a = stage.open({ callTimeoutMs: 0 }).getActor(FullPuppetProxy, "a");
    const failure = failureOf(a.with({ signal: stop.signal }).ask(1));
    await stage.until(() => signals.length === 2);
    stop.abort();
    await failure;
    assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
    gate.resolve();
  },
);
