import { DeadlockError } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, codeOf, gate } from "../support/puppets.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

testEverywhere(
  "DeadlockError is found through an actor with several turns under way",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const busy = gate();
    stage.cast("full", {
      ask: async (ctx, input) => {
        if (input === "busy") return await busy.passed;
        await null;
        return await ask(ctx, PuppetProxy, "a", "back");
      },
    });
    stage.cast("a", {
      ask: (ctx, input) =>
        input === "back" ? "back" : ask(ctx, FullPuppetProxy, "full", "call"),
    });
    void ask(engine, FullPuppetProxy, "full", "busy");
    const call = ask(engine, PuppetProxy, "a", "go").catch((error) => error);
    const end = await stage.finish(call);
    assertInstanceOf(end, DeadlockError);
    assertEquals(end.cycle, [
      "Puppet/a.ask",
      "FullPuppet/full.ask",
      "Puppet/a.ask",
    ]);
    busy.open();
  },
);

testEverywhere(
  "R12: a call comes back through an actor with several turns under way",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const busy = gate();
    stage.cast("prices", {
      ask: async (ctx, input) =>
        input === "busy"
          ? await busy.passed
          : await ask(ctx, ChainPuppetProxy, `${input}`, "count"),
    });
    for (const id of ["7", "8"]) {
      stage.cast(id, {
        ask: async (ctx, input) =>
          input === "count" ? 3 : await ask(ctx, FullPuppetProxy, "prices", id),
      });
    }
    void ask(engine, FullPuppetProxy, "prices", "busy");
    const totals = ["7", "8"].map((id) => ask(engine, ChainPuppetProxy, id));
    assertEquals(await stage.finish(Promise.all(totals)), [3, 3]);
    busy.open();
  },
);

for (const isEarly of [true, false]) {
  const when = isEarly ? "before it is awaited" : "while it is awaited";
  testEverywhere(
    `R11: a turn whose other call failed ${when} waits no more`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const [pay, ended] = [gate(), gate()];
      let said: unknown = "nothing";
      stage.cast("payment", {
        ask: () => {
          if (isEarly) throw new Error("no money");
          return pay.passed.then(() => {
            throw new Error("no money");
          });
        },
      });
      const refused = gate();
      stage.cast("stock", {
        ask: async (ctx) => {
          await refused.passed;
          said = await ask(ctx, PuppetProxy, "order", "quantity").catch(codeOf);
        },
      });
      stage.cast("order", {
        ask: async (ctx, input) => {
          if (input === "quantity") return 3;
          const both = ["payment", "stock"].map((id) =>
            ask(ctx, PuppetProxy, id)
          );
          await Promise.all(both).catch(() => refused.open());
          await ended.passed;
          return null;
        },
      });
      const order = ask(engine, PuppetProxy, "order");
      await stage.settle();
      pay.open();
      await stage.settle();
      await stage.settle();
      assertEquals(said, "nothing");
      ended.open();
      await stage.finish(order);
      await stage.until(() => said === 3);
    },
  );
}

testEverywhere(
  "DeadlockError is for all calls that one turn awaits together",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    for (const id of ["b", "c"]) {
      stage.cast(id, { ask: (ctx) => ask(ctx, PuppetProxy, "a", "back") });
    }
    stage.cast("a", {
      ask: async (ctx) => {
        const both = ["b", "c"].map((id) => ask(ctx, PuppetProxy, id));
        const ends = await Promise.allSettled(both);
        return ends.map(({ status }) => status);
      },
    });
    const ends = await stage.finish(ask(engine, PuppetProxy, "a"));
    assertEquals(ends, ["rejected", "rejected"]);
  },
);

testEverywhere(
  "A race that is over and a task that is left behind are no deadlock",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const [door, raced] = [gate(), gate()];
    let back: unknown = "nothing";
    stage.cast("quick", { ask: () => "quick" });
    stage.cast("slow", {
      ask: async (ctx) => {
        await raced.passed;
        back = await ask(ctx, PuppetProxy, "a", "back").catch(codeOf);
      },
    });
    stage.cast("third", { ask: () => door.passed });
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "back") return "back";
        const both = ["quick", "slow"].map((id) => ask(ctx, PuppetProxy, id));
        await Promise.race(both);
        // It goes on by another call: it waits for the slow one no more.
        const third = ask(ctx, PuppetProxy, "third");
        raced.open();
        await third;
        return null;
      },
    });
    const call = ask(engine, PuppetProxy, "a", "go");
    await stage.settle();
    await stage.settle();
    assertEquals(back, "nothing");
    door.open();
    await stage.finish(call);
    await stage.until(() => back === "back");
  },
);

for (const goesOn of [true, false]) {
  const after = goesOn ? "no deadlock" : "a deadlock when it sleeps no more";
  testOnBothWires(
    `DeadlockError: a turn that sleeps beside what it waits for is ${after}`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      let back: unknown = "nothing";
      stage.cast("slow", {
        ask: async (ctx) => {
          back = await ask(ctx, PuppetProxy, "a", "back").catch(codeOf);
        },
      });
      stage.cast("a", {
        ask: async (ctx, input) => {
          if (input === "back") return "back";
          const both = [ask(ctx, PuppetProxy, "slow"), ctx.sleep(50)];
          await (goesOn ? Promise.race(both) : Promise.all(both));
          return "done";
        },
      });
      const call = ask(engine, PuppetProxy, "a", "go");
      await stage.simulated!.advance(49);
      assertEquals(back, "nothing");
      await stage.simulated!.advance(2);
      assertEquals(await stage.finish(call), "done");
      await stage.until(() => back !== "nothing");
      assertEquals(back, goesOn ? "back" : "deadlock");
    },
  );
}
