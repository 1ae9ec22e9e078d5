import { CallError, CallTimeoutError, type Context } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { BrittleFullPuppetProxy } from "../cast/generated/brittle_full_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

/** How a promise ended: the value, or the error's name. */
function endOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then((value) => value, (error) => error.name);
}

testEverywhere(
  "Context.sleep() rejects with the reason of its signal, before and during",
  async (stage) => {
    const control = new AbortController();
    const reason = new RangeError("enough");
    const reasons: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        for (let sleeps = 0; sleeps < 2; sleeps++) {
          await ctx.sleep(2 ** 31 - 1, { signal: control.signal })
            .catch((error) => reasons.push(error));
        }
        // Neither it nor the turn is over for that.
        await ctx.sleep(1, { signal: new AbortController().signal });
        return "awake";
      },
    });
    const reply = stage.open().getActor(PuppetProxy, "a").ask(null);
    await stage.settle();
    control.abort(reason);
    assertEquals(await stage.finish(reply), "awake");
    assertEquals(reasons.length, 2);
    for (const one of reasons) assertStrictEquals(one, reason);
  },
);

testEverywhere(
  "Context.sleep() takes one listener of its signal, and leaves none",
  async (stage) => {
    const control = new AbortController();
    const { signal } = control;
    let listeners = 0;
    let most = 0;
    const { addEventListener, removeEventListener } = signal;
    Object.assign(signal, {
      addEventListener(...args: Parameters<typeof addEventListener>) {
        most = Math.max(most, ++listeners);
        addEventListener.apply(signal, args);
      },
      removeEventListener(...args: Parameters<typeof removeEventListener>) {
        listeners--;
        removeEventListener.apply(signal, args);
      },
    });
    stage.cast("a", {
      ask: async (ctx) => {
        for (const ms of [0, 1, 2]) await ctx.sleep(ms, { signal });
      },
    });
    const engine = stage.open();
    await stage.finish(engine.getActor(PuppetProxy, "a").ask(null));
    assertEquals([listeners, most], [0, 1]);
    // Those of all actors share it.
    stage.cast("b", { ask: (ctx) => ctx.sleep(2, { signal }) });
    stage.cast("c", { ask: (ctx) => ctx.sleep(1_000_000, { signal }) });
    const short = engine.getActor(FullPuppetProxy, "b");
    const long = engine.getActor(FullPuppetProxy, "c");
    const ends = [1, 2].map((input) => endOf(long.ask(input)));
    await stage.finish(Promise.all([1, 2, 3].map((input) => short.ask(input))));
    assertEquals([listeners, most], [1, 1]);
    control.abort(new RangeError("enough"));
    assertEquals(await Promise.all(ends), ["RangeError", "RangeError"]);
    assertEquals(listeners, 0);
  },
);

testEverywhere(
  "Context.sleep() ends with the call's deadline, and with its abort",
  async (stage) => {
    const caught: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        try {
          await ctx.sleep(1_000_000);
        } catch (error) {
          caught.push(error);
          throw error;
        }
      },
    });
    const engine = stage.open({ callTimeoutMs: 5 });
    const puppet = engine.getActor(PuppetProxy, "a");
    const late = await assertRejects(
      () => stage.finish(puppet.ask(1)),
      CallTimeoutError,
    );
    const control = new AbortController();
    const { signal } = control;
    const call = puppet.with({ signal, timeoutMs: 0 }).ask(2);
    const aborted = assertRejects(() => call, CallError);
    await stage.settle();
    control.abort();
    assertEquals((await stage.finish(aborted)).code, "aborted");
    await stage.settle();
    assertStrictEquals(caught[0], late);
    assertStrictEquals(caught[1], await aborted);
    // The next one has no time left at all: it begins nothing.
    assertEquals(await stage.finish(endOf(puppet.ask(3))), "CallTimeoutError");
    // Their callers were told: there is no failure to log.
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "Context.sleep() of a turn that is given up already rejects at once",
  async (stage) => {
    const ends: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        for (let sleeps = 0; sleeps < 2; sleeps++) {
          ends.push(await endOf(ctx.sleep(1_000_000)));
        }
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    await stage.finish(endOf(puppet.with({ timeoutMs: 2 }).ask(1)));
    await stage.settle();
    assertEquals(ends, ["CallTimeoutError", "CallTimeoutError"]);
  },
);

testEverywhere(
  "Context.sleep() delays a pill and a restart, which wait for its turn",
  async (stage) => {
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "bad") throw new Error("no");
        trace.push(await endOf(ctx.sleep(5).then(() => input)));
      },
      deinit: (reason) => void trace.push(reason),
    });
    const engine = stage.open();
    const puppet = engine.getActor(BrittleFullPuppetProxy, "a");
    const replies = [puppet.ask("first"), endOf(puppet.ask("bad"))];
    await stage.finish(Promise.all(replies));
    await stage.finish(endOf(puppet.ask("second")));
    const last = puppet.ask("third");
    await stage.finish(engine.poisonPill(BrittleFullPuppetProxy, "a"));
    await last;
    assertEquals(trace, ["first", "failure", "second", "third", "poison"]);
  },
);

testEverywhere(
  "Context.sleep() that a turn left running ends with the activation",
  async (stage) => {
    const ends: unknown[] = [];
    let context!: Context;
    stage.cast("a", {
      construct: (ctx) => void (context = ctx),
      ask: (ctx) => {
        ctx.sleep(1_000_000).catch((error) => ends.push(error));
        // Not awaited, it crashes no program.
        ctx.sleep(1_000_000);
      },
    });
    const engine = stage.open();
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.settle();
    assertEquals(ends, []);
    const { signal } = context;
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    const [error] = ends;
    assert(error instanceof DOMException);
    assertEquals(error.name, "AbortError");
    assertEquals(
      error.message,
      'Cannot go on: activation of "Puppet/a" has ended',
    );
    assertEquals(`${signal.reason}`, `${error}`);
    // From then on there is nothing to sleep for.
    await assertRejects(() => context.sleep(1), DOMException, error.message);
    context.sleep(1);
    await stage.settle();
  },
);

testEverywhere(
  "Context.sleep() of one turn goes on when another one is given up",
  async (stage) => {
    const ends: string[] = [];
    stage.cast("a", {
      ask: async (ctx, label) => {
        await null;
        await ctx.sleep(30).then(
          () => ends.push(`${label} slept`),
          (error) => ends.push(`${label} ${error.name}`),
        );
      },
    });
    const puppet = stage.open().getActor(FullPuppetProxy, "a");
    const replies = [puppet, puppet.with({ timeoutMs: 3 }), puppet]
      .map((proxy, index) => endOf(proxy.ask(index)));
    await stage.finish(Promise.all(replies));
    assertEquals(ends, ["1 CallTimeoutError", "0 slept", "2 slept"]);
  },
);

testEverywhere(
  "Context.sleep() that an earlier turn left running is nobody's to give up",
  async (stage) => {
    const ends: string[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (ctx, label) => {
        if (label === "stuck") return door.promise;
        const work = async () => {
          await null;
          for (const part of ["first", "second"]) {
            await ctx.sleep(10);
            ends.push(part);
          }
        };
        work().catch((error) => ends.push(error.name));
        return null;
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    await puppet.ask("begin");
    const end = await stage.finish(
      endOf(puppet.with({ timeoutMs: 3 }).ask("stuck")),
    );
    assertEquals(end, "CallTimeoutError");
    await stage.until(() => ends.length === 2);
    assertEquals(ends, ["first", "second"]);
    door.resolve();
  },
);

testEverywhere(
  "Context.sleep() that is not awaited ends no program, whatever ends it",
  async (stage) => {
    const control = new AbortController();
    const ends: unknown[] = [];
    stage.cast("a", {
      ask: async (ctx) => {
        const { signal } = control;
        for (let sleeps = 0; sleeps < 2; sleeps++) {
          ctx.sleep(1_000_000);
          ctx.sleep(1_000_000, { signal });
          ends.push(await endOf(ctx.sleep(1_000_000)));
        }
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    const call = endOf(puppet.with({ timeoutMs: 3 }).ask(null));
    await stage.settle();
    control.abort(new Error("enough"));
    assertEquals(await stage.finish(call), "CallTimeoutError");
    await stage.settle();
    assertEquals(ends, ["CallTimeoutError", "CallTimeoutError"]);
  },
);

testEverywhere(
  "Context.sleep() that a deinit left running ends with it",
  async (stage) => {
    const ends: unknown[] = [];
    stage.cast("a", {
      deinit: (_reason, ctx) => {
        endOf(ctx.sleep(1_000_000)).then((end) => ends.push(end));
      },
    });
    const engine = stage.open();
    await engine.getActor(PuppetProxy, "a").ask(null);
    await engine.poisonPill(PuppetProxy, "a");
    await stage.settle();
    assertEquals(ends, ["AbortError"]);
    await engine.run();
  },
);
