import { Engine, NotActiveError } from "@backstage/actors";
import {
  simulate,
  type Simulation,
  SimulationError,
} from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { CounterProxy } from "../../cast/generated/counter_proxy.gen.ts";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

/** Awaits a simulation that fails; returns its error. */
async function fail(
  ...args: Parameters<typeof simulate>
): Promise<SimulationError> {
  return await assertRejects(() => simulate(...args), SimulationError);
}

/** Casts an account whose change goes on from what it read before a wait. */
function castAccount(): void {
  let balance = 0;
  cast.set("bank", { ask: () => "noted" });
  cast.set("account", {
    construct: () => void (balance = 0),
    ask: async (ctx, amount) => {
      if (amount === 0) return balance;
      const before = balance;
      await ctx.getActor(PuppetProxy, "bank").ask(amount);
      return balance = before + (amount as number);
    },
  });
}

Deno.test("simulate() resolves when every seed has passed", async () => {
  const seen: number[] = [];
  const summary = await simulate({ seeds: 3 }, ({ seed }) => {
    seen.push(seed);
  });
  // The first is run twice.
  assertEquals(seen, [1, 1, 2, 3]);
  assertEquals(summary, {
    seeds: 3,
    schedules: 3,
    turns: 0,
    isComplete: false,
  });
});

Deno.test("simulate() finds a lost update and what replays it", async () => {
  castAccount();
  const error = await fail({ seeds: 50 }, async ({ engine }) => {
    const account = engine.getActor(FullPuppetProxy, "account");
    await Promise.all([account.ask(1), account.ask(2), account.ask(3)]);
    assertEquals(await account.ask(0), 6);
  });
  cast.clear();
  assertEquals(error.message.split(":")[0], `seed ${error.seed}`);
  assertStringIncludes(
    error.message,
    `SEED=${error.seed} deno test --allow-env=SEED ` +
      "tests/testing/simulate/simulate_test.ts",
  );
  assertStringIncludes(error.message, "FullPuppet/account.ask <- scenario");
  assertStringIncludes(error.message, "Puppet/bank.ask <- FullPuppet/account");
  assertStringIncludes((error.cause as Error).message, "6");
});

Deno.test("simulate() replays a seed of a list as the first time", async () => {
  castAccount();
  const run = (seeds: number | number[]) =>
    fail({ seeds }, async ({ engine, random }) => {
      const account = engine.getActor(FullPuppetProxy, "account");
      const amounts = Array.from({ length: 3 + Math.floor(random() * 9) });
      await Promise.all(amounts.map(() => account.ask(1)));
      assertEquals(await account.ask(0), amounts.length);
    });
  const first = await run(50);
  const second = await run([first.seed]);
  cast.clear();
  assertEquals(second.message, first.message);
  assertEquals(
    JSON.stringify(second.schedule?.trace),
    JSON.stringify(first.schedule?.trace),
  );
});

Deno.test("simulate() shrinks what was drawn, and the schedule", async () => {
  castAccount();
  const error = await fail({ seeds: 50 }, async ({ engine, random }) => {
    const account = engine.getActor(FullPuppetProxy, "account");
    const amounts = Array.from({ length: 1 + Math.floor(random() * 20) });
    await Promise.all(amounts.map(() => account.ask(1)));
    assertEquals(await account.ask(0), amounts.length);
  });
  cast.clear();
  const { schedule, shrunk } = error;
  assert(schedule !== null && shrunk !== null);
  assert(shrunk.turns < schedule.turns);
  // Two that overlap, the bank's answers, and the look at the sum.
  assertEquals(shrunk.turns, 5);
});

Deno.test("simulate() runs what a scenario did not await", async () => {
  let told = 0;
  cast.set("a", { tell: () => void told++ });
  await simulate({ seeds: [7] }, ({ engine }) => {
    void engine.getActor(PuppetProxy, "a").tell(null);
  });
  cast.clear();
  assertEquals(told, 2);
});

Deno.test("simulate() checks an invariant after every turn", async () => {
  let open = 0;
  cast.set("a", {
    tell: (ctx) => void (open++, ctx.getActor(PuppetProxy, "b").tell(0)),
  });
  cast.set("b", { tell: () => void open-- });
  const invariant = () => {
    if (open > 1) throw new Error(`${open} are open`);
  };
  const error = await fail({ seeds: 50, invariant }, async (sim) => {
    open = 0;
    for (let at = 0; at < 3; at++) {
      void sim.engine.getActor(PuppetProxy, "a").tell(at);
      await sim.settled();
    }
    for (let at = 0; at < 3; at++) {
      void sim.engine.getActor(PuppetProxy, "a").tell(at);
    }
    await sim.settled();
    assertEquals(open, 0);
  });
  cast.clear();
  assertStringIncludes(error.message, "2 are open");
  assertEquals(error.shrunk?.lines.at(-1), "Puppet/a.tell <- scenario");
});

Deno.test("simulate() lets time go on while a call is awaited", async () => {
  cast.set("a", {
    ask: async (ctx) => {
      await ctx.sleep(60_000);
      return ctx.now();
    },
  });
  const options = { seeds: 3, engine: { callTimeoutMs: 0 } };
  await simulate(options, async ({ engine, now }) => {
    assertEquals(await engine.getActor(PuppetProxy, "a").ask(null), 60_000);
    assertEquals(now(), 60_000);
  });
  cast.clear();
});

Deno.test("Simulation.advance() fires timers at their times", async () => {
  const seen: number[] = [];
  cast.set("a", {
    tell: (ctx) => void ctx.runRecurring(7, () => void seen.push(ctx.now())),
  });
  await simulate({ seeds: [3] }, async ({ advance, engine, now, settled }) => {
    seen.length = 0;
    void engine.getActor(PuppetProxy, "a").tell(null);
    await settled();
    assertEquals(now(), 0);
    await advance(20);
    assertEquals(seen, [7, 14]);
    await Promise.all([advance(1), advance(5)]);
    assertEquals([...seen, now()], [7, 14, 21, 25]);
  });
  cast.clear();
});

Deno.test("Simulation.advance() rejects a time that is none", async () => {
  await simulate({ seeds: [1] }, async ({ advance }) => {
    for (const ms of [-1, NaN, Infinity]) {
      await assertRejects(() => advance(ms), RangeError, "Cannot advance by");
    }
  });
});

Deno.test("Simulation.random() is the seed's, whatever the order", async () => {
  const drawn: number[][] = [];
  for (const strategy of ["random", "pct", "round-robin"] as const) {
    await simulate({ seeds: [1, 2], strategy }, ({ random }) => {
      drawn.push([random(), random()]);
    });
  }
  assertEquals(drawn.slice(0, 3), drawn.slice(3, 6));
  assertNotEquals(drawn[1], drawn[2]);
});

Deno.test("simulate() passes every strategy and both wires", async () => {
  castAccount();
  for (const strategy of ["random", "pct", "round-robin"] as const) {
    for (const wire of ["auto", "always"] as const) {
      const scenario: Parameters<typeof simulate>[1] = async ({ engine }) => {
        const account = engine.getActor(PuppetProxy, "account");
        await Promise.all([account.ask(1), account.ask(2)]);
        assertEquals(await account.ask(0), 3);
      };
      const { turns } = await simulate({ seeds: 10, strategy, wire }, scenario);
      assertEquals(turns, 50);
    }
  }
  cast.clear();
});

Deno.test("simulate() finds the depth of a bug with pct", async () => {
  const error = await (async () => {
    let told: string[] = [];
    for (const id of ["a", "b", "c"]) {
      cast.set(id, { tell: () => void told.push(id) });
    }
    return await fail({ seeds: 500, strategy: "pct" }, async (sim) => {
      told = [];
      for (let at = 0; at < 8; at++) {
        for (const id of ["a", "b", "c"]) {
          void sim.engine.getActor(PuppetProxy, id).tell(at);
        }
      }
      await sim.settled();
      // One that ran behind all of another, and before all of a third.
      assertNotEquals(told.join(""), "cccccccc" + "bbbbbbbb" + "aaaaaaaa");
    });
  })();
  cast.clear();
  assertEquals(error.schedule?.turns, 24);
});

Deno.test("simulate() runs as many seeds as fit into minutes", async () => {
  const { seeds } = await simulate({ minutes: 0.002 }, () => {});
  assert(seeds > 1, `${seeds} seeds`);
});

Deno.test("Simulation.live() shows an invariant an actor's state", async () => {
  const states: unknown[] = [];
  const seen = ({ engine, live }: Simulation) => {
    if (!engine.isActive(CounterProxy, "a")) return;
    states.push(live(CounterProxy, "a").count());
  };
  await simulate({ seeds: [1], invariant: seen }, async (sim) => {
    states.length = 0;
    const counter = sim.engine.getActor(CounterProxy, "a");
    for (let at = 0; at < 3; at++) await counter.add(1);
    assertThrows(() => sim.live(CounterProxy, "b"), NotActiveError);
  });
  assertEquals([...new Set(states)], [1, 2, 3]);
});

Deno.test("Simulation.stub() stands in for actors", async () => {
  await simulate({ seeds: 5 }, async ({ engine, live, stub }) => {
    let added = 0;
    stub(CounterProxy, "mail", { add: (amount) => added += amount });
    stub(CounterProxy, null, () => ({ count: () => 7 }));
    assertEquals(await engine.getActor(CounterProxy, "mail").add(2), 2);
    assertEquals(await engine.getActor(CounterProxy, "other").count(), 7);
    assertEquals(added, 2);
    assertThrows(() => live(CounterProxy, "mail"), TypeError, "a stub");
  });
});

Deno.test("Simulation.runtime serves more engines, by turns", async () => {
  const orders = new Set<string>();
  await simulate({ seeds: 20 }, async ({ engine, runtime }) => {
    await using other = new Engine({ runtime, turnsPerRun: 1 });
    let order = "";
    await Promise.all([engine, other].map(async (own, at) => {
      for (let call = 0; call < 3; call++) {
        await own.getActor(CounterProxy, "a").add(1);
        order += at;
      }
    }));
    orders.add(order);
  });
  assert(orders.size > 5, `${orders.size} orders`);
});

Deno.test("simulate() fails by a rejection that is not awaited", async () => {
  cast.set("a", {
    tell: () => {
      // Left alone by its turn, and so by everyone.
      void Promise.resolve().then(() => {
        throw new RangeError("left alone");
      });
    },
  });
  const error = await fail({ seeds: [4] }, async ({ engine, settled }) => {
    void engine.getActor(PuppetProxy, "a").tell(null);
    await settled();
    await settled();
  });
  cast.clear();
  assertStringIncludes(error.message, "seed 4: RangeError: left alone");
});
