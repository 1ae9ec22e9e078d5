import {
  CallTimeoutError,
  type Context,
  DeadlockError,
  InboxFullError,
} from "@backstage/actors";
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { stuck } from "../support/calls.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";
import { GaugeProxy } from "../cast/generated/gauge_proxy.gen.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { MeterProxy } from "../cast/generated/meter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";
import { lapse, reasonOf } from "./trace.ts";

testEverywhere(
  "ActorOptions.inboxCapacity refuses a call that finds no room",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers<void>();
    stage.cast("a", { ask: () => door.promise });
    const tiny = engine.getActor(TinyProxy, "a");
    tiny.ask(0);
    await stage.settle();
    const waiting = [1, 2, 3, 4].map((input) => tiny.ask(input));
    const error = await assertRejects(() => tiny.ask(5), InboxFullError);
    assertEquals([error.code, error.outcome], ["inbox-full", "not-run"]);
    door.resolve();
    assertEquals((await Promise.all(waiting)).length, 4);
  },
);

for (
  const [Proxy, kept] of [
    [MeterProxy, [4, 5, 6]],
    [GaugeProxy, [1, 2, 3]],
  ] as const
) {
  testEverywhere(
    `ActorOptions.overflow of ${Proxy.definition.type} keeps ${kept}`,
    async (stage) => {
      const engine = stage.open();
      const actor = engine.getActor(Proxy, "a");
      for (let value = 1; value <= 6; value++) actor.read(value);
      await engine.run("once");
      assertEquals(await actor.readings(), [...kept]);
      const letters = stage.eventsOf("dead-letter");
      assertEquals(
        letters.map(({ reason }) => reason),
        ["dropped", "dropped", "dropped"],
      );
    },
  );
}

testOnBothWires(
  "EngineOptions.callTimeoutMs holds for a call without one of its own",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 20 });
    stage.cast("a", { ask: stuck });
    const puppet = engine.getActor(PuppetProxy, "a");
    await stage.finish(assertRejects(() => puppet.ask(1), CallTimeoutError));
  },
);

for (const timeoutMs of [400, 0]) {
  testOnBothWires(
    `ActorProxy.with() lets timeoutMs ${timeoutMs} stand beside the engine's`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 20 });
      stage.cast("a", {
        ask: async () => {
          await lapse(stage, 60);
          return "slept";
        },
      });
      const puppet = engine.getActor(PuppetProxy, "a").with({ timeoutMs });
      assertEquals(await stage.finish(puppet.ask(1)), "slept");
    },
  );
}

testOnBothWires(
  "EngineOptions.callTimeoutMs of 0 waits however long it takes",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const door = Promise.withResolvers<string>();
    stage.cast("a", { ask: () => door.promise });
    const answer = engine.getActor(PuppetProxy, "a").ask(1);
    answer.then(() => {});
    await stage.simulated!.advance(86_400_000);
    door.resolve("at last");
    assertEquals(await answer, "at last");
  },
);

testEverywhere(
  "A call that an actor passes on brings the other's answer, or its error",
  async (stage) => {
    const engine = stage.open();
    stage.cast("front", {
      ask: async (ctx, input) => {
        const back = ctx.getActor(PuppetProxy, "back");
        return input === "return" ? back.ask(input) : await back.ask(input);
      },
    });
    stage.cast("back", {
      ask: (_ctx, input) => {
        if (input === "fail") throw new RangeError("no");
        return `back: ${input}`;
      },
    });
    const front = engine.getActor(PuppetProxy, "front");
    assertEquals(await front.ask("await"), "back: await");
    assertEquals(await front.ask("return"), "back: return");
    const error = await reasonOf(front.ask("fail"));
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, "no");
    const failed = stage.eventsOf("failed");
    assertEquals(
      failed.map(({ actor, caller }) => [actor.id, caller?.id ?? null]),
      [["back", "front"], ["front", null]],
    );
  },
);

testOnBothWires(
  "Context.getActor() lets a task send its result as a message to its actor",
  async (stage) => {
    const engine = stage.open();
    const member = engine.getActor(MemberProxy, "ann");
    stage.cast("a", {
      ask: (_ctx, input) => {
        if (input === "start") {
          lapse(stage, 15).then(() => member.award(100));
        }
        return input;
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask("start"), "start");
    // It is free for others while its task goes on.
    assertEquals(await puppet.ask("free"), "free");
    assertEquals(stage.simulated!.now(), 0);
    await stage.simulated!.advance(15);
    assertEquals(await member.award(0), 100);
  },
);

testEverywhere(
  "A call that would wait for its own caller fails at once, with the cycle",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const next = (id: string) => ({
      ask: (ctx: Context) => ctx.getActor(PuppetProxy, id).ask(null),
    });
    stage.cast("a", next("b"));
    stage.cast("b", next("a"));
    const error = await reasonOf(engine.getActor(PuppetProxy, "a").ask(null));
    assertInstanceOf(error, DeadlockError);
    assertEquals(
      error.message.includes("Puppet/a.ask -> Puppet/b.ask -> Puppet/a.ask"),
      true,
    );
  },
);
