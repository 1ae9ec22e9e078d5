import { simulate, SimulationError } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
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
