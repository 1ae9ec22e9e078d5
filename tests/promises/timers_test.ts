import type { Timer } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { testPromise, testTimedPromise } from "../support/promises.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testTimedPromise(
  "promise 14: timers fire when they are due, without drift",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const note = (name: string) => () =>
      void trace.push(`${name} ${stage.simulated!.now()}`);
    stage.cast("a", {
      ask: (ctx) => {
        ctx.runRecurring(10, note("recurring"));
        ctx.runOnce(25, note("once"));
        ctx.runOnce(0, note("soon"));
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(40);
    assertEquals(trace, [
      "soon 1",
      "recurring 10",
      "recurring 20",
      "once 25",
      "recurring 30",
      "recurring 40",
    ]);
  },
);

testTimedPromise(
  "promise 14: a busy actor skips the ticks that it missed",
  async (stage) => {
    const engine = stage.open();
    const ticks: number[] = [];
    const door = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: async (ctx) => {
        ctx.runRecurring(10, () => void ticks.push(stage.simulated!.now()));
        await door.promise;
      },
    });
    engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(35);
    assertEquals(ticks, []);
    door.resolve();
    await stage.simulated!.advance(20);
    assertEquals(ticks, [35, 40, 50]);
  },
);

testPromise(
  "promise 14: a tick is a turn: it overlaps with none, awaits included",
  async (stage) => {
    const engine = stage.open();
    let inside = 0;
    let most = 0;
    let ticks = 0;
    const turn = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      for (let left = 3; left > 0; left--) await null;
      inside--;
    };
    stage.cast("a", {
      init: (ctx) => {
        ctx.runRecurring(1, async () => {
          await turn();
          ticks++;
        });
        ctx.runRecurring(1, turn);
      },
      ask: turn,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    await stage.until(() => {
      puppet.ask(null);
      return ticks >= 5;
    });
    assertEquals(most, 1);
  },
);

testPromise(
  "promise 14: a timer can be cancelled, also by its own callback",
  async (stage) => {
    const engine = stage.open();
    const fired: string[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        const own: Timer = ctx.runRecurring(1, () => {
          fired.push("own");
          own.cancel();
          own.cancel();
        });
        ctx.runOnce(1, () => void fired.push("cancelled")).cancel();
        {
          using _ = ctx.runOnce(1, () => void fired.push("disposed"));
        }
        // The other's tick stands in the inbox already, behind this one.
        ctx.runOnce(2, () => late.cancel());
        const late = ctx.runOnce(2, () => void fired.push("late"));
        ctx.runOnce(4, () => void fired.push("last"));
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.until(() => fired.includes("last"));
    assertEquals(fired, ["own", "last"]);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testPromise(
  "promise 14: timers die with the activation, whatever ends it",
  async (stage) => {
    const engine = stage.open();
    const fired: string[] = [];
    const start = (id: string, isBroken = false) =>
      stage.cast(id, {
        init: (ctx) => {
          ctx.runRecurring(1, () => void fired.push(id));
          if (isBroken) throw new Error("init");
        },
      });
    start("poisoned");
    start("broken", true);
    start("lives");
    for (const id of ["poisoned", "broken", "lives"]) {
      await engine.getActor(PuppetProxy, id).ask(null).catch(() => {});
    }
    await engine.poisonPill(PuppetProxy, "poisoned");
    fired.length = 0;
    assertEquals(engine.snapshot().timers, 1);
    await stage.until(() => fired.length > 3);
    assertEquals(new Set(fired), new Set(["lives"]));

    await stage.finish(engine.stop());
    fired.length = 0;
    assertEquals(engine.snapshot().timers, 0);
    await stage.settle();
    await stage.simulated?.advance(100);
    assertEquals(fired, []);
  },
);

testPromise(
  "promise 14: a timer keeps no engine alive that stops",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      init: (ctx) => {
        ctx.runRecurring(1, () => {});
        ctx.runOnce(2_147_483_647, () => {});
      },
      deinit: (_reason, ctx) => void ctx.runOnce(1, () => {}),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    const run = engine.run();
    await stage.finish(engine.stop());
    await run;
    // An activation that is over has no timers, and says so.
    assertEquals(stage.lines, [
      'error "Puppet/a".deinit failed: Error: Cannot run once: ' +
      'activation of "Puppet/a" has ended',
    ]);
  },
);

testPromise(
  "promise 14: a callback that throws is told, and its timer goes on",
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    stage.cast("a", {
      init: (ctx) => {
        ctx.runRecurring(1, async () => {
          if (ticks++ % 2 === 0) throw new Error("sync");
          await Promise.reject(new Error("async"));
        });
      },
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.until(() => ticks >= 4);
    assertEquals(stage.lines.slice(0, 2), [
      'error "Puppet/a".timer failed: Error: sync',
      'error "Puppet/a".timer failed: Error: async',
    ]);
  },
);

testPromise(
  "promise 14: a delay that no timer can wait for is refused",
  async (stage) => {
    const engine = stage.open();
    const range = "delay must be a number of milliseconds from";
    stage.cast("a", {
      ask: (ctx) => {
        const wrong = [-1, NaN, Infinity, 2_147_483_648, "5" as never];
        for (const delayMs of wrong) {
          assertThrows(
            () => ctx.runOnce(delayMs, () => {}),
            RangeError,
            `Cannot run once: ${range} 0 to 2147483647, ` +
              `not ${Deno.inspect(delayMs)}`,
          );
        }
        assertThrows(
          () => ctx.runRecurring(0, () => {}),
          RangeError,
          `Cannot run recurring: ${range} 1 to 2147483647, not 0`,
        );
        assertThrows(
          () => ctx.runOnce(1, null as never),
          TypeError,
          "Cannot run once: callback is no function",
        );
        return "checked";
      },
    });
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(null), "checked");
    assertEquals(engine.snapshot().timers, 0);
  },
);
