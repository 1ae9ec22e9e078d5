import type { Context, Engine, TimerOptions } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../support/cast.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

const IDLE_MS = 200;
const QUIET = { keepsAwake: false } as const;

/** The actors that are live, by id. */
function live(engine: Engine): string[] {
  return engine.snapshot().actors.map(({ actor }) => actor.id).sort();
}

/** Waits as long as the simulated clock says. */
function pause(stage: Stage, ms: number): Promise<void> {
  return new Promise((resolve) => {
    stage.simulated!.setTimer(ms, resolve);
  });
}

/** Starts actors, each with the part of its own id, and lets time pass. */
async function play(
  stage: Stage,
  parts: Readonly<Record<string, Part>>,
  proxy = PuppetProxy,
): Promise<Engine> {
  const engine = stage.open({ idleMs: IDLE_MS });
  for (const [id, part] of Object.entries(parts)) stage.cast(id, part);
  for (const id of Object.keys(parts)) await engine.getActor(proxy, id).ask(0);
  await stage.simulated!.advance(20 * IDLE_MS);
  return engine;
}

function ticking(
  everyMs: number,
  callback: (ctx: Context) => void | Promise<void> = () => {},
  options: TimerOptions = QUIET,
): Part {
  return {
    construct: (ctx) =>
      void ctx.runRecurring(everyMs, () => callback(ctx), options),
  };
}

testOnBothWires(
  "R5: a tick is no activity, however quick its timer is",
  async (stage) => {
    const engine = await play(stage, {
      "every 1": ticking(1),
      "every 50": ticking(50),
      "every 150": ticking(150),
      "every 1000": ticking(1_000),
      "two": {
        construct: (ctx) => {
          ctx.runRecurring(30, () => {}, QUIET);
          ctx.runRecurring(70, () => {}, QUIET);
        },
      },
      "once and again": {
        construct: (ctx) => {
          const again = () => void ctx.runOnce(20, again, QUIET);
          again();
        },
      },
      "fails": ticking(20, () => {
        throw new Error("tick");
      }),
      "kept": ticking(20, () => {}, {}),
    });
    assertEquals(live(engine), ["kept"]);
    const reasons = stage.eventsOf("deactivated").map(({ reason }) => reason);
    assertEquals(reasons, Array.from({ length: 7 }, () => "idle"));
    assertEquals(stage.eventsOf("activated").length, 8);
  },
);

testOnBothWires(
  "R5: a tick that waits, or whose turn goes on, is no activity either",
  async (stage) => {
    const slow = () => pause(stage, 90);
    const engine = await play(stage, {
      "async": ticking(50, slow),
      "catches up": ticking(50, slow, { ...QUIET, missedTicks: "catch-up" }),
      "two": {
        construct: (ctx) => {
          ctx.runRecurring(50, slow, QUIET);
          ctx.runRecurring(50, slow, QUIET);
        },
      },
    });
    assertEquals(live(engine), []);
    assertEquals(stage.eventsOf("activated").length, 3);
  },
);

testOnBothWires(
  "R5: a tick is no activity of actors whose turns interleave",
  async (stage) => {
    const slow = () => pause(stage, 90);
    const parts = {
      "quick": ticking(20),
      "slow": ticking(50, slow),
      "catches up": ticking(50, slow, { ...QUIET, missedTicks: "catch-up" }),
    };
    const engine = await play(stage, parts, FullPuppetProxy);
    assertEquals(live(engine), []);
  },
);

testOnBothWires(
  "R5: what a tick sends is activity of who receives it",
  async (stage) => {
    const engine = await play(stage, {
      "to itself": ticking(50, (ctx) => {
        ctx.getActor(PuppetProxy, ctx.actorId).tell(null);
      }),
      "to another": ticking(50, (ctx) => {
        ctx.getActor(PuppetProxy, "other").tell(null);
      }),
      "other": {},
    });
    // The other sleeps once nothing wakes it any more.
    assertEquals(live(engine), ["to itself"]);
  },
);

testOnBothWires(
  "R5: calls, payloads and `stayAwake` keep an actor with quick ticks",
  async (stage) => {
    const engine = stage.open({ idleMs: IDLE_MS });
    for (const id of ["asked", "told", "awake", "still"]) {
      stage.cast(id, {
        ...ticking(20),
        ask: (ctx, input) => ctx.stayAwake(Number(input)),
      });
    }
    const [asked, told, awake, still] = ["asked", "told", "awake", "still"]
      .map((id) => engine.getActor(PuppetProxy, id));
    await awake!.ask(2_000);
    for (const puppet of [asked, told, still]) await puppet!.ask(0);
    for (let round = 0; round < 10; round++) {
      await stage.simulated!.advance(150);
      await asked!.ask(0);
      told!.tell(null);
    }
    assertEquals(live(engine), ["asked", "awake", "told"]);
    await stage.simulated!.advance(2_000);
    assertEquals(live(engine), []);
  },
);

testOnBothWires(
  "R5: a tick may keep its actor awake by what it asks of the context",
  async (stage) => {
    const engine = await play(stage, {
      "stays": ticking(50, (ctx) => ctx.stayAwake(100)),
      "times": ticking(50, (ctx) => void ctx.runOnce(60, () => {})),
      "rests": ticking(50),
    });
    assertEquals(live(engine), ["stays", "times"]);
  },
);

testOnBothWires(
  "R5: a call that comes while a tick's turn goes on is not late for it",
  async (stage) => {
    const engine = stage.open({ idleMs: IDLE_MS });
    const long = ticking(100, () => pause(stage, 290));
    stage.cast("a", { ...long, ask: (_ctx, input) => input });
    const puppet = engine.getActor(FullPuppetProxy, "a");
    await puppet.ask(1);
    await stage.simulated!.advance(350);
    // Idle by now, and in the middle of a tick: the call does not wait for it.
    const answered = puppet.ask(2).then(() => stage.simulated!.now());
    await stage.settle();
    assertEquals(await answered, 350);
    assertEquals(stage.eventsOf("deactivated"), []);
    await stage.simulated!.advance(2_000);
    assertEquals(live(engine), []);
  },
);

testOnBothWires(
  "R5: a tick's own call may come back through a chain, though idle",
  async (stage) => {
    const engine = stage.open({ idleMs: IDLE_MS });
    const answers: unknown[] = [];
    stage.cast("b", {
      ask: async (ctx) => {
        await pause(stage, 400);
        return await ctx.getActor(ChainPuppetProxy, "a").ask("back");
      },
    });
    stage.cast("a", {
      construct: (ctx) => {
        const ask = async () => {
          answers.push(await ctx.getActor(PuppetProxy, "b").ask(null));
        };
        ctx.runOnce(1, ask, QUIET);
        ctx.runRecurring(50, () => {}, QUIET);
      },
      ask: (_ctx, input) => input,
    });
    await engine.getActor(ChainPuppetProxy, "a").ask(null);
    await stage.simulated!.advance(1_000);
    assertEquals(answers, ["back"]);
    await stage.simulated!.advance(1_000);
    assertEquals(live(engine), []);
  },
);

testOnBothWires(
  "R5: a restart after a failed tick is no activity",
  async (stage) => {
    const engine = await play(stage, {
      "a": ticking(50, () => {
        throw new Error("tick");
      }),
    }, BrittlePuppetProxy);
    assertEquals(live(engine), []);
    assert(stage.eventsOf("restarting").length > 0);
  },
);

testEverywhere(
  "R5: an actor with a quick timer goes to rest by itself",
  async (stage) => {
    const engine = stage.open({ idleMs: 10 });
    stage.cast("a", ticking(1));
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.until(() => live(engine).length === 0);
    assertEquals(stage.eventsOf("deactivated")[0]?.reason, "idle");
    await stage.settle();
    assertEquals(stage.eventsOf("activated").length, 1);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testOnBothWires(
  "R5: a call that waits for room behind a last tick is not lost",
  async (stage) => {
    const engine = stage.open({
      idleMs: IDLE_MS,
      inboxCapacity: 1,
      overflow: "wait",
    });
    const door = Promise.withResolvers<void>();
    const ends: string[] = [];
    stage.cast("a", {
      ...ticking(50, () => pause(stage, 90)),
      ask: (_ctx, input) => input,
      deinit: (reason) => {
        ends.push(reason);
        return door.promise;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask(1), 1);
    while (ends.length === 0) await stage.simulated!.advance(1);
    // A tick of the life that ends takes the only place.
    const answers = Promise.all([puppet.ask(2), puppet.ask(3)]);
    answers.catch(() => {});
    await stage.settle();
    door.resolve();
    assertEquals(await stage.finish(answers), [2, 3]);
  },
);
