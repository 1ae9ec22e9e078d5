import { assertEquals } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testPromise(
  "promise 1: one turn at a time per activation, awaits included",
  async (stage) => {
    const engine = stage.open();
    const doors = Array.from({ length: 3 }, () => Promise.withResolvers());
    const trace: string[] = [];
    stage.cast("a", {
      ask: async (_ctx, index) => {
        trace.push(`begin ${index}`);
        await doors[index as number]!.promise;
        await null;
        trace.push(`end ${index}`);
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = doors.map((_, index) => puppet.ask(index));
    // Whichever door opens first, the turns stay in order.
    for (const index of [2, 1, 0]) {
      await stage.settle();
      assertEquals(trace, ["begin 0"]);
      doors[index]!.resolve(undefined);
    }
    await Promise.all(replies);
    assertEquals(trace, [
      ...["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"],
    ]);
  },
);

testPromise(
  "promise 1: turns never overlap when calls, payloads and ticks mix at random",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    const ids = ["a", "b", "c"];
    const inside = new Map(ids.map((id) => [id, 0]));
    let most = 0;
    let turns = 0;
    const turn = async (id: string): Promise<void> => {
      inside.set(id, inside.get(id)! + 1);
      most = Math.max(most, inside.get(id)!);
      for (let left = stage.chance.below(4); left > 0; left--) await null;
      turns++;
      inside.set(id, inside.get(id)! - 1);
    };
    for (const id of ids) {
      stage.cast(id, {
        init: () => turn(id),
        ask: async (ctx, hops) => {
          if (hops === 0) return await turn(id);
          // Not awaited: two actors may call each other at once.
          ctx.getActor(PuppetProxy, stage.chance.pick(ids)).ask(0);
          ctx.runOnce(stage.chance.below(3), () => turn(id));
          await turn(id);
        },
        deinit: () => turn(id),
      });
    }
    const replies: Promise<unknown>[] = [];
    for (let count = 0; count < 300; count++) {
      const puppet = engine.getActor(PuppetProxy, stage.chance.pick(ids));
      replies.push(puppet.ask(stage.chance.below(2)));
      if (count % 50 === 49) await stage.settle();
    }
    await stage.finish(Promise.all(replies));
    await stage.finish(engine.run());
    await stage.finish(engine.stop());
    assertEquals(most, 1);
    assertEquals(turns >= 300, true);
  },
);

testPromise(
  "promise 1: other actors go on while one waits",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<string>();
    stage.cast("waits", { ask: () => door.promise });
    stage.cast("works", { ask: (_ctx, input) => input });
    const waiting = engine.getActor(PuppetProxy, "waits").ask(null);
    const other = engine.getActor(PuppetProxy, "works");
    assertEquals(await other.ask(1), 1);
    assertEquals(await other.ask(2), 2);
    door.resolve("done");
    assertEquals(await waiting, "done");
  },
);
