import { CallError } from "@backstage/actors";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testPromise(
  "promise 6: init finishes before the first turn, deinit follows the last",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    const trace: unknown[] = [];
    stage.cast("a", {
      construct: () => trace.push("construct"),
      init: async () => {
        trace.push("init begins");
        await door.promise;
        trace.push("init ends");
      },
      ask: async (_ctx, input) => {
        trace.push(`begin ${input}`);
        await null;
        trace.push(`end ${input}`);
      },
      deinit: async (reason) => {
        trace.push(`deinit ${reason}`);
        await null;
        trace.push("deinit ends");
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = [puppet.ask(1), puppet.ask(2)];
    await stage.settle();
    assertEquals(trace, ["construct", "init begins"]);
    door.resolve();
    await Promise.all(replies);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(trace, [
      ...["construct", "init begins", "init ends"],
      ...["begin 1", "end 1", "begin 2", "end 2"],
      ...["deinit poison", "deinit ends"],
    ]);
  },
);

testPromise(
  "promise 6: a failing init settles what waits, the next call tries afresh",
  async (stage) => {
    const engine = stage.open();
    const cause = new Error("no database");
    let attempts = 0;
    const init = async (): Promise<void> => {
      if (attempts++ % 2 === 0) await null;
      if (attempts < 3) throw cause;
    };
    let deinits = 0;
    stage.cast("a", {
      init,
      ask: (_ctx, input) => input,
      deinit: () => void deinits++,
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let attempt = 1; attempt <= 2; attempt++) {
      for (const reply of [puppet.ask(1), puppet.ask(2), puppet.tell(3)]) {
        const error = await assertRejects(() => reply, CallError);
        assertEquals(error.code, "activation-failed");
        assertEquals(error.outcome, "not-run");
        assertEquals(String(error.cause), String(cause));
      }
      assertEquals(attempts, attempt);
    }
    assertEquals(engine.snapshot().actors, []);
    assertEquals(await puppet.ask(4), 4);
    await stage.finish(engine.stop());
    assertEquals(deinits, 1);
  },
);

testPromise(
  "promise 6: a constructor that throws is a failing init",
  async (stage) => {
    const engine = stage.open();
    let attempts = 0;
    stage.cast("a", {
      construct: () => {
        if (attempts++ === 0) throw new Error("broken");
      },
      ask: () => "works",
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const error = await assertRejects(() => puppet.ask(null), CallError);
    assertEquals(error.message, 'Cannot call "Puppet/a".ask: init failed');
    assertEquals(await puppet.ask(null), "works");
  },
);

testPromise(
  "promise 6: deinit runs once for each successful init, whatever ends it",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    const ids = ["a", "b", "c", "d"];
    const pause = async (): Promise<void> => {
      for (let left = stage.chance.below(3); left > 0; left--) await null;
    };
    const live = new Map(ids.map((id) => [id, 0]));
    let inits = 0;
    let deinits = 0;
    for (const id of ids) {
      stage.cast(id, {
        init: async () => {
          await pause();
          if (stage.chance.below(4) === 0) throw new Error("init");
          inits++;
          live.set(id, live.get(id)! + 1);
          assertEquals(live.get(id), 1);
        },
        ask: async (ctx) => {
          assertEquals(live.get(id), 1);
          await pause();
          if (stage.chance.below(6) === 0) ctx.poisonPill();
          if (stage.chance.below(6) === 0) throw new Error("turn");
        },
        deinit: async () => {
          deinits++;
          live.set(id, live.get(id)! - 1);
          await pause();
          if (stage.chance.below(3) === 0) throw new Error("deinit");
        },
      });
    }
    for (let count = 0; count < 400; count++) {
      const id = stage.chance.pick(ids);
      if (stage.chance.below(8) === 0) engine.poisonPill(PuppetProxy, id);
      engine.getActor(PuppetProxy, id).tell(null);
      engine.getActor(PuppetProxy, id).ask(null).catch(() => {});
      if (stage.chance.below(6) === 0) await stage.settle();
    }
    await stage.finish(engine.stop({ drain: stage.chance.below(2) === 0 }));
    assert(inits > 20);
    assertEquals(deinits, inits);
    assertEquals([...live.values()], [0, 0, 0, 0]);
    assertEquals(stage.eventsOf("activated").length, inits);
    assertEquals(stage.eventsOf("deactivated").length, inits);
  },
);

testPromise(
  "promise 6: deinit runs when the engine stops, drained or not",
  async (stage) => {
    for (const drain of [true, false]) {
      const engine = stage.open();
      const reasons: string[] = [];
      stage.cast("idle", { deinit: (reason) => void reasons.push(reason) });
      stage.cast("busy", {
        ask: () => new Promise<void>(() => {}),
        deinit: (reason) => void reasons.push(reason),
      });
      await engine.getActor(PuppetProxy, "idle").tell(null);
      if (!drain) engine.getActor(PuppetProxy, "busy").ask(0).catch(() => {});
      await stage.settle();
      await stage.finish(engine.stop({ drain }));
      // A node that stops gives its actors to others, though these stop, too.
      const given = stage.wire === "cluster" ? ["lease-lost"] : [];
      const expected = ["shutdown", ...given];
      assertEquals(reasons.length, drain ? 1 : 2);
      assertEquals(reasons.filter((one) => !expected.includes(one)), []);
    }
  },
);
