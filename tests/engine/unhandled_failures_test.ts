import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const fail = (): never => {
  throw new Error("boom");
};

testEverywhere(
  "UnhandledFailures counts failed calls that read alike",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: fail, tell: fail });
    stage.cast("sender", {
      ask: async (ctx) => {
        ctx.getActor(PuppetProxy, "a").ask("from an actor");
        ctx.getActor(PuppetProxy, "a").tell("from an actor");
        await null;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    puppet.ask("from outside");
    puppet.tell("from outside");
    await engine.getActor(PuppetProxy, "sender").ask(null);
    await stage.finish(engine.stop());
    for (const method of ["ask", "tell"]) {
      // In real time the two may come in two rounds of the event loop.
      const lines = stage.lines.filter((line) =>
        line.startsWith(`error "Puppet/a".${method} failed and nobody awaited`)
      );
      const counts = lines.map((line) =>
        Number(line.match(/\((\d+) times\)/)?.[1] ?? 1)
      );
      assertEquals(counts.reduce((sum, count) => sum + count, 0), 2);
    }
  },
);

testEverywhere(
  "UnhandledFailures logs nothing for a call that is awaited late",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { tell: fail });
    const reply = engine.getActor(PuppetProxy, "a").tell(null);
    await engine.run();
    assertEquals(await reply.catch((error) => error.message), "boom");
    await stage.settle();
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "UnhandledFailures has logged everything when the engine has stopped",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { tell: fail });
    engine.getActor(PuppetProxy, "a").tell(null);
    await stage.finish(engine.stop());
    assertEquals(stage.lines.length, 1);
  },
);

Deno.test("UnhandledFailures keeps a process alive", async () => {
  const { stdout, stderr } = await runProgram("unawaited.ts");
  assertEquals(stdout, "still here\n");
  assertEquals(stderr.match(/nobody awaited it/g)?.length, 4);
});
