import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { runProgram } from "../support/program.ts";
import { testPromise } from "../support/promises.ts";
import { type Stage, testInRealTime } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

// With no budget the event loop is given back whenever the clock is read: the
// simulated clock stands still, so no other budget would ever be spent.
const OPTIONS = { runBudgetMs: 0, drainTimeoutMs: 20 };

/** An actor that sends to itself for as long as the engine takes it. */
function castSelfSender(stage: Stage): { turns: number } {
  const count = { turns: 0 };
  stage.cast("endless", {
    tell: (ctx) => {
      count.turns++;
      ctx.getActor(PuppetProxy, "endless").tell(null).catch(() => {});
    },
  });
  return count;
}

testPromise(
  "promise 11: an actor that sends to itself starves no other actor",
  async (stage) => {
    const engine = stage.open(OPTIONS);
    const count = castSelfSender(stage);
    stage.cast("other", { ask: (_ctx, input) => input });
    engine.getActor(PuppetProxy, "endless").tell(null);
    const other = engine.getActor(PuppetProxy, "other");
    for (let index = 0; index < 20; index++) {
      assertEquals(await other.ask(index), index);
    }
    assertGreater(count.turns, 5);
    await stopWhileBusy(stage, engine.stop());
  },
);

// Simulated turns take no time, so the clock there waits for the last of them.
testInRealTime(
  "promise 11: nor a timer, nor the event loop",
  async (stage) => {
    const engine = stage.open({ drainTimeoutMs: 1 });
    castSelfSender(stage);
    const fired = Promise.withResolvers<string>();
    stage.cast("timer", {
      init: (ctx) => void ctx.runOnce(1, () => fired.resolve("fired")),
    });
    engine.getActor(PuppetProxy, "endless").tell(null);
    engine.getActor(PuppetProxy, "timer").tell(null);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertEquals(await fired.promise, "fired");
    await engine.stop();
  },
);

Deno.test("promise 11: nor sockets, each time it is given back", async () => {
  const flags = ["--allow-net=127.0.0.1"];
  const { stdout } = await runProgram("busy_io.ts", { flags });
  assertLess(Number(stdout), 30);
});

testPromise(
  "promise 11: nor stop, which ends it",
  async (stage) => {
    const engine = stage.open(OPTIONS);
    const count = castSelfSender(stage);
    engine.getActor(PuppetProxy, "endless").tell(null);
    await stopWhileBusy(stage, engine.stop());
    const { turns } = count;
    await stage.settle();
    assertEquals(count.turns, turns);
    assertEquals(engine.snapshot().actors, []);
  },
);

/**
 * Waits for a stop that has to give up draining. Simulated time would first
 * wait for the work that never ends, so its stop is hurried.
 */
async function stopWhileBusy(
  stage: Stage,
  stopping: Promise<void>,
): Promise<void> {
  if (stage.simulated !== null) await stage.close();
  await stopping;
}
