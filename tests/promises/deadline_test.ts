import {
  type CallError,
  CallTimeoutError,
  type Context,
} from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck, watch } from "../support/calls.ts";
import { testTimedPromise } from "../support/promises.ts";

testTimedPromise(
  "promise 12: a call that takes too long fails when its time is over",
  async (stage) => {
    stage.cast("slow", { ask: stuck });
    const engine = stage.open({ callTimeoutMs: 1_000 });
    const reply = engine.getActor(PuppetProxy, "slow").ask(1);
    const failure = failureOf(reply);
    const isSettled = watch(reply);
    await stage.simulated!.advance(999);
    assertEquals(isSettled(), false);
    await stage.simulated!.advance(1);
    assertEquals(isSettled(), true);
    const error = await failure;
    assertInstanceOf(error, CallTimeoutError);
    assertEquals(
      [error.name, error.code, error.outcome, error.timeoutMs],
      ["CallTimeoutError", "timeout", "unknown", 1_000],
    );
    assertEquals(
      error.message,
      'Cannot call "Puppet/slow".ask: no reply within 1000 ms',
    );
    const [event, ...others] = stage.eventsOf("abandoned");
    assertEquals(others, []);
    assertEquals(event?.method, "ask");
    // Of another node it is another object, with another stack.
    assertEquals(String(event?.error), String(error));
  },
);

testTimedPromise(
  "promise 12: expired work never starts",
  async (stage) => {
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("slow", {
      ask: async (_ctx, input) => {
        ran.push(input);
        await gate.promise;
      },
    });
    const engine = stage.open({ callTimeoutMs: 1_000 });
    const slow = engine.getActor(PuppetProxy, "slow");
    const first = failureOf(slow.ask("first"));
    await stage.simulated!.advance(500);
    const second = failureOf(slow.ask("second"));
    const sent = slow.with({ timeoutMs: 200 });
    sent.tell("third");
    await stage.simulated!.advance(400);
    const last = slow.ask("last");
    const isSettled = watch(last);
    await stage.simulated!.advance(650);
    assertEquals((await first).outcome, "unknown");
    const { message, outcome } = await second;
    assertEquals(outcome, "not-run");
    assertEquals(
      message,
      'Cannot call "Puppet/slow".ask: not begun within 1000 ms, ' +
        "the actor was in ask",
    );
    gate.resolve();
    await stage.settle();
    assertEquals(isSettled(), true);
    assertEquals(ran, ["first", "last"]);
    const letters = stage.eventsOf("dead-letter");
    assertEquals(
      letters.map(({ method, reason }) => [method, reason]),
      [["tell", "timeout"], ["ask", "timeout"]],
    );
    // Nobody awaited it, so the log tells of it.
    const lines = stage.lines.filter((line) => line.includes(".tell"));
    assertEquals(lines.length, 1);
  },
);

testTimedPromise(
  "promise 12: a callee never gets more time than its caller has left",
  async (stage) => {
    const errors: CallError[] = [];
    const call = (to: string, timeoutMs?: number) => async (ctx: Context) => {
      const proxy = ctx.getActor(PuppetProxy, to);
      const next = timeoutMs === undefined ? proxy : proxy.with({ timeoutMs });
      try {
        return await next.ask(1);
      } catch (error) {
        errors.push(error as CallError);
        throw error;
      }
    };
    stage.cast("a", { ask: call("b") });
    stage.cast("b", { ask: call("c", 60_000) });
    stage.cast("c", { ask: call("d", 0) });
    stage.cast("d", { ask: stuck });
    const engine = stage.open({ callTimeoutMs: 30_000 });
    const a = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 300 });
    const failure = failureOf(a.ask(1));
    await stage.simulated!.advance(299);
    assertEquals(errors, []);
    await stage.simulated!.advance(1);
    const error = await failure;
    assertEquals(error.outcome, "unknown");
    assertEquals(
      errors.map((error) => [error.code, error.outcome]),
      Array(3).fill(["timeout", "unknown"]),
    );
    assertEquals(
      errors.map(({ message }) => message).sort(),
      ["b", "c", "d"].map((id) =>
        `Cannot call "Puppet/${id}".ask: no reply within 300 ms`
      ),
    );
  },
);

testTimedPromise(
  "promise 12: a narrower limit holds within a wider one",
  async (stage) => {
    stage.cast("a", {
      ask: async (ctx) => {
        const b = ctx.getActor(PuppetProxy, "b").with({ timeoutMs: 100 });
        const error = await failureOf(b.ask(1));
        return error.outcome;
      },
    });
    stage.cast("b", { ask: stuck });
    const engine = stage.open();
    const reply = engine.getActor(PuppetProxy, "a").ask(1);
    const isSettled = watch(reply);
    await stage.simulated!.advance(99);
    assertEquals(isSettled(), false);
    await stage.simulated!.advance(1);
    assertEquals(await reply, "unknown");
  },
);

testTimedPromise(
  "promise 12: a method sees that nobody waits for it any more",
  async (stage) => {
    const seen: unknown[] = [];
    stage.cast("slow", {
      ask: async (ctx) => {
        const { signal } = ctx.turn;
        assertEquals(signal.aborted, false);
        signal.addEventListener("abort", () => seen.push(signal.reason));
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve());
        });
        assertEquals(ctx.turn.signal, signal);
        return "too late";
      },
    });
    const engine = stage.open({ callTimeoutMs: 50 });
    const slow = engine.getActor(PuppetProxy, "slow");
    const failure = failureOf(slow.ask(1));
    await stage.simulated!.advance(50);
    assertEquals(seen.map(String), [String(await failure)]);
    const stop = new AbortController();
    const aborted = failureOf(slow.with({ signal: stop.signal }).ask(2));
    await stage.settle();
    stop.abort("enough");
    const { code, outcome, cause, message } = await aborted;
    assertEquals([code, outcome, cause], ["aborted", "unknown", "enough"]);
    assertEquals(
      message,
      'Cannot call "Puppet/slow".ask: aborted while the method ran',
    );
    assertEquals(seen.length, 2);
  },
);

testTimedPromise(
  "promise 12: what is aborted before it began never does",
  async (stage) => {
    const ran: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (_ctx, input) => {
        ran.push(input);
        await gate.promise;
      },
    });
    const engine = stage.open();
    const a = engine.getActor(PuppetProxy, "a");
    const first = a.ask("first");
    const early = failureOf(a.with({ signal: AbortSignal.abort() }).ask(1));
    const stop = new AbortController();
    const late = failureOf(a.with({ signal: stop.signal }).ask(2));
    await stage.settle();
    stop.abort();
    for (const error of await Promise.all([early, late])) {
      assertEquals([error.code, error.outcome], ["aborted", "not-run"]);
      assertEquals(error.message, 'Cannot call "Puppet/a".ask: aborted');
      assertEquals((error.cause as Error).name, "AbortError");
    }
    gate.resolve();
    await first;
    await engine.run();
    assertEquals(ran, ["first"]);
  },
);

testTimedPromise(
  "promise 12: an abort reaches the calls that were made for it",
  async (stage) => {
    const outcomes: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        const error = await failureOf(ctx.getActor(PuppetProxy, "b").ask(1));
        outcomes.push([error.code, error.outcome]);
        throw error;
      },
    });
    stage.cast("b", { ask: stuck });
    const stop = new AbortController();
    const a = stage.open().getActor(PuppetProxy, "a");
    const failure = failureOf(a.with({ signal: stop.signal }).ask(1));
    await stage.settle();
    stop.abort();
    await failure;
    await stage.settle();
    assertEquals(outcomes, [["aborted", "unknown"]]);
    // It failed for what its caller knows: that is no news.
    assertEquals(stage.lines, []);
  },
);
