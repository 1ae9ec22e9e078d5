import { type Context, DeadlockError } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import type { Part } from "../support/cast.ts";
import { reasonOf } from "./trace.ts";

/** Where a walk of calls goes: `chain 1` or `full x`. */
type Step = `${"chain" | "full"} ${string}`;

/** Calls the next actor of a walk, and counts the steps. */
async function walk(ctx: Context, steps: readonly Step[]): Promise<unknown> {
  const [next, ...rest] = steps;
  if (next === undefined) return 1;
  const [kind, id] = next.split(" ");
  const Proxy = kind === "full" ? FullPuppetProxy : ChainPuppetProxy;
  return 1 + Number(await ctx.getActor(Proxy, id!).ask(rest));
}

const walker: Part = {
  ask: (ctx, input) => walk(ctx, input as Step[]),
};

const WALKS: readonly (readonly Step[])[] = [
  ["chain 1", "chain 1"],
  ["chain 1", "chain 101", "chain 1"],
  ["full x", "full x"],
  ["full x", "chain 1", "full x"],
  ["chain 1", "chain 101", "chain 201", "chain 1"],
];

for (const [first, ...rest] of WALKS) {
  testEverywhere(
    `ActorOptions.reentrancy lets a call come back: ${first}, ${rest}`,
    async (stage) => {
      const engine = stage.open();
      for (const id of ["1", "101", "201", "x"]) stage.cast(id, walker);
      const [kind, id] = first!.split(" ");
      const Proxy = kind === "full" ? FullPuppetProxy : ChainPuppetProxy;
      const answer = engine.getActor(Proxy, id!).ask(rest);
      assertEquals(await stage.finish(answer), rest.length + 1);
      assertEquals(stage.eventsOf("failed"), []);
    },
  );
}

testEverywhere(
  "ActorOptions.reentrancy `none` fails a call to oneself at once",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    stage.cast("a", {
      ask: async (ctx) => await ctx.getActor(PuppetProxy, "a").ask(null),
    });
    const error = await reasonOf(engine.getActor(PuppetProxy, "a").ask(null));
    assertInstanceOf(error, DeadlockError);
  },
);

testEverywhere(
  "ActorOptions.reentrancy `full` lets two actors call each other deeply",
  async (stage) => {
    const engine = stage.open();
    const bounce = (other: string): Part => ({
      ask: async (ctx, depth) => {
        if (depth === 0) return 0;
        const next = ctx.getActor(FullPuppetProxy, other);
        return 1 + Number(await next.ask(Number(depth) - 1));
      },
    });
    stage.cast("a", bounce("b"));
    stage.cast("b", bounce("a"));
    const both = ["a", "b"].map((id) =>
      engine.getActor(FullPuppetProxy, id).ask(15)
    );
    assertEquals(await stage.finish(Promise.all(both)), [15, 15]);
  },
);

testEverywhere(
  "ActorOptions.reentrancy `full` runs calls beside each other",
  async (stage) => {
    const engine = stage.open();
    const everybody = Promise.withResolvers<string>();
    let guests = 0;
    stage.cast("a", {
      ask: () => {
        if (++guests === 5) everybody.resolve("met");
        return everybody.promise;
      },
    });
    const puppet = engine.getActor(FullPuppetProxy, "a");
    const answers = [1, 2, 3, 4, 5].map((input) => puppet.ask(input));
    assertEquals(
      await stage.finish(Promise.all(answers)),
      Array(5).fill("met"),
    );
  },
);

testEverywhere(
  "ActorOptions.reentrancy `chain` lets a `full` actor call back, no stranger",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    const trace: string[] = [];
    stage.cast("front", {
      ask: async (ctx, input) => {
        trace.push(`${input}`);
        if (input !== "begin") return "detail";
        return await ctx.getActor(FullPuppetProxy, "middle").ask(null);
      },
    });
    stage.cast("middle", {
      ask: async (ctx) => {
        await door.promise;
        return await ctx.getActor(ChainPuppetProxy, "front").ask("back");
      },
    });
    const front = engine.getActor(ChainPuppetProxy, "front");
    const answer = front.ask("begin");
    const stranger = front.ask("stranger");
    const both = Promise.all([answer, stranger]);
    await stage.settle();
    assertEquals(trace, ["begin"]);
    door.resolve();
    assertEquals(await stage.finish(both), ["detail", "detail"]);
    assertEquals(trace, ["begin", "back", "stranger"]);
  },
);
