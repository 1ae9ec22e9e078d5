import { CallTimeoutError, type IncomingTurn } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

testEverywhere(
  "Interceptor.incoming() that fails ends no turn before its method",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    const notes: unknown[] = [];
    const engine = stage.open({
      interceptors: [{
        incoming: ({ payload }: IncomingTurn, next) => {
          const result = next();
          if (payload === 1) throw new Error("too soon");
          return result;
        },
      }],
    });
    stage.cast("a", {
      ask: async (_ctx, input) => {
        notes.push(`${input} begins`);
        if (input === 1) await gate.promise;
        notes.push(`${input} ends`);
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const first = errorOf(stage, puppet.ask(1));
    const second = puppet.ask(2);
    await stage.until(() => notes.length > 0);
    await stage.settle();
    assertEquals(notes, ["1 begins"]);
    gate.resolve();
    assertEquals(String(await first), "Error: too soon");
    await stage.finish(second);
    assertEquals(notes, ["1 begins", "1 ends", "2 begins", "2 ends"]);
  },
);

testEverywhere(
  "Interceptor.incoming() that never settles is cut by the call's deadline",
  async (stage) => {
    const engine = stage.open({
      interceptors: [{ incoming: () => new Promise(() => {}) }],
    });
    stage.cast("a", { ask: () => 1 });
    const puppet = engine.getActor(PuppetProxy, "a").with({ timeoutMs: 5 });
    const error = await errorOf(stage, puppet.ask(1));
    assert(error instanceof CallTimeoutError);
    assertEquals(error.outcome, "unknown");
    assertEquals(stage.eventsOf("abandoned").length, 1);
    await stage.finish(engine.stop({ drain: false }));
  },
);
