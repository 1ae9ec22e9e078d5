import type { Context, DeactivationReason } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { MortalPuppetProxy } from "../cast/generated/mortal_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";
import { HOSTILE } from "./hostile.ts";

const FAILED = "A listener of an abort signal failed:";

/** Adds listeners of every kind; returns what those heard that do not throw. */
function listen(signal: AbortSignal, make: () => unknown): string[] {
  const heard: string[] = [];
  const fail = (): never => {
    throw make();
  };
  const rejected = () => Promise.reject(make());
  signal.addEventListener("abort", () => void heard.push("first"));
  signal.addEventListener("abort", fail);
  signal.addEventListener("abort", rejected);
  signal.addEventListener("abort", { handleEvent: fail });
  signal.addEventListener("abort", () => fail(), { once: true });
  signal.onabort = fail;
  signal.addEventListener("abort", () => void heard.push("last"));
  return heard;
}

/** How often a line of the log says that a listener failed. */
function countFailures(stage: Stage): number {
  return stage.lines.filter((line) => line.includes(FAILED)).length;
}

for (const [what, make] of Object.entries(HOSTILE).slice(0, 2)) {
  testEverywhere(
    `R15: listeners of \`ctx.turn.signal\` that throw ${what} are logged`,
    async (stage) => {
      const engine = stage.open();
      let heard: string[] = [];
      stage.cast("a", {
        ask: (ctx, input) => {
          if (input !== 1) return input;
          heard = listen(ctx.turn.signal, make);
          return stuck();
        },
      });
      const giving = new AbortController();
      const puppet = engine.getActor(PuppetProxy, "a");
      const call = puppet.with({ signal: giving.signal }).ask(1);
      call.catch(() => {});
      await stage.settle();
      giving.abort();
      assertEquals((await failureOf(call)).outcome, "unknown");
      await stage.settle();
      assertEquals(heard, ["first", "last"]);
      assertEquals(countFailures(stage), 5);
      assert(stage.lines.some((line) => line.includes(`Puppet/a: ${FAILED}`)));
    },
  );
}

testEverywhere(
  "R15: listeners of `ctx.signal` that throw keep no activation from ending",
  async (stage) => {
    const engine = stage.open();
    for (const [what, make] of Object.entries(HOSTILE)) {
      stage.lines.length = 0;
      const ends: string[] = [];
      let heard: string[] = [];
      stage.cast(what, {
        ask: (ctx, input) => {
          if (input === 1) throw new Error("asked to");
          heard = listen(ctx.signal, make);
        },
        deinit: (reason: DeactivationReason) => void ends.push(reason),
      });
      const puppet = engine.getActor(MortalPuppetProxy, what);
      await puppet.ask(0);
      await stage.finish(engine.poisonPill(MortalPuppetProxy, what));
      await puppet.ask(0);
      await stage.finish(puppet.ask(1).then(null, () => null));
      await stage.until(() => ends.length === 2);
      await stage.settle();
      assertEquals(ends, ["poison", "failure"], what);
      assertEquals(heard, ["first", "last"]);
      assertEquals(countFailures(stage), 10, what);
    }
  },
);

testEverywhere(
  "R15: listeners of a signal made of `ctx.signal` are logged as well",
  async (stage) => {
    const engine = stage.open();
    let heard: string[] = [];
    const derive = (ctx: Context): void => {
      const { signal } = ctx;
      const any = AbortSignal.any([signal, new AbortController().signal]);
      const request = new Request("http://127.0.0.1/", { signal });
      const fail = (): never => {
        throw new Error("derived");
      };
      any.addEventListener("abort", fail);
      request.signal.addEventListener("abort", fail);
      const { prototype } = EventTarget;
      prototype.addEventListener.call(signal, "abort", fail);
      heard = listen(signal, () => new Error("direct"));
    };
    stage.cast("a", { ask: (ctx) => derive(ctx) });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.stop());
    await stage.settle();
    assertEquals(heard, ["first", "last"]);
    assertEquals(countFailures(stage), 8);
  },
);

testEverywhere(
  "R15: a listener is one listener, and may be removed",
  async (stage) => {
    const engine = stage.open();
    const heard: string[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        const { signal } = ctx;
        assert(signal instanceof AbortSignal);
        const note = (name: string) => () => void heard.push(name);
        const [twice, gone] = [note("twice"), note("gone")];
        const object = { handleEvent: note("object") };
        signal.addEventListener("abort", twice);
        signal.addEventListener("abort", twice);
        signal.addEventListener("abort", gone);
        signal.removeEventListener("abort", gone);
        signal.addEventListener("abort", object);
        const left = new AbortController();
        const options = { signal: left.signal };
        signal.addEventListener("abort", note("left"), options);
        left.abort();
        const handler = note("handler");
        signal.onabort = note("replaced");
        signal.onabort = handler;
        assertEquals(signal.onabort, handler);
        signal.addEventListener("abort", null as never);
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(heard, ["twice", "object", "handler"]);
    assertEquals(countFailures(stage), 0);
  },
);

testEverywhere(
  "R15: a signal that is asked for late is aborted, and its listeners heard",
  async (stage) => {
    const engine = stage.open();
    let late: AbortSignal | null = null;
    stage.cast("a", {
      ask: () => 1,
      deinit: (_reason, ctx) => void (late = ctx.signal),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    assertEquals(late!.aborted, true);
  },
);
