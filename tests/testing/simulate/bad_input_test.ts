import { simulate, SimulationError } from "@backstage/actors/testing";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { setImmediate } from "node:timers";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

type Options = Parameters<typeof simulate>[0];

Deno.test("simulate() refuses options that are none", async () => {
  const bad: [options: object, type: typeof TypeError, message: string][] = [
    [{ seed: 1 }, TypeError, 'Cannot use option "seed"'],
    [{ seeds: 1.5 }, RangeError, "Cannot simulate with seeds 1.5"],
    [{ seeds: 0 }, RangeError, "Cannot simulate with seeds 0"],
    [{ seeds: [] }, RangeError, "the list of seeds is empty"],
    [{ seeds: [1, 0.5] }, RangeError, "Cannot simulate seed 0.5: it must be"],
    [{ seeds: ["1"] }, RangeError, 'Cannot simulate seed "1": it must be'],
    [{ steps: -1 }, RangeError, "Cannot simulate with steps -1"],
    [{ minutes: -1 }, RangeError, "Cannot simulate for -1 minutes"],
    [{ strategy: "any" }, TypeError, 'Cannot simulate with strategy "any"'],
    [{ changePoints: 0 }, RangeError, "Cannot simulate with changePoints 0"],
    [{ schedules: NaN }, RangeError, "Cannot simulate with schedules NaN"],
    [{ traceFile: 1 }, TypeError, "Cannot simulate with traceFile 1"],
    [{ invariant: 1 }, TypeError, "Cannot simulate with invariant 1"],
    [{ faults: null }, TypeError, "faults must be an object"],
    [{ faults: { slip: 1 } }, TypeError, 'Cannot simulate fault "slip"'],
    [{ faults: { refuse: 2 } }, RangeError, "Cannot use rate 2 of fault"],
    [{ wire: "never" }, TypeError, "wire"],
    [{ engine: { runtime: {} } }, TypeError, 'Cannot use option "runtime"'],
    [{ engine: { turnsPerRun: 2 } }, TypeError, "Cannot use option"],
    [{ engine: { store: {} } }, TypeError, "`simulation.store`"],
    [{ engine: 5 }, TypeError, "Cannot use options 5 of a simulation's engine"],
    [{ engine: { interceptors: 5 } }, TypeError, "interceptors 5"],
    [
      { strategy: "exhaustive", faults: { refuse: 0.1 } },
      TypeError,
      'Cannot simulate faults with strategy "exhaustive"',
    ],
  ];
  for (const [options, type, message] of bad) {
    await assertRejects(
      () => simulate(options as Options, () => {}),
      type,
      message,
    );
  }
  await assertRejects(
    () => simulate({}, undefined as never),
    TypeError,
    "the scenario must be a function",
  );
});

Deno.test("simulate() names who goes on without an end", async () => {
  cast.set("loop", {
    tell: (ctx) => void ctx.getActor(PuppetProxy, "loop").tell(null),
  });
  for (const waits of [true, false]) {
    const error = await assertRejects(
      () =>
        simulate({ steps: 300 }, async ({ engine, settled }) => {
          void engine.getActor(PuppetProxy, "loop").tell(null);
          if (waits) await settled();
        }),
      SimulationError,
    );
    const [line] = error.message.split("\n");
    assertEquals(
      line,
      'seed 1: Cannot settle: "Puppet/loop" still has turns after 300 ' +
        'steps, at 0 ms; the last turn was "Puppet/loop".tell',
    );
  }
  cast.clear();
});

Deno.test("simulate() names whose timers fire without an end", async () => {
  cast.set("clock", { tell: (ctx) => void ctx.runRecurring(1, () => {}) });
  const error = await assertRejects(
    () =>
      simulate({ steps: 300 }, async ({ engine }) => {
        void engine.getActor(PuppetProxy, "clock").tell(null);
        await new Promise(() => {});
      }),
    SimulationError,
    "seed 1: Cannot end the scenario: ",
  );
  assertMatch(error.message, /; the last turn was "Puppet\/clock"\.timer\n/);
  cast.clear();
});

Deno.test("simulate() names whom an endless scenario calls", async () => {
  cast.set("a", { ask: () => null });
  const error = await assertRejects(
    () =>
      simulate({ steps: 300 }, async ({ engine }) => {
        for (;;) await engine.getActor(PuppetProxy, "a").ask(null);
      }),
    SimulationError,
    "seed 1: Cannot end the scenario: ",
  );
  const [line] = error.message.split("\n");
  assertStringIncludes(line!, '"Puppet/a"');
  cast.clear();
});

Deno.test("simulate() shows no schedule where nothing ran", async () => {
  const error = await assertRejects(
    () => simulate({}, () => Promise.reject(new Error("no"))),
    SimulationError,
  );
  assertEquals(error.message.split("\n\n").at(-1), "The schedule: no turns");
});

Deno.test("simulate() shows no simpler schedule that reads alike", async () => {
  const error = await assertRejects(
    () =>
      simulate({}, ({ random }) => {
        throw new Error(`no ${random()}`);
      }),
    SimulationError,
  );
  assertEquals(error.shrunk, null);
  assertEquals(error.message.match(/no turns/g)?.length, 1);
});

Deno.test("simulate() rejects from where it was called", async () => {
  const large = { strategy: "exhaustive", schedules: 1 } as const;
  for (const options of [{}, large]) {
    cast.set("a", { ask: () => null });
    cast.set("b", { ask: () => null });
    const { message, stack } = await assertRejects(
      () =>
        simulate(options, async ({ engine }) => {
          await Promise.all(
            ["a", "b"].map((id) => engine.getActor(PuppetProxy, id).ask(null)),
          );
          if (options !== large) throw new Error("no");
        }),
      SimulationError,
    );
    cast.clear();
    const frames = stack!.replace(`SimulationError: ${message}\n`, "");
    assertMatch(frames, /^ +at .*bad_input_test\.ts:\d+:\d+/);
  }
});

Deno.test("simulate() says what a scenario waits for in vain", async () => {
  cast.set("stuck", { ask: () => new Promise(() => {}) });
  await assertRejects(
    () =>
      simulate(
        { engine: { callTimeoutMs: 0 } },
        async ({ engine }) =>
          void await engine.getActor(PuppetProxy, "stuck").ask(null),
      ),
    SimulationError,
    "seed 1: Cannot end the scenario: it waits for what nothing in the " +
      "simulation brings, such as real time, I/O, or a promise that nobody " +
      'resolves; under way: "Puppet/stuck" in ask',
  );
  cast.clear();
});

Deno.test("simulate() says that a scenario waits for real time", async () => {
  const round = () => new Promise<void>((resolve) => setImmediate(resolve));
  await assertRejects(
    () =>
      simulate({}, async () => {
        for (let rounds = 0; rounds < 100; rounds++) await round();
      }),
    SimulationError,
    "such as real time",
  );
});

Deno.test("simulate() says that two runs of a seed differ", async () => {
  let runs = 0;
  cast.set("0", {});
  cast.set("1", {});
  const error = await assertRejects(
    () =>
      simulate({}, ({ engine }) => {
        void engine.getActor(PuppetProxy, `${runs++ % 2}`).tell(null);
      }),
    SimulationError,
    "seed 1: Cannot replay the seed: two runs of it differ",
  );
  cast.clear();
  assertStringIncludes(error.message, "Puppet/0.init");
  assertStringIncludes(error.message, "Puppet/1.init");
});

const TRAPPED: Readonly<Record<string, () => unknown>> = {
  "Date.now()": () => Date.now(),
  "new Date()": () => new Date(),
  "performance.now()": () => performance.now(),
  "setTimeout()": () => setTimeout(() => {}, 0),
  "setInterval()": () => Reflect.get(globalThis, "setInterval")(() => {}, 9),
  "Math.random()": () => Math.random(),
  "crypto.randomUUID()": () => crypto.randomUUID(),
  "crypto.getRandomValues()": () => crypto.getRandomValues(new Uint8Array(1)),
  "AbortSignal.timeout()": () => AbortSignal.timeout(1_000),
  "Temporal.Now": () => Temporal.Now.instant(),
  "fetch()": () => fetch("http://127.0.0.1:1"),
};

for (const [name, use] of Object.entries(TRAPPED)) {
  Deno.test(`simulate() traps ${name} at its line`, async () => {
    cast.set("a", {
      tell: () => {
        try {
          use();
        } catch {
          // An actor may carry on; the run has failed all the same.
        }
      },
    });
    const error = await assertRejects(
      () =>
        simulate({ traps: true }, ({ engine }) => {
          void engine.getActor(PuppetProxy, "a").tell(null);
        }),
      SimulationError,
      `Cannot use ${name} in a simulation: no run repeats it, ask `,
    );
    cast.clear();
    const [, frame] = (error.cause as Error).stack!.split("\n");
    assertStringIncludes(frame!, "bad_input_test.ts");
  });
}

Deno.test("simulate() lets a date of a given time pass its traps", async () => {
  cast.set("a", {
    ask: (ctx, date) => [
      new Date(ctx.now()).getTime(),
      date instanceof Date,
      Object.prototype.toString.call(new Date(5)),
    ],
  });
  for (const wire of ["auto", "always"] as const) {
    await simulate({ seeds: 2, traps: true, wire }, async ({ engine }) => {
      const answer = await engine.getActor(PuppetProxy, "a").ask(new Date(7));
      assertEquals(answer, [0, true, "[object Date]"]);
    });
  }
  cast.clear();
  assertEquals(typeof Date.now(), "number");
  assertEquals(new Date().constructor, Date);
});
