import {
  FaultError,
  type FaultRates,
  simulate,
  SimulationError,
} from "@backstage/actors/testing";
import {
  type CallError,
  type EngineEvent,
  InboxFullError,
} from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast, type Part } from "../../support/cast.ts";

const RATE = 0.3;
const CALLS = 6;

/** What calls to one actor come to under faults. */
interface Seen {
  readonly results: PromiseSettledResult<unknown>[];
  readonly events: EngineEvent[];
  readonly inits: number;
  readonly asked: number;
}

/** Calls an actor under a fault, for each of some seeds. */
async function see(
  faults: FaultRates,
  look: (seen: Seen) => void,
  part: Part = {},
): Promise<void> {
  let inits = 0;
  let asked = 0;
  cast.set("a", {
    init: () => void inits++,
    ask: (_ctx, input) => (asked++, input),
    ...part,
  });
  for (const wire of ["auto", "always"] as const) {
    await simulate({ seeds: 20, faults, wire }, async (sim) => {
      inits = asked = 0;
      const events: EngineEvent[] = [];
      sim.engine.events.subscribe((event) => void events.push(event));
      const actor = sim.engine.getActor(PuppetProxy, "a");
      const results: Seen["results"] = [];
      for (let call = 0; call < CALLS; call++) {
        results.push(...await Promise.allSettled([actor.ask(call)]));
        await sim.advance(1);
      }
      look({ results, events, inits, asked });
    });
  }
  cast.clear();
}

function listErrors({ results }: Seen): unknown[] {
  return results.filter((result) => result.status === "rejected").map((
    { reason },
  ) => reason);
}

Deno.test("simulate() throws before or after a method", async () => {
  for (const [name, runs] of [["throwBefore", 0], ["throwAfter", 1]] as const) {
    let errors = 0;
    await see({ [name]: RATE }, (seen) => {
      const thrown = listErrors(seen);
      errors += thrown.length;
      for (const error of thrown) {
        assertStringIncludes(
          `${error}`,
          `Cannot run Puppet/a.ask: fault ${name}`,
        );
      }
      assertEquals(seen.asked, CALLS - (1 - runs) * thrown.length);
    });
    assert(errors > 0);
  }
});

Deno.test("simulate() throws behind a method that waits", async () => {
  let ends = 0;
  await see({ throwAfter: 1 }, (seen) => {
    const [error] = listErrors(seen);
    assertStringIncludes(`${error}`, "fault throwAfter");
    assertEquals(ends, CALLS);
    ends = 0;
  }, { ask: async (ctx) => (await ctx.sleep(1), ends++) });
});

Deno.test("simulate() fails an init, and what waits for it", async () => {
  let errors = 0;
  await see({ failInit: RATE }, (seen) => {
    for (const error of listErrors(seen)) {
      errors++;
      assertEquals((error as CallError).code, "activation-failed");
    }
    assert(seen.inits <= 1);
  });
  assert(errors > 0);
});

Deno.test("simulate() delays a turn, in simulated time", async () => {
  let late = 0;
  await see({ delayTurn: RATE }, (seen) => {
    assertEquals(listErrors(seen), []);
    const [{ at: from }, { at: to }] = [
      seen.events.at(0)!,
      seen.events.at(-1)!,
    ];
    late += to - from;
  }, { ask: async (ctx) => (await ctx.sleep(0), ctx.poisonPill()) });
  assert(late > 100, `${late} ms`);
});

Deno.test("simulate() deactivates an actor that is at rest", async () => {
  let ends = 0;
  await see({ deactivate: RATE }, (seen) => {
    assertEquals(listErrors(seen), []);
    const own = seen.events.filter(({ kind }) => kind === "deactivated");
    for (const event of own) {
      ends++;
      assertEquals(event.kind === "deactivated" && event.reason, "idle");
    }
    assert(seen.inits >= own.length);
  });
  assert(ends > 0);
});

Deno.test("simulate() refuses a call as a full inbox does", async () => {
  let refused = 0;
  await see({ refuse: RATE }, (seen) => {
    const errors = listErrors(seen);
    for (const error of errors) {
      refused++;
      assertInstanceOf(error, InboxFullError);
      assertEquals(error.outcome, "not-run");
    }
    assertEquals(seen.asked, CALLS - errors.length);
  });
  assert(refused > 0);
});

Deno.test("simulate() aborts a caller, whose turn learns of it", async () => {
  let aborted = 0;
  let heard = 0;
  await see({ abortCaller: RATE }, (seen) => {
    for (const error of listErrors(seen)) {
      aborted++;
      assertEquals((error as CallError).code, "aborted");
    }
  }, {
    ask: async (ctx) => {
      const { signal } = ctx.turn;
      await ctx.sleep(50).catch(() => {});
      if (signal.aborted) heard++;
    },
  });
  assert(aborted > 0);
  assert(heard > 0);
});

Deno.test("simulate() stops the engine once", async () => {
  let stopped = 0;
  await see({ stopEngine: RATE }, (seen) => {
    const stops = seen.events.filter(({ kind }) => kind === "stopping");
    assert(stops.length <= 1);
    stopped += stops.length;
    for (const error of listErrors(seen)) {
      assertEquals((error as CallError).code, "engine-stopped");
    }
  });
  assert(stopped > 0);
});

Deno.test("FaultSwitches.set() and off() change rates in a run", async () => {
  cast.set("a", { ask: () => "yes" });
  const faults = { throwBefore: 0, "net:lost": 0.5 };
  await simulate({ seeds: 5, faults }, async (sim) => {
    const actor = sim.engine.getActor(PuppetProxy, "a");
    assertEquals(await actor.ask(null), "yes");
    sim.faults.set("throwBefore", 1);
    await assertRejects(() => actor.ask(null), FaultError);
    sim.faults.off();
    assertEquals(await actor.ask(null), "yes");
    assertEquals(sim.faults.strikes("net:lost", "node 1"), false);
    for (const rate of [-1, 2, NaN]) {
      try {
        sim.faults.set("throwBefore", rate);
        throw new Error("taken");
      } catch (error) {
        assertInstanceOf(error, RangeError);
      }
    }
    try {
      sim.faults.set("failInit", 1);
      throw new Error("taken");
    } catch (error) {
      assertInstanceOf(error, RangeError);
    }
  });
  cast.clear();
});

Deno.test("FaultSwitches.strikes() decides on faults of drivers", async () => {
  const error = await assertRejects(
    () =>
      simulate({ seeds: 50, faults: { "net:lost": 0.1 } }, ({ faults }) => {
        for (let frame = 0; frame < 50; frame++) {
          if (faults.strikes("net:lost", `frame ${frame}`)) {
            throw new Error("a frame was lost");
          }
        }
      }),
    SimulationError,
  );
  // The first frame is the simplest.
  assertEquals(error.shrunk?.lines, ["!! net:lost: frame 0"]);
});

Deno.test("simulate() takes faults out that do not matter", async () => {
  cast.set("a", { ask: () => "yes" });
  const faults = { delayTurn: 0.5, throwBefore: 0.1, deactivate: 0.1 };
  const error = await assertRejects(
    () =>
      simulate({ seeds: 50, faults }, async ({ engine }) => {
        for (let call = 0; call < 9; call++) {
          await engine.getActor(PuppetProxy, "a").ask(call);
        }
      }),
    SimulationError,
  );
  cast.clear();
  assertEquals(error.shrunk?.faults, 1);
  assertStringIncludes(error.shrunk!.lines.join(), "!! throwBefore");
});
