import { newSubscriber } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { watch } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { noting } from "./trace.ts";

testEverywhere(
  "Context.poisonPill() ends the actor that asks for it after its turn",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", noting(trace, { tell: (ctx) => ctx.poisonPill() }));
    engine.getActor(PuppetProxy, "a").tell("enough");
    await engine.run("once");
    await stage.settle();
    assertEquals(trace.slice(2), ["tell enough", "deinit poison"]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine.getActor() registers no actor before something is sent to it",
  async (stage) => {
    const engine = stage.open();
    const counter = engine.getActor(CounterProxy, "a");
    await stage.settle();
    assertEquals(engine.snapshot().actors, []);
    await counter.add(1);
    assertEquals(engine.snapshot().actors.length, 1);
  },
);

testEverywhere(
  "Stream.next() of one actor reaches another that subscribed",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("ann", {
      ask: (ctx) =>
        ctx.getStream("news").subscribe(
          newSubscriber(ctx.actorId, PuppetProxy.Method.tell),
        ),
      tell: (_ctx, input) => void heard.push(input),
    });
    stage.cast("bob", {
      tell: async (ctx, input) => await ctx.getStream("news").next(input),
    });
    await engine.getActor(PuppetProxy, "ann").ask(null);
    engine.getActor(PuppetProxy, "bob").tell("good morning");
    await engine.run();
    assertEquals(heard, ["good morning"]);
  },
);

testOnBothWires(
  "Engine.run() resolves when the last timer has fired, not before",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    stage.cast("a", {
      tell: (ctx) => void ctx.runOnce(10, () => void trace.push("fired")),
    });
    engine.getActor(PuppetProxy, "a").tell(null);
    const run = engine.run();
    const isOver = watch(run);
    await stage.simulated!.advance(9);
    assertEquals(isOver(), false);
    await stage.simulated!.advance(1);
    await run;
    assertEquals(trace, ["fired"]);
  },
);
