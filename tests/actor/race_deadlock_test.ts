import type { Context } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testOnBothWires } from "../support/stage.ts";

/** Rounds of microtasks within which all of these answers come. */
const ROUNDS = 40;
/**
 * The one that is raced at once: it is a promise of the platform, and settled
 * some rounds later than the call is, whose end alone can be seen.
 */
const AT_ONCE = "what is made of a call";

const ask = (ctx: Context, id: string): Promise<unknown> =>
  ctx.getActor(PuppetProxy, id).ask(null);

/** How a turn begins something quick, and what it races then. */
const QUICK: Readonly<
  Record<string, (ctx: Context) => () => Promise<unknown>>
> = {
  "a call": (ctx) => {
    const reply = ask(ctx, "quick");
    reply.then(() => {});
    return () => reply;
  },
  [AT_ONCE]: (ctx) => {
    const reply = ask(ctx, "quick").then((said) => `${said}!`);
    return () => reply;
  },
  "what is made of a settled call": (ctx) => {
    const reply = ask(ctx, "quick");
    reply.then(() => {});
    return () => reply.then((said) => `${said}!`);
  },
  "a step": (ctx) => {
    const step = open(ctx, 1).next();
    let hasCome = false;
    step.then(() => hasCome = true);
    // Of a promise of the platform that is settled nothing can be seen.
    return () => hasCome ? open(ctx, 1).next() : step;
  },
  "a value": (ctx) => {
    const reply = open(ctx, 2);
    void reply.next();
    return () => reply.next();
  },
  "the end of values": (ctx) => {
    const reply = open(ctx, 1);
    void reply.next();
    return () => reply.next();
  },
};

function open(ctx: Context, values: number): AsyncGenerator<unknown> {
  return ctx.getActor(PuppetProxy, "quick").stream(values);
}

for (const [name, begin] of Object.entries(QUICK)) {
  testOnBothWires(
    `promise 13: a race that ${name} wins, whenever it is answered`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      let gate = Promise.withResolvers<void>();
      stage.cast("loser", {
        ask: async (ctx) => {
          await gate.promise;
          return await ask(ctx, "racer");
        },
      });
      stage.cast("quick", {
        ask: () => "quick",
        async *stream(_ctx, values) {
          for (let at = 0; at < (values as number); at++) yield at;
          return "done";
        },
      });
      stage.cast("next", {
        ask: async (ctx) => {
          gate.resolve();
          await ctx.sleep(1);
        },
      });
      stage.cast("racer", {
        ask: async (ctx, rounds) => {
          if (rounds === null) return "again";
          const race = begin(ctx);
          for (let round = 0; round < (rounds as number); round++) await null;
          await Promise.race([race(), ask(ctx, "loser")]);
          await ask(ctx, "next");
          return "on";
        },
      });
      const racer = engine.getActor(PuppetProxy, "racer");
      const most = name === AT_ONCE ? 1 : ROUNDS;
      for (let rounds = 0; rounds < most; rounds++) {
        gate = Promise.withResolvers();
        assertEquals(await stage.finish(racer.ask(rounds)), "on");
        await stage.simulated!.advance(5);
        assertEquals(
          stage.events.map(({ kind }) => kind).filter((kind) =>
            kind === "dead-letter" || kind === "failed"
          ),
          [],
          `after ${rounds} rounds`,
        );
      }
    },
  );
}
