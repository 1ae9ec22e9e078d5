import type { Context, Timer, TimerOptions } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

/** A timer's callback that counts how often it is under way at once. */
class Callback {
  most = 0;
  /** When it began, and when it ended, in simulated milliseconds. */
  readonly began: number[] = [];
  readonly ended: number[] = [];
  readonly #stage: Stage;
  readonly #takesMs: number;
  #now = 0;

  constructor(stage: Stage, takesMs: number) {
    this.#stage = stage;
    this.#takesMs = takesMs;
  }

  readonly call = async (): Promise<void> => {
    const { simulated } = this.#stage;
    this.began.push(simulated!.now());
    this.most = Math.max(this.most, ++this.#now);
    await new Promise<void>((resolve) => {
      simulated!.setTimer(this.#takesMs, resolve);
    });
    this.#now--;
    this.ended.push(simulated!.now());
  };
}

/** Creates the actor `a` whose turns interleave, with its timers. */
async function start(stage: Stage, arm: (ctx: Context) => void) {
  const engine = stage.open();
  stage.cast("a", { construct: arm, ask: (_ctx, input) => input });
  const puppet = engine.getActor(FullPuppetProxy, "a");
  await puppet.ask(null);
  return { engine, puppet };
}

testOnBothWires(
  "R6: a timer that is slower than its interval never overlaps itself",
  async (stage) => {
    const slow = new Callback(stage, 35);
    const { engine, puppet } = await start(stage, (ctx) => {
      ctx.runRecurring(10, slow.call);
    });
    await stage.simulated!.advance(50);
    // Other turns begin beside it all the same.
    assertEquals(await puppet.ask("beside"), "beside");
    assertEquals(engine.snapshot().actors[0]?.state, "running");
    await stage.simulated!.advance(100);
    assertEquals(slow.most, 1);
    // The tick that comes meanwhile is not lost, and further ones are skipped.
    assertEquals(slow.began, [10, 45, 80, 115, 150]);
    assertEquals(slow.ended, [45, 80, 115, 150]);
  },
);

testOnBothWires(
  "R6: a timer that catches up makes up for each tick, one after another",
  async (stage) => {
    const slow = new Callback(stage, 35);
    let timer!: Timer;
    const options: TimerOptions = { missedTicks: "catch-up" };
    await start(stage, (ctx) => {
      timer = ctx.runRecurring(10, slow.call, options);
    });
    const { simulated } = stage;
    await simulated!.advance(42);
    // Due at 10, 20, 30 and 40; the first one is under way.
    assertEquals(slow.began, [10]);
    await simulated!.advance(40);
    assertEquals(slow.began, [10, 45, 80]);
    timer.cancel();
    await simulated!.advance(1_000);
    assertEquals(slow.began, [10, 45, 80]);
    assertEquals(slow.most, 1);
  },
);

testOnBothWires(
  "R6: a timer that catches up runs every tick that was due, by and by",
  async (stage) => {
    // Slow at first, then quick enough to catch up.
    let calls = 0;
    let inside = 0;
    let most = 0;
    await start(stage, (ctx) => {
      ctx.runRecurring(10, async () => {
        const ms = ++calls <= 2 ? 45 : 1;
        most = Math.max(most, ++inside);
        await new Promise<void>((resolve) => {
          stage.simulated!.setTimer(ms, resolve);
        });
        inside--;
      }, { missedTicks: "catch-up" });
    });
    await stage.simulated!.advance(209);
    assertEquals(calls, 20);
    assertEquals(most, 1);
  },
);

testOnBothWires(
  "R6: two timers of one actor may overlap each other, not themselves",
  async (stage) => {
    const one = new Callback(stage, 35);
    const other = new Callback(stage, 35);
    const { engine } = await start(stage, (ctx) => {
      ctx.runRecurring(10, one.call);
      ctx.runRecurring(10, other.call);
      ctx.runOnce(10, other.call);
    });
    await stage.simulated!.advance(12);
    assertEquals([one.began, other.began], [[10], [10, 10]]);
    assertEquals(engine.snapshot().actors[0]?.state, "running");
    await stage.simulated!.advance(30);
    assertEquals([one.most, other.most], [1, 2]);
  },
);

testOnBothWires(
  "R6: a timer that is cancelled by its own callback runs no more",
  async (stage) => {
    const slow = new Callback(stage, 35);
    const { engine } = await start(stage, (ctx) => {
      const timer = ctx.runRecurring(10, async () => {
        await slow.call();
        timer.cancel();
      });
    });
    await stage.simulated!.advance(200);
    assertEquals(slow.began, [10]);
    assertEquals(engine.snapshot().timers, 0);
    await engine.run();
  },
);

testOnBothWires(
  "R6: a callback that fails after a while is followed by the next tick",
  async (stage) => {
    const slow = new Callback(stage, 15);
    await start(stage, (ctx) => {
      ctx.runRecurring(10, async () => {
        await slow.call();
        throw new Error("tick");
      });
    });
    await stage.simulated!.advance(60);
    assertEquals(slow.began, [10, 25, 40, 55]);
    assertEquals(stage.eventsOf("failed").length, 3);
    assertEquals(slow.most, 1);
  },
);

testOnBothWires(
  "R6: an activation ends behind the tick under way, and starts no other",
  async (stage) => {
    const slow = new Callback(stage, 35);
    const { engine } = await start(stage, (ctx) => {
      ctx.runRecurring(10, slow.call);
    });
    await stage.simulated!.advance(25);
    const pill = engine.poisonPill(FullPuppetProxy, "a");
    await stage.finish(pill);
    assertEquals(stage.simulated!.now(), 45);
    await stage.simulated!.advance(100);
    assertEquals(slow.began, [10]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "R6: a timer waits for its callback while another one ticks on",
  async (stage) => {
    let inside = 0;
    let most = 0;
    let ends = 0;
    let beats = 0;
    let wake = (): void => {};
    await start(stage, (ctx) => {
      ctx.runRecurring(1, () => {
        if (++beats % 4 === 0) wake();
      });
      ctx.runRecurring(1, async () => {
        most = Math.max(most, ++inside);
        await new Promise<void>((resolve) => void (wake = resolve));
        inside--;
        ends++;
      });
    });
    await stage.until(() => ends >= 3);
    assertEquals(most, 1);
    assert(beats >= 12);
  },
);
