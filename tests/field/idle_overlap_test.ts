import type { Context, Engine, TimerOptions } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { type Stage, testOnBothWires } from "../support/stage.ts";

const IDLE_MS = 200;
const QUIET: TimerOptions = { keepsAwake: false };
const CATCH_UP: TimerOptions = { ...QUIET, missedTicks: "catch-up" };

/** The actors that are live, by id. */
function live(engine: Engine): string[] {
  return engine.snapshot().actors.map(({ actor }) => actor.id).sort();
}

/** Starts a timer whose callback takes its time, a while after now. */
function tickLater(
  ctx: Context,
  afterMs: number,
  everyMs: number,
  takesMs: number,
  options = QUIET,
  note: () => void = () => {},
): void {
  ctx.runOnce(afterMs, () => {
    ctx.runRecurring(everyMs, async () => {
      note();
      if (takesMs > 0) await ctx.sleep(takesMs);
    }, options);
  });
}

/** Starts actors whose turns interleave, each with its timers. */
async function play(
  stage: Stage,
  parts: Readonly<Record<string, (ctx: Context) => void>>,
): Promise<Engine> {
  const engine = stage.open({ idleMs: IDLE_MS });
  for (const [id, construct] of Object.entries(parts)) {
    stage.cast(id, { construct, ask: (_ctx, input) => input });
    await engine.getActor(FullPuppetProxy, id).ask(0);
  }
  return engine;
}

testOnBothWires(
  "R5: quiet timers whose turns overlap let their actor rest",
  async (stage) => {
    const engine = await play(stage, {
      "two slow": (ctx) => {
        tickLater(ctx, 1, 50, 90);
        tickLater(ctx, 40, 50, 90);
      },
      "slow and quick": (ctx) => {
        tickLater(ctx, 1, 50, 90);
        tickLater(ctx, 20, 60, 90);
        tickLater(ctx, 5, 10, 0);
      },
      "three catch up": (ctx) => {
        for (const afterMs of [1, 31, 61]) {
          tickLater(ctx, afterMs, 50, 90, CATCH_UP);
        }
      },
      "one is kept": (ctx) => {
        tickLater(ctx, 1, 50, 90);
        tickLater(ctx, 40, 50, 90, {});
      },
    });
    await stage.simulated!.advance(20 * IDLE_MS);
    assertEquals(live(engine), ["one is kept"]);
    const reasons = stage.eventsOf("deactivated").map(({ reason }) => reason);
    assertEquals(reasons, ["idle", "idle", "idle"]);
  },
);

testOnBothWires(
  "R5: quiet timers tick on while calls come, and after a late one",
  async (stage) => {
    const ticks: number[] = [];
    let caught = 0;
    const note = (): void => void ticks.push(stage.simulated!.now());
    const engine = await play(stage, {
      "a": (ctx) => {
        // Its turn is longer than the actor may be idle.
        tickLater(ctx, 1, 100, 3 * IDLE_MS);
        tickLater(ctx, 5, 10, 0, QUIET, note);
        tickLater(ctx, 5, 10, 0, CATCH_UP, () => void caught++);
      },
    });
    const puppet = engine.getActor(FullPuppetProxy, "a");
    await stage.simulated!.advance(100);
    assertEquals(ticks.length, 9);
    for (let round = 0; round < 20; round++) {
      assertEquals(await puppet.ask(round), round);
      ticks.length = 0;
      await stage.simulated!.advance(100);
      assertEquals(ticks.length, 10);
    }
    // It waits for the long turn, and would end with it.
    await stage.simulated!.advance(IDLE_MS + 100);
    ticks.length = 0;
    await stage.simulated!.advance(50);
    assertEquals([live(engine), ticks], [["a"], []]);
    assertEquals(await puppet.ask("late"), "late");
    await stage.simulated!.advance(50);
    assertEquals(ticks.length, 5);
    // What was missed meanwhile is made up for, where it is to be.
    assertEquals(caught, Math.floor((stage.simulated!.now() - 5) / 10));
    await stage.simulated!.advance(20 * IDLE_MS);
    assertEquals(live(engine), []);
  },
);
