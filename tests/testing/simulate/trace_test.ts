import { simulate, SimulationError } from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

Deno.test("SimulationError.schedule tells turns, time and faults", async () => {
  cast.set("a", {
    ask: async (ctx) => {
      await ctx.sleep(5);
      await ctx.getActor(PuppetProxy, "b").ask(null);
      ctx.runOnce(2, () => {});
    },
  });
  cast.set("b", { ask: () => "yes" });
  const options = { strategy: "round-robin", faults: { refuse: 0 } } as const;
  const error = await assertRejects(
    () =>
      simulate(options, async ({ engine, advance, faults }) => {
        await engine.getActor(PuppetProxy, "a").ask(null);
        await advance(2);
        faults.set("refuse", 1);
        await engine.getActor(PuppetProxy, "a").ask(null);
      }),
    SimulationError,
  );
  cast.clear();
  const { lines, trace, turns } = error.schedule!;
  assertEquals(lines, [
    "Puppet/a.init",
    "Puppet/a.ask <- scenario",
    "-- 5 ms",
    "Puppet/b.init",
    "Puppet/b.ask <- Puppet/a",
    "Puppet/a.ask done",
    "-- 7 ms",
    "Puppet/a.timer",
    "!! refuse: Puppet/a.ask",
  ]);
  assertEquals(turns, 3);
  const spans = trace.traceEvents.filter(({ ph }) => ph === "X");
  assertEquals(spans.map(({ name, tid }) => `${tid} ${name}`), [
    "1 init",
    "1 ask",
    "2 init",
    "2 ask",
    "1 timer",
  ]);
  const [, ask, , inner] = spans;
  assert(ask!.ts! < inner!.ts!);
  assert(ask!.ts! + ask!.dur! >= inner!.ts! + inner!.dur!);
  const [fault] = trace.traceEvents.filter(({ ph }) => ph === "i");
  assertEquals(fault?.name, "refuse: Puppet/a.ask");
});

Deno.test("simulate() writes the trace of the simplest failure", async () => {
  cast.set("a", { ask: () => "yes" });
  const folder = await Deno.makeTempDir({ prefix: "backstage_trace_" });
  try {
    for (const traceFile of [`${folder}/seed.json`, `${folder}/no/seed.json`]) {
      const error = await assertRejects(
        () =>
          simulate({ seeds: [1], traceFile }, async ({ engine, random }) => {
            for (let calls = 1 + random() * 9; calls > 0; calls--) {
              await engine.getActor(PuppetProxy, "a").ask(calls);
            }
            throw new Error("no");
          }),
        SimulationError,
      );
      if (traceFile.includes("/no/")) {
        assertStringIncludes(error.message, "The trace is not written: ");
        continue;
      }
      assertStringIncludes(error.message, `The trace: ${traceFile}`);
      const { trace } = error.shrunk!;
      const written = JSON.parse(await Deno.readTextFile(traceFile));
      assertEquals(written, JSON.parse(JSON.stringify(trace)));
    }
  } finally {
    cast.clear();
    await Deno.remove(folder, { recursive: true });
  }
});
