// Shows an engine to OpenTelemetry. Its argument is the address of a server to
// ask, which also says when all has been seen.
import { Engine, newSubscriber } from "@backstage/actors";
import { observe } from "@backstage/actors/telemetry";
import { trace } from "@opentelemetry/api";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";

const server = Deno.args[0]!;
const tracer = trace.getTracer("program");
const engine = new Engine();
observe(engine);

cast.set("front", {
  ask: async (ctx) => {
    await (await fetch(`${server}/hello`)).text();
    tracer.startActiveSpan("own", (span) => span.end());
    await ctx.getActor(PuppetProxy, "back").ask(null).catch(() => {});
    await ctx.getStream("news").next("hello");
  },
});
cast.set("back", {
  ask: async (ctx) => {
    ctx.runOnce(1, () => {});
    await null;
    throw new RangeError("too much");
  },
});
engine.getStream("news").subscribe(
  newSubscriber("reader", PuppetProxy.Method.tell),
);

await tracer.startActiveSpan("request", async (span) => {
  await engine.getActor(PuppetProxy, "front").ask(null);
  span.end();
});
await engine.run();
await (await fetch(`${server}/end`)).text();
await engine.stop();
