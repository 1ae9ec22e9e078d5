import { CallError, ChainTooLongError, type Context } from "@backstage/actors";
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { MAX_CHAIN } from "../../src/base/limits.ts";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, gate, type PuppetClass } from "../support/puppets.ts";
import {
  type Stage,
  testEverywhere,
  testOnBothWires,
} from "../support/stage.ts";

const KINDS: readonly PuppetClass[] = [
  PuppetProxy,
  ChainPuppetProxy,
  FullPuppetProxy,
];

/** Ways to await one call from within a turn. */
const WAYS: Record<string, (reply: Promise<unknown>) => Promise<unknown>> = {
  "await": async (reply) => await reply,
  "return": (reply) => reply,
  "Promise.all()": async (reply) => (await Promise.all([reply]))[0],
  "then()": (reply) => reply.then((value) => value),
  "an await behind another": async (reply) => {
    await null;
    await null;
    return await reply;
  },
};

/** Casts puppets each of which asks the next one, until `to` were asked. */
function castChain(
  stage: Stage,
  to: number,
  ask: (ctx: Context, id: string) => Promise<unknown>,
): { readonly ran: number[] } {
  const ran: number[] = [];
  for (let at = 1; at <= to + 1; at++) {
    stage.cast(`${at}`, {
      ask: (ctx) => {
        ran.push(at);
        return at > to ? "end" : ask(ctx, `${at + 1}`);
      },
    });
  }
  return { ran };
}

/** Returns the error that began a chain of causes. */
function rootOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? error : rootOf(cause);
}

for (const proxy of KINDS) {
  const { type } = proxy.definition;
  for (const [name, way] of Object.entries(WAYS)) {
    testOnBothWires(
      `ChainTooLongError is for call ${MAX_CHAIN + 1} of a ${type}'s ${name}`,
      async (stage) => {
        const engine = stage.open();
        const { ran } = castChain(
          stage,
          MAX_CHAIN - 1,
          (ctx, id) => way(ask(ctx, proxy, id)),
        );
        assertEquals(await stage.finish(ask(engine, proxy, "1")), "end");
        assertEquals(ran.length, MAX_CHAIN);
        ran.length = 0;
        // What is live goes on as it was cast.
        await stage.finish(engine.stop());
        const other = stage.open();
        const longer = castChain(
          stage,
          1_000,
          (ctx, id) => way(ask(ctx, proxy, id)),
        );
        const end = await stage.finish(
          ask(other, proxy, "1").catch((error) => error),
        );
        const error = rootOf(end);
        assertInstanceOf(error, ChainTooLongError);
        assertEquals([error.code, error.outcome], [
          "chain-too-long",
          "not-run",
        ]);
        assertEquals(error.chain.length, MAX_CHAIN);
        assertEquals(error.chain[0], `${type}/1.ask`);
        assertEquals(error.chain.at(-1), `${type}/${MAX_CHAIN}.ask`);
        assert(error.message.includes(`"${type}/${MAX_CHAIN + 1}".ask`));
        assertEquals(longer.ran.length, MAX_CHAIN);
        const letters = stage.eventsOf("dead-letter");
        assertEquals(letters.map(({ reason }) => reason), ["chain-too-long"]);
        await stage.finish(other.run());
      },
    );
  }

  testEverywhere(
    `A ${type}'s calls are no chain where they are not awaited`,
    async (stage) => {
      const engine = stage.open();
      const { ran } = castChain(stage, 300, (ctx, id) => {
        void ask(ctx, proxy, id);
        return Promise.resolve("sent");
      });
      await stage.finish(ask(engine, proxy, "1"));
      await stage.finish(engine.run());
      assertEquals(ran.length, 301);
      assertEquals(stage.eventsOf("dead-letter"), []);
    },
  );

  testEverywhere(
    `A ${type}'s calls are no chain once their turns have ended`,
    async (stage) => {
      const engine = stage.open();
      const ended = Promise.withResolvers<void>();
      const run = async (ctx: Context, id: string): Promise<void> => {
        await null;
        await null;
        const said = await ask(ctx, proxy, id);
        if (said === "end") ended.resolve();
      };
      const { ran } = castChain(stage, 300, (ctx, id) => {
        // It goes on when its turn is over.
        run(ctx, id).catch(ended.reject);
        return Promise.resolve("left");
      });
      await stage.finish(ask(engine, proxy, "1"));
      await stage.finish(ended.promise);
      assertEquals(ran.length, 301);
    },
  );
}

testEverywhere(
  "ChainTooLongError ends a recursion without a result, too",
  async (stage) => {
    const engine = stage.open();
    let ran = 0;
    stage.cast("a", {
      tell: async (ctx) => {
        ran++;
        await ctx.getActor(FullPuppetProxy, "a").tell(null);
      },
    });
    const end = await stage.finish(
      engine.getActor(FullPuppetProxy, "a").tell(null).then(
        () => null,
        (error) => error,
      ),
    );
    assertInstanceOf(rootOf(end), ChainTooLongError);
    assertEquals(ran, MAX_CHAIN);
    await stage.finish(engine.run());
  },
);

testEverywhere(
  "ChainTooLongError is caught as any other where the call was made",
  async (stage) => {
    const engine = stage.open();
    const { ran } = castChain(stage, 200, async (ctx, id) => {
      try {
        return await ask(ctx, PuppetProxy, id);
      } catch (error) {
        assertInstanceOf(error, CallError);
        return `${id}: ${error.code}, ${error.outcome}`;
      }
    });
    const end = await stage.finish(ask(engine, PuppetProxy, "1"));
    assertEquals(end, `${MAX_CHAIN + 1}: chain-too-long, not-run`);
    assertEquals(ran.length, MAX_CHAIN);
    // What was refused is no more in the way.
    assertEquals(
      await stage.finish(ask(engine, PuppetProxy, "201")),
      "end",
    );
  },
);

testOnBothWires(
  "ChainTooLongError is for what is awaited late, though it runs",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const all = gate();
    const { ran } = castChain(stage, MAX_CHAIN, async (ctx, id) => {
      const reply = ask(ctx, PuppetProxy, id);
      await all.passed;
      return await reply;
    });
    stage.cast(`${MAX_CHAIN + 1}`, { ask: () => new Promise(() => {}) });
    const call = ask(engine, PuppetProxy, "1").catch((error) => error);
    await stage.settle();
    assertEquals(ran.length, MAX_CHAIN);
    all.open();
    const error = rootOf(await stage.finish(call));
    assertInstanceOf(error, ChainTooLongError);
    assertEquals(error.outcome, "unknown");
  },
);

testOnBothWires(
  "A chain that is too long gives way to a stop and to an abort",
  async (stage) => {
    const engine = stage.open();
    const { ran } = castChain(
      stage,
      1_000,
      (ctx, id) => ask(ctx, PuppetProxy, id),
    );
    const stop = new AbortController();
    const first = engine.getActor(PuppetProxy, "1").with({
      signal: stop.signal,
    });
    const call = first.ask(null).catch(({ code }) => code);
    stop.abort();
    assertEquals(await stage.finish(call), "aborted");
    await stage.finish(engine.run());
    const again = ask(engine, PuppetProxy, "1").catch(({ code }) => code);
    await stage.finish(engine.stop({ drain: false }));
    assertEquals(typeof await stage.finish(again), "string");
    assert(ran.length <= 2 * MAX_CHAIN);
  },
);

for (const proxy of [PuppetProxy, FullPuppetProxy]) {
  const { type } = proxy.definition;
  testEverywhere(
    `ChainTooLongError ends a recursion of a ${type}'s streaming replies`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      let ran = 0;
      for (let at = 1; at < 300; at++) {
        stage.cast(`${at}`, {
          stream: async function* (ctx) {
            ran++;
            yield* ctx.getActor(proxy, `${at + 1}`).stream(null);
          },
        });
      }
      const read = async (): Promise<unknown> => {
        for await (const _ of engine.getActor(proxy, "1").stream(null));
        return "end";
      };
      const end = await stage.finish(read().catch((error) => error));
      const error = rootOf(end);
      assertInstanceOf(error, ChainTooLongError);
      assertEquals([ran, error.outcome], [MAX_CHAIN, "not-run"]);
      await stage.finish(engine.run());
    },
  );
}
