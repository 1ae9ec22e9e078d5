import type { Context, Engine } from "@backstage/actors";
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  BrittleFullPuppetProxy,
} from "../cast/generated/brittle_full_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PatientFullProxy } from "../cast/generated/patient_full_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { codeOf } from "../support/puppets.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

type Full =
  | typeof FullPuppetProxy
  | typeof BrittleFullPuppetProxy
  | typeof PatientFullProxy;

/**
 * Casts an actor whose turns interleave, and that asks another one, which calls
 * it back: behind what `before` brings about.
 */
function castPair(
  stage: Stage,
  proxy: Full,
  before: (ctx: Context) => void,
): string[] {
  const told: string[] = [];
  stage.cast("full", {
    ask: (ctx, input) => {
      if (input === "back") return "runs";
      return ctx.getActor(PuppetProxy, "other").ask(null);
    },
    tell: () => {
      throw new Error("fails");
    },
  });
  stage.cast("other", {
    ask: async (ctx) => {
      // Behind an `await` it is known at once what a turn waits for.
      await null;
      before(ctx);
      try {
        // It is awaited before anything else runs, and only once.
        return await new Promise((resolve, reject) => {
          ctx.getActor(proxy, "full").ask("back").then(resolve, reject);
        });
      } catch (error) {
        told.push(codeOf(error as { code?: string }), `${error}`);
        return "told";
      }
    },
  });
  return told;
}

async function begin(engine: Engine, proxy: Full): Promise<unknown> {
  return await engine.getActor(proxy, "full").ask("begin");
}

testEverywhere(
  "DeadlockError names a call behind a pill that its actor's turn waits for",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    let poisoned: Promise<void> | undefined;
    const told = castPair(stage, FullPuppetProxy, () => {
      poisoned = engine.poisonPill(FullPuppetProxy, "full");
    });
    const answer = await stage.finish(begin(engine, FullPuppetProxy));
    assertEquals([answer, told[0]], ["told", "deadlock"]);
    assertStringIncludes(
      told[1]!,
      "FullPuppet/full.ask -> Puppet/other.ask -> FullPuppet/full.ask",
    );
    await stage.finish(poisoned!);
    const [end] = stage.eventsOf("deactivated");
    assertEquals(end?.reason, "poison");
  },
);

testEverywhere(
  "DeadlockError names a call that a failure's end holds up",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const told = castPair(stage, BrittleFullPuppetProxy, (ctx) => {
      void ctx.getActor(BrittleFullPuppetProxy, "full").tell(null);
    });
    const answer = await stage.finish(begin(engine, BrittleFullPuppetProxy));
    assertEquals([answer, told[0]], ["told", "deadlock"]);
    await stage.settle();
    assertEquals(stage.eventsOf("restarting").length, 1);
  },
);

testEverywhere(
  "DeadlockError names a call that waits for room where an end holds it up",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    let poisoned: Promise<void> | undefined;
    const told = castPair(stage, PatientFullProxy, (ctx) => {
      poisoned = engine.poisonPill(PatientFullProxy, "full");
      // With the pill they are as many as it has room for.
      const full = ctx.getActor(PatientFullProxy, "full");
      for (let send = 0; send < 3; send++) void full.tell(null);
    });
    const answer = await stage.finish(begin(engine, PatientFullProxy));
    assertEquals([answer, told[0]], ["told", "deadlock"]);
    await stage.finish(poisoned!);
  },
);
