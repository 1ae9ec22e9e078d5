// Uses the whole core. Run without any permission and without a prompt, it
// ends with an error where one is needed.
import { Engine, newSubscriber } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const heard: unknown[] = [];
let ticks = 0;
cast.set("a", {
  init: async (ctx) => {
    await null;
    ctx.getStream("news").subscribe(
      newSubscriber("a", PuppetProxy.Method.tell),
    );
    const timer = ctx.runRecurring(1, () => {
      if (++ticks === 3) timer.cancel();
    });
  },
  ask: async (ctx, input) => {
    if (input === "fail") throw new RangeError("failed");
    ctx.getStream("news").next({ input });
    return await ctx.getActor(CounterProxy, "count").add(1);
  },
  tell: (ctx, input) => {
    heard.push(input);
    ctx.log.info("heard", input);
  },
});

for (const wire of ["auto", "always"] as const) {
  for (const runtime of [undefined, new SimulatedRuntime({ seed: 7 })]) {
    ticks = 0;
    await using engine = new Engine({
      wire,
      ...(runtime === undefined ? {} : { runtime }),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    console.log(await puppet.ask("hello"));
    console.log(await puppet.ask("fail").catch((error) => error.message));
    await runtime?.advance(10);
    await engine.run();
    puppet.tell(() => {});
    await engine.poisonPill(PuppetProxy, "a");
    console.log(ticks, engine.snapshot().actors.length, heard.length);
  }
}
