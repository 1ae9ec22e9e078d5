import { simulate, SimulationError } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { FullPuppetProxy } from "../../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast, type Part } from "../../support/cast.ts";

type Scenario = Parameters<typeof simulate>[1];

/** Tries everything, with and without reduction; returns how much that was. */
async function explore(scenario: Scenario): Promise<{
  readonly reduced: number;
  readonly whole: number;
}> {
  const options = { strategy: "exhaustive" } as const;
  const reduced = await simulate(options, scenario);
  const whole = await simulate({ ...options, invariant: () => {} }, scenario);
  assertEquals([reduced.isComplete, whole.isComplete], [true, true]);
  return { reduced: reduced.schedules, whole: whole.schedules };
}

/** Returns what all orders come to, each of which is told by a scenario. */
async function listOutcomes(
  run: (sim: Parameters<Scenario>[0]) => Promise<string>,
): Promise<{ outcomes: string[]; reduced: number; whole: number }> {
  const seen = [new Set<string>(), new Set<string>()];
  let at = 0;
  const scenario: Scenario = async (sim) => void seen[at]!.add(await run(sim));
  const options = { strategy: "exhaustive" } as const;
  const { schedules: reduced } = await simulate(options, scenario);
  at = 1;
  const { schedules: whole } = await simulate(
    { ...options, invariant: () => {} },
    scenario,
  );
  const [some, all] = seen.map((set) => [...set].sort());
  assertEquals(some, all, "what the reduction leaves out differs");
  return { outcomes: some!, reduced, whole };
}

function tellTo(...ids: string[]): Part {
  return {
    tell: (ctx) => {
      const { actorId } = ctx;
      for (const id of ids) void ctx.getActor(PuppetProxy, id).tell(actorId);
    },
  };
}

Deno.test("simulate() tries each order of two actors once", async () => {
  cast.set("a", { ask: () => "a" });
  cast.set("b", { ask: () => "b" });
  const { outcomes, reduced } = await listOutcomes(
    async ({ engine, settled }) => {
      let heard = "";
      for (const id of ["a", "b", "a", "b", "a", "b"]) {
        const note = (name: unknown) => void (heard += name);
        engine.getActor(PuppetProxy, id).ask(null).then(note);
      }
      await settled();
      return heard;
    },
  );
  cast.clear();
  // Six over three.
  assertEquals([outcomes.length, reduced], [20, 20]);
});

Deno.test("simulate() tries one order of turns that never meet", async () => {
  for (const id of ["a", "b", "c"]) cast.set(id, {});
  const counts = await explore(({ engine }) => {
    for (const id of ["a", "b", "c", "a", "b", "c"]) {
      void engine.getActor(PuppetProxy, id).tell(null);
    }
  });
  cast.clear();
  assertEquals(counts, { reduced: 1, whole: 90 });
});

Deno.test("simulate() tries each order of an inbox", async () => {
  let got = "";
  cast.set("to", {
    construct: () => void (got = ""),
    tell: (_ctx, from) => void (got += from),
  });
  for (const id of ["a", "b", "c"]) cast.set(id, tellTo("to"));
  const { outcomes, reduced, whole } = await listOutcomes(async (sim) => {
    for (const id of ["a", "b", "c"]) {
      void sim.engine.getActor(PuppetProxy, id).tell(null);
    }
    await sim.settled();
    return got;
  });
  cast.clear();
  assertEquals(outcomes, ["abc", "acb", "bac", "bca", "cab", "cba"]);
  assertEquals(reduced, 6);
  assertEquals(whole > reduced, true);
});

Deno.test("simulate() tries what is set off two steps away", async () => {
  let got: string[] = [];
  cast.set("to", { tell: (_ctx, from) => void got.push(`${from}`) });
  cast.set("far", tellTo("near"));
  cast.set("near", tellTo("to"));
  cast.set("other", tellTo("to"));
  const { outcomes } = await listOutcomes(async ({ engine, settled }) => {
    got = [];
    void engine.getActor(PuppetProxy, "far").tell(null);
    void engine.getActor(PuppetProxy, "other").tell(null);
    await settled();
    return got.join();
  });
  cast.clear();
  assertEquals(outcomes, ["near,other", "other,near"]);
});

Deno.test("simulate() tries how turns of one actor interleave", async () => {
  let steps: string[] = [];
  cast.set("a", { ask: () => null });
  cast.set("b", { ask: () => null });
  cast.set("full", {
    ask: async (ctx, id) => {
      steps.push(`${id} begins`);
      await ctx.getActor(PuppetProxy, id as string).ask(null);
      steps.push(`${id} ends`);
    },
  });
  const { outcomes } = await listOutcomes(async ({ engine }) => {
    steps = [];
    const full = engine.getActor(FullPuppetProxy, "full");
    await Promise.all([full.ask("a"), full.ask("b")]);
    return steps.join();
  });
  cast.clear();
  assertEquals(outcomes, [
    "a begins,a ends,b begins,b ends",
    "a begins,b begins,a ends,b ends",
    "a begins,b begins,b ends,a ends",
  ]);
});

Deno.test("simulate() finds the one order of many that fails", async () => {
  let got = "";
  cast.set("to", {
    construct: () => void (got = ""),
    tell: (_ctx, from) => void (got += from),
  });
  for (const id of ["a", "b", "c", "d"]) cast.set(id, tellTo("to"));
  const options = { strategy: "exhaustive", seeds: [2] } as const;
  const error = await assertRejects(
    () =>
      simulate(options, async ({ engine, random, settled }) => {
        const others = Math.floor(random() * 4);
        for (let at = 0; at < others; at++) {
          void engine.getActor(PuppetProxy, `other ${at}`).tell(null);
        }
        for (const id of ["a", "b", "c", "d"]) {
          void engine.getActor(PuppetProxy, id).tell(null);
        }
        await settled();
        assertEquals(got === "dcba", false);
      }),
    SimulationError,
    "seed 2: ",
  );
  cast.clear();
  // Those that play no part in it are left out.
  assertEquals(error.schedule!.actors > 5, true);
  assertEquals(error.shrunk!.actors, 5);
});

Deno.test("simulate() sees not all of a scenario that differs", async () => {
  const ids = ["a", "b", "c", "d", "e"];
  for (const id of ids) cast.set(id, { ask: () => id });
  const parts = [[[0, 2], [2, 5]], [[0, 3], [0, 1]]] as const;
  for (const [first, second] of parts) {
    let runs = 0;
    await assertRejects(
      () =>
        simulate({ strategy: "exhaustive" }, async ({ engine }) => {
          const part = ids.slice(...runs++ % 2 === 0 ? first : second);
          await Promise.all(
            part.map((id) => engine.getActor(PuppetProxy, id).ask(null)),
          );
        }),
      SimulationError,
      "seed 1: Cannot replay the seed: two runs of it differ",
    );
  }
  cast.clear();
});

Deno.test("simulate() doubts an order that fails only once", async () => {
  for (const id of ["a", "b"]) cast.set(id, { ask: () => id });
  let runs = 0;
  await assertRejects(
    () =>
      simulate({ strategy: "exhaustive" }, async ({ engine }) => {
        await Promise.all(
          ["a", "b"].map((id) => engine.getActor(PuppetProxy, id).ask(null)),
        );
        if (++runs === 2) throw new Error("once");
      }),
    SimulationError,
    "seed 1: Cannot replay the seed: two runs of it differ",
  );
  cast.clear();
});

Deno.test("simulate() names the limit of an exhaustive search", async () => {
  for (const id of ["a", "b"]) cast.set(id, { ask: () => id });
  for (const [name, limit] of [["schedules", 1], ["minutes", 1e-9]] as const) {
    const { message } = await assertRejects(
      () =>
        simulate(
          { strategy: "exhaustive", [name]: limit },
          async ({ engine }) => {
            await Promise.all(
              ["a", "b"].map((id) =>
                engine.getActor(PuppetProxy, id).ask(null)
              ),
            );
          },
        ),
      SimulationError,
    );
    assertEquals(message.split("or ").at(-1), `raise ${name}`);
  }
  cast.clear();
});

Deno.test("simulate() says how far it came in a large scenario", async () => {
  for (const id of ["a", "b", "c", "d"]) cast.set(id, { ask: () => id });
  const options = { strategy: "exhaustive", schedules: 100 } as const;
  const error = await assertRejects(
    () =>
      simulate(options, async ({ engine }) => {
        await Promise.all(
          ["a", "b", "c", "d", "a", "b", "c", "d"].map((id) =>
            engine.getActor(PuppetProxy, id).ask(null)
          ),
        );
      }),
    SimulationError,
  );
  cast.clear();
  assertEquals(
    error.message.replace(/about \d+ %/, "about N %"),
    "seed 1: Cannot see everything: 100 orders of up to 8 turns were tried, " +
      "about N % of those known to matter; make the scenario smaller, or " +
      "raise schedules",
  );
});
