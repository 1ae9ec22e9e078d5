import { testEngine } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

async function log(quiet: boolean): Promise<unknown[][]> {
  const passed: unknown[][] = [];
  const note = (...data: unknown[]) => void passed.push(data);
  cast.set("a", {
    tell: (ctx, text) => {
      ctx.log.info(text, 7);
      ctx.log.debug("more");
      throw new RangeError("Cannot go on");
    },
  });
  await using engine = testEngine({
    quiet,
    logger: { debug: note, info: note, warn: note, error: note },
  });
  engine.getActor(PuppetProxy, "a").tell("hello");
  await engine.advance(1_000);
  assertEquals(engine.logged, [
    { level: "info", text: "Puppet/a: hello 7" },
    { level: "debug", text: "Puppet/a: more" },
    {
      level: "error",
      text: '"Puppet/a".tell failed and nobody awaited it: RangeError: ' +
        "Cannot go on",
    },
  ]);
  cast.clear();
  return passed;
}

Deno.test("TestEngine.logged has the lines that a logger gets", async () => {
  const [first, second] = await log(false);
  assertEquals(first, ["Puppet/a:", "hello", 7]);
  assertEquals(second, ["Puppet/a:", "more"]);
});

Deno.test("TestEngine.logged has the lines of a quiet engine", async () => {
  assertEquals(await log(true), []);
});
