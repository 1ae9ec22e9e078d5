import { Engine } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { viewOf } from "../../../src/engine/engine.ts";
import { OutsideTime } from "../../../src/testing/unit/outside.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../../support/cast.ts";

Deno.test("OutsideTime.look() finds what no engine knows of", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  cast.set("caller", {
    tell: async (ctx) => void await ctx.getActor(PuppetProxy, "asleep").ask(1),
  });
  cast.set("asleep", { ask: (ctx) => ctx.sleep(50) });
  cast.set("outside", { tell: () => promise });
  cast.set("beginner", { init: () => promise });
  const runtime = new SimulatedRuntime();
  await using engine = new Engine({ runtime });
  const { registry } = viewOf(engine);
  const look = (time: OutsideTime) =>
    Array.from({ length: 4 }, () => time.look(registry));
  engine.getActor(PuppetProxy, "caller").tell(null);
  await runtime.settle();
  assertEquals(look(new OutsideTime(2)), [false, false, false, false]);
  for (const id of ["outside", "beginner"]) {
    const time = new OutsideTime(2);
    engine.getActor(PuppetProxy, id).tell(null);
    await runtime.settle();
    assertEquals(look(time), [true, true, false, false], id);
  }
  resolve();
  await runtime.settle();
  assertEquals(look(new OutsideTime(2)), [false, false, false, false]);
  cast.clear();
});
