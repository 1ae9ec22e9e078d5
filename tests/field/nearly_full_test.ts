import { assert, assertEquals } from "@std/assert";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

const SENDERS = 500;

testEverywhere(
  "R18: a nearly full inbox is run before more senders fill it",
  async (stage) => {
    const engine = stage.open();
    const heard: unknown[] = [];
    stage.cast("sum", { tell: (_ctx, input) => void heard.push(input) });
    for (let at = 0; at < SENDERS; at++) {
      stage.cast(`${at}`, {
        tell: (ctx) => void ctx.getActor(TinyProxy, "sum").tell(at),
      });
    }
    for (let at = 0; at < SENDERS; at++) {
      engine.getActor(PuppetProxy, `${at}`).tell("go");
    }
    await stage.finish(engine.run());
    assertEquals(heard.length, SENDERS);
    assertEquals(stage.eventsOf("refused"), []);
    await stage.finish(engine.stop());
  },
);

/** A clock that goes on by a millisecond at each look: budgets are spent. */
class TickingRuntime extends SimulatedRuntime {
  #looks = 0;

  override now(): number {
    return super.now() + this.#looks++;
  }
}

testOnBothWires(
  "R18: a nearly full inbox stays ahead of senders that await something first",
  async (stage) => {
    const runtime = new TickingRuntime({ seed: stage.seed });
    const engine = stage.open({ runtime, inboxCapacity: 64 });
    const heard: unknown[] = [];
    stage.cast("sum", { tell: (_ctx, input) => void heard.push(input) });
    for (let at = 0; at < SENDERS; at++) {
      stage.cast(`${at}`, {
        tell: async (ctx) => {
          // What is sent behind it comes when this round of runs is over.
          await null;
          ctx.getActor(PuppetProxy, "sum").tell(at);
        },
      });
      engine.getActor(PuppetProxy, `${at}`).tell("go");
    }
    await engine.run();
    assertEquals(stage.eventsOf("refused"), []);
    assertEquals(heard.length, SENDERS);
    await engine.stop();
  },
);

testEverywhere(
  "R18: an actor that keeps its own inbox full leaves others their runs",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    let isOver = false;
    stage.cast("a", {
      tell: (ctx) => {
        if (isOver) return;
        for (let at = 0; at < 4; at++) {
          ctx.getActor(TinyProxy, "a").tell(at).catch(() => {});
        }
      },
    });
    let turns = 0;
    stage.cast("other", {
      tell: (ctx) => {
        isOver = ++turns === 100;
        if (!isOver) ctx.getActor(PuppetProxy, "other").tell("on");
      },
    });
    engine.getActor(TinyProxy, "a").tell("go");
    engine.getActor(PuppetProxy, "other").tell("go");
    await stage.finish(engine.run());
    assert(isOver);
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R18: two actors with nearly full inboxes leave others their runs",
  async (stage) => {
    const engine = stage.open({ turnsPerRun: 2 });
    let isOver = false;
    for (const [id, other] of [["a", "b"], ["b", "a"]] as const) {
      stage.cast(id, {
        tell: (ctx) => {
          if (isOver) return;
          // More than it takes: both inboxes stay full.
          for (let at = 0; at < 4; at++) {
            ctx.getActor(TinyProxy, other).tell(at).catch(() => {});
          }
        },
      });
    }
    stage.cast("other", { tell: () => void (isOver = true) });
    engine.getActor(TinyProxy, "a").tell("go");
    engine.getActor(TinyProxy, "b").tell("go");
    engine.getActor(PuppetProxy, "other").tell("end it");
    await stage.finish(engine.run());
    assert(isOver);
    await stage.finish(engine.stop());
  },
);
