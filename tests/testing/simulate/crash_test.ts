import { CallError, type Engine } from "@backstage/actors";
import { simulate, type Simulation } from "@backstage/actors/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LedgerProxy } from "../../cast/generated/ledger_proxy.gen.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

function ledgerOf(engine: Engine) {
  return engine.getActor(LedgerProxy, "ann");
}

for (const during of ["before", "partly", "after"] as const) {
  const title = `Simulation.crash() ends a commit ${during} it is written`;
  Deno.test(title, async () => {
    const found = new Set<number>();
    await simulate({ seeds: 20 }, async (sim) => {
      assertEquals(await ledgerOf(sim.engine).deposit(5, "first"), 5);
      sim.store.hold();
      const lost = ledgerOf(sim.engine).deposit(1, "second");
      const outcome = lost.then(() => "answered", ({ outcome }) => outcome);
      await sim.settled();
      assertEquals(sim.store.pending, 1);
      const engine = sim.crash({ during });
      assertEquals(await outcome, "unknown");
      assertEquals(engine, sim.engine);
      found.add((await ledgerOf(engine).read()).cents);
    });
    const expected = { before: [5], after: [6], partly: [5, 6] }[during];
    assertEquals([...found].sort(), expected);
  });
}

Deno.test("Simulation.crash() lets no turn nor timer go on", async () => {
  await simulate({ seeds: 10 }, async (sim) => {
    const done: string[] = [];
    cast.set("sleeper", {
      ask: async (ctx) => {
        ctx.runOnce(5, () => void done.push("timer"));
        await ctx.sleep(5);
        done.push("turn");
      },
      tell: () => void done.push("tell"),
      deinit: () => void done.push("deinit"),
    });
    const old = sim.engine.getActor(PuppetProxy, "sleeper");
    const asked = assertRejects(() => old.ask(null), CallError, "crashed");
    old.tell(1);
    await sim.advance(2);
    sim.crash();
    assertEquals((await asked).outcome, "unknown");
    await sim.advance(100);
    old.tell(2);
    await assertRejects(() => old.tell(3), CallError, "crashed");
    await sim.settled();
    assertEquals(done, []);
  });
  cast.clear();
});

Deno.test("Simulation.crash() ends streaming replies", async () => {
  await simulate({ seeds: 10 }, async (sim) => {
    const seen: number[] = [];
    const reading = assertRejects(
      async () => {
        for await (const cents of ledgerOf(sim.engine).steps(100)) {
          seen.push(cents);
          if (seen.length === 3) sim.crash();
        }
      },
      CallError,
      "crashed",
    );
    await reading;
    const { cents } = await ledgerOf(sim.engine).read();
    // What was seen was committed; some that was committed is not seen.
    assert(cents >= seen.length, `${cents} of ${seen.length}`);
  });
});

Deno.test("Simulation.crash() leaves stubs in their places", async () => {
  await simulate({ seeds: 2 }, async (sim) => {
    sim.stub(PuppetProxy, "mail", { ask: () => "stub" });
    const ask = () => sim.engine.getActor(PuppetProxy, "mail").ask(null);
    assertEquals(await ask(), "stub");
    sim.crash();
    assertEquals(await ask(), "stub");
  });
});

Deno.test("Simulation.crash() comes after a stop, too", async () => {
  await simulate({ seeds: 2 }, async (sim) => {
    assertEquals(await ledgerOf(sim.engine).deposit(5, "first"), 5);
    await sim.engine.stop();
    sim.crash();
    assertEquals((await ledgerOf(sim.engine).read()).cents, 5);
  });
});

/** Deposits until so much is answered; returns what was. */
async function depositAll(sim: Simulation, count: number): Promise<number> {
  let answered = 0;
  for (let at = 0; at < count; at++) {
    const result = await ledgerOf(sim.engine).deposit(1, "").then(
      () => 1,
      () => 0,
    );
    answered += result;
  }
  return answered;
}

Deno.test("simulate() strikes with fault `crash` within commits", async () => {
  let [survived, vanished] = [0, 0];
  await simulate({ seeds: 100, faults: { crash: 0.05 } }, async (sim) => {
    const answered = await depositAll(sim, 10);
    sim.faults.off();
    const { cents } = await ledgerOf(sim.engine).read();
    assert(cents >= answered && cents <= 10, `${cents}, told ${answered}`);
    if (cents > answered) survived++;
    if (cents < 10) vanished++;
  });
  assert(survived > 5 && vanished > 5, `${survived} ${vanished}`);
});

Deno.test("simulate() tells of engines that crash without an end", async () => {
  const options = { seeds: 1, steps: 50, faults: { crash: 1 } };
  await assertRejects(
    () => simulate(options, async (sim) => void await depositAll(sim, 10)),
    Error,
    "engines still crash after 50 steps",
  );
});
