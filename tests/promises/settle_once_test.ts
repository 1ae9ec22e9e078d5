import { CallError } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { testPromise } from "../support/promises.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

function isUnknown(outcome: unknown): boolean {
  return outcome instanceof CallError && outcome.outcome === "unknown";
}

testPromise(
  "promise 4: every call settles once, whatever ends it",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 16, turnsPerRun: 2 });
    const ids = ["a", "b", "c"];
    const runs: number[] = [];
    for (const id of ids) {
      stage.cast(id, {
        init: () => {
          if (stage.chance.below(6) === 0) throw new Error("no init");
        },
        ask: async (ctx, index) => {
          runs[index as number] = (runs[index as number] ?? 0) + 1;
          for (let left = stage.chance.below(3); left > 0; left--) await null;
          if (stage.chance.below(20) === 0) ctx.poisonPill();
          if (stage.chance.below(5) === 0) throw new RangeError(`${index}`);
          return index;
        },
      });
    }
    const settled: number[] = [];
    const replies: Promise<unknown>[] = [];
    const call = (index: number): void => {
      const puppet = engine.getActor(PuppetProxy, stage.chance.pick(ids));
      settled[index] = 0;
      const note = () => settled[index]!++;
      const reply = puppet.ask(index);
      reply.then(note, note);
      replies.push(reply.catch((error) => error));
    };
    for (let index = 0; index < 600; index++) {
      call(index);
      if (stage.chance.below(50) === 0) {
        engine.poisonPill(PuppetProxy, stage.chance.pick(ids));
      }
      if (stage.chance.below(12) === 0) await stage.settle();
    }
    await stage.finish(engine.stop({ drain: false }));
    for (let index = 600; index < 620; index++) call(index);

    const outcomes = await Promise.all(replies);
    outcomes.forEach((outcome, index) => {
      assertEquals(settled[index], 1, `call ${index}`);
      if (outcome instanceof CallError && outcome.outcome === "not-run") {
        assertEquals(runs[index], undefined, outcome.message);
      } else if (isUnknown(outcome) && stage.wire === "cluster") {
        // The engine stopped before another node said how far it had come.
        assert((runs[index] ?? 0) <= 1, String(outcome));
      } else {
        assertEquals(runs[index], 1, String(outcome));
        const message = outcome instanceof RangeError && outcome.message;
        assert(
          outcome === index || message === `${index}` || isUnknown(outcome),
        );
      }
    });
  },
);

testPromise(
  "promise 4: a call gets the value that the method returned",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { ask: (_ctx, input) => input });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (const value of [1, "text", null, undefined, [1], { a: 1n }, -0]) {
      assertEquals(await puppet.ask(value), value);
    }
  },
);

class OutOfStock extends Error {
  override readonly name = "OutOfStock";
  readonly sku = 7;
}

testPromise(
  "promise 4: a call gets the error that the method threw",
  async (stage) => {
    const engine = stage.open();
    const thrown = [
      new RangeError("r"),
      new OutOfStock("none left"),
      "text",
      5,
    ];
    stage.cast("a", {
      ask: (_ctx, index) => {
        throw thrown[index as number];
      },
      tell: async (_ctx, index) => {
        await null;
        throw thrown[index as number];
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (const [index, error] of thrown.entries()) {
      for (const reply of [puppet.ask(index), puppet.tell(index)]) {
        const caught = await reply.then(() => "a value", (it: unknown) => it);
        if (stage.wire === "auto") assertStrictEquals(caught, error);
        else assertEquals(String(caught), String(error));
      }
    }
    const caught = await puppet.ask(1).catch((error: unknown) => error);
    assertInstanceOf(caught, stage.wire === "auto" ? OutOfStock : Error);
    assertEquals((caught as OutOfStock).sku, 7);
  },
);

testPromise(
  "promise 4: a CallError tells whether the method ran",
  async (stage) => {
    const engine = stage.open();
    const door = Promise.withResolvers();
    stage.cast("a", {
      ask: (_ctx, input) => input === "wait" ? door.promise : () => {},
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const outcomeOf = async (reply: Promise<unknown>) =>
      (await assertRejects(() => reply, CallError)).outcome;

    assertEquals(await outcomeOf(puppet.ask(() => {})), "not-run");
    assertEquals(await outcomeOf(puppet.ask("bad result")), "failed");
    const running = outcomeOf(puppet.ask("wait"));
    const waiting = outcomeOf(puppet.ask("wait"));
    await stage.settle();
    await stage.finish(engine.stop({ drain: false }));
    assertEquals(await running, "unknown");
    // It waits in an inbox, of which another node did not tell in time.
    const isFar = stage.wire === "cluster" && await waiting === "unknown";
    assertEquals(await waiting, isFar ? "unknown" : "not-run");
    assertEquals(await outcomeOf(puppet.ask("late")), "not-run");
    door.resolve("too late to matter");
  },
);
