import type { Context } from "@backstage/actors";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

testEverywhere(
  "Context.self() is a proxy of the actor, behind what waits already",
  async (stage) => {
    const trace: unknown[] = [];
    stage.cast("a", {
      ask: (ctx, input) => {
        const self = ctx.self(PuppetProxy);
        assertEquals(`${self}`, "Puppet/a");
        assert(self === ctx.getActor(PuppetProxy, "a"));
        self.tell(`behind ${input}`);
        return input;
      },
      tell: (_ctx, input) => void trace.push(input),
    });
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const replies = [puppet.ask(1), puppet.ask(2)];
    assertEquals(await Promise.all(replies), [1, 2]);
    await engine.run();
    assertEquals(trace, ["behind 1", "behind 2"]);
  },
);

testEverywhere(
  "Context.self() is the actor's own type where inherited code asks",
  async (stage) => {
    let self: PuppetProxy | undefined;
    stage.cast("a", {
      construct: (ctx) => void (self = ctx.self(PuppetProxy)),
      ask: (_ctx, input) => input,
    });
    const engine = stage.open();
    await engine.getActor(ChainPuppetProxy, "a").ask(1);
    assertEquals(`${self}`, "ChainPuppet/a");
    assert(self instanceof ChainPuppetProxy);
    assert(self instanceof PuppetProxy);
    // There is no other actor of the base's name.
    assertEquals(engine.snapshot().actors.length, 1);
  },
);

testEverywhere(
  "Context.self() refuses the proxy classes of other actors",
  async (stage) => {
    let context!: Context;
    stage.cast("a", { construct: (ctx) => void (context = ctx) });
    const engine = stage.open();
    await engine.getActor(PuppetProxy, "a").ask(null);
    for (const proxy of [CounterProxy, ChainPuppetProxy, FullPuppetProxy]) {
      assertThrows(
        () => context.self<CounterProxy | PuppetProxy>(proxy),
        TypeError,
        `Cannot get self: "Puppet/a" is no "${proxy.definition.type}"`,
      );
    }
    assertThrows(
      () => context.self(undefined as unknown as typeof PuppetProxy),
      TypeError,
      "Cannot get self: undefined is not a generated proxy class",
    );
  },
);
