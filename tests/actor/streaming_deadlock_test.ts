import { type Context, DeadlockError } from "@backstage/actors";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf } from "../support/calls.ts";
import { codeOf, gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

function ask(ctx: Context, id: string, input?: unknown): Promise<unknown> {
  return ctx.getActor(PuppetProxy, id).ask(input);
}

/** Consumes a whole streaming reply; returns how many values it had. */
async function consume(ctx: Context, id: string): Promise<number> {
  let count = 0;
  for await (const _ of ctx.getActor(PuppetProxy, id).stream(null)) count++;
  return count;
}

for (const before of [0, 3, 20]) {
  testEverywhere(
    `promise 13: a step that waits for its consumer, after ${before} values`,
    async (stage) => {
      stage.cast("producer", {
        async *stream(ctx) {
          for (let index = 0; index < before; index++) yield index;
          return await ask(ctx, "consumer", "again");
        },
      });
      stage.cast("consumer", {
        ask: async (ctx, input) =>
          input === "again" ? input : await consume(ctx, "producer"),
      });
      const engine = stage.open({ callTimeoutMs: 0 });
      const error = await failureOf(
        engine.getActor(PuppetProxy, "consumer").ask("begin"),
      );
      assertInstanceOf(error, DeadlockError);
      assertEquals([...new Set(error.cycle)].sort(), [
        "Puppet/consumer.ask",
        "Puppet/producer.stream",
      ]);
      // Both are as alive as before.
      assertEquals(
        await engine.getActor(PuppetProxy, "consumer").ask("again"),
        "again",
      );
    },
  );
}

testEverywhere(
  "promise 13: a step that waits behind a turn that waits for its consumer",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("producer", {
      async *stream() {
        for (let index = 0; index < 40; index++) yield index;
        return null;
      },
      ask: (ctx) => ask(ctx, "consumer", "again"),
    });
    stage.cast("consumer", {
      ask: async (ctx, input) => {
        if (input === "again") return input;
        const reply = ctx.getActor(PuppetProxy, "producer").stream(null);
        await reply.next();
        gate.resolve();
        // The producer's other turn begins before the credit is used up.
        await null;
        for await (const _ of reply);
        return "all";
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const begun = engine.getActor(PuppetProxy, "consumer").ask("begin");
    const first = begun.catch((error: unknown) => error);
    await gate.promise;
    const other = engine.getActor(PuppetProxy, "producer").ask(null);
    const ends = await Promise.all([
      first,
      other.catch((error: unknown) => error),
    ]);
    const deadlocks = ends.filter((end) => end instanceof DeadlockError);
    assertEquals(deadlocks.length >= 1, true, `${ends}`);
  },
);

testEverywhere(
  "promise 13: `finally` that waits for the consumer that waits for it",
  async (stage) => {
    const ends: unknown[] = [];
    stage.cast("producer", {
      async *stream(ctx) {
        try {
          yield 1;
          return null;
        } finally {
          ends.push(await failureOf(ask(ctx, "consumer", "again")));
        }
      },
    });
    stage.cast("consumer", {
      ask: async (ctx, input) => {
        if (input === "again") return input;
        const reply = ctx.getActor(PuppetProxy, "producer").stream(null);
        await reply.next();
        return await reply.return(null).catch((error: unknown) => {
          ends.push(error);
          return "cut";
        });
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    await engine.getActor(PuppetProxy, "consumer").ask("begin");
    await stage.settle();
    assertInstanceOf(ends[0], DeadlockError);
  },
);

testEverywhere(
  "promise 13: a consumer that has gone on waits for no value any more",
  async (stage) => {
    const gate = Promise.withResolvers<unknown>();
    stage.cast("producer", {
      async *stream(ctx) {
        yield 1;
        // Its next step calls the consumer, which waits for another.
        yield await ask(ctx, "consumer", "note");
        return null;
      },
    });
    stage.cast("other", { ask: () => gate.promise });
    const heard: unknown[] = [];
    stage.cast("consumer", {
      ask: async (ctx, input) => {
        if (input === "note") return "noted";
        const reply = ctx.getActor(PuppetProxy, "producer").stream(null);
        heard.push((await reply.next()).value);
        await ask(ctx, "other");
        return "done";
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const done = engine.getActor(PuppetProxy, "consumer").ask("begin");
    const end = done.then((value) => value);
    await stage.settle();
    await stage.settle();
    gate.resolve(null);
    assertEquals(await end, "done");
    await stage.settle();
    assertEquals(heard, [1]);
    assertEquals(stage.eventsOf("failed"), []);
  },
);

testEverywhere(
  "promise 13: a stream that comes back to a `chain` runs beside the turn",
  async (stage) => {
    stage.cast("a", {
      ask: (ctx) => ctx.getActor(PuppetProxy, "b").ask(null),
      async *stream() {
        for (let index = 0; index < 40; index++) yield index;
        return null;
      },
    });
    stage.cast("b", {
      ask: async (ctx) => {
        const a = ctx.getActor(ChainPuppetProxy, "a");
        return (await Array.fromAsync(a.stream(null))).length;
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(ChainPuppetProxy, "a");
    assertEquals(await stage.finish(Promise.resolve(a.ask(null))), 40);
  },
);

testEverywhere(
  "promise 13: two `full` actors that stream to each other wait for no cycle",
  async (stage) => {
    for (const [id, peer] of [["a", "b"], ["b", "a"]] as const) {
      stage.cast(id, {
        async *stream(ctx, depth) {
          yield depth;
          if (depth === 0) return null;
          const other = ctx.getActor(FullPuppetProxy, peer);
          return yield* other.stream((depth as number) - 1);
        },
      });
    }
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(FullPuppetProxy, "a");
    const values = Array.fromAsync(a.stream(6));
    assertEquals(await stage.finish(values), [6, 5, 4, 3, 2, 1, 0]);
  },
);

for (const waits of ["a read", "a call"]) {
  testEverywhere(
    `promise 13: ${waits} that lost a race to the other is no edge any more`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const [door, raced] = [gate(), gate()];
      let back: unknown = "nothing";
      const comeBack = async (ctx: Context): Promise<void> => {
        await raced.passed;
        back = await ask(ctx, "a", "back").catch(codeOf);
      };
      stage.cast("slow", { ask: comeBack });
      stage.cast("quick", { ask: () => "quick" });
      stage.cast("third", { ask: () => door.passed });
      stage.cast("producer", {
        async *stream(ctx) {
          yield 1;
          // A second one has arrived before it is asked for.
          if (waits === "a call") yield 2;
          else await comeBack(ctx);
          return null;
        },
      });
      stage.cast("a", {
        ask: async (ctx, input) => {
          if (input === "back") return "back";
          const reply = ctx.getActor(PuppetProxy, "producer").stream(null);
          await reply.next();
          await ask(ctx, "quick");
          await (waits === "a call"
            ? Promise.race([ask(ctx, "slow"), reply.next()])
            : Promise.race([reply.next(), ask(ctx, "quick")]));
          // It goes on by another call: it waits for the loser no more.
          const third = ask(ctx, "third");
          raced.open();
          await third;
          return null;
        },
      });
      const call = engine.getActor(PuppetProxy, "a").ask("go");
      const end = call.then(() => {}, () => {});
      for (let round = 0; round < 3; round++) await stage.settle();
      assertEquals(back, "nothing");
      door.open();
      await stage.finish(end);
      await stage.until(() => back === "back");
    },
  );
}
