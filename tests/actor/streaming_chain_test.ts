import type { Context } from "@backstage/actors";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Most calls of a chain. */
const MAX_CHAIN = 64;

type StreamingProxy = typeof ChainPuppetProxy | typeof FullPuppetProxy;

/** Has two actors stream what the other one streams; counts how often. */
function castMirrors(
  stage: Stage,
  proxy: StreamingProxy,
  pause: (ctx: Context) => unknown,
): { begun: number } {
  const count = { begun: 0 };
  for (const [id, peer] of [["a", "b"], ["b", "a"]] as const) {
    stage.cast(id, {
      async *stream(ctx, depth) {
        // A test that fails must end.
        if (++count.begun > 3 * MAX_CHAIN) throw new Error("without end");
        await pause(ctx);
        yield depth;
        if (depth === 0) return null;
        const other = ctx.getActor(proxy, peer);
        return yield* other.stream((depth as number) - 1);
      },
    });
  }
  return count;
}

for (
  const [title, pause] of [
    ["at once", () => {}],
    ["later", (ctx: Context) => ctx.sleep(0)],
  ] as const
) {
  testEverywhere(
    `promise 13: two \`chain\` actors that stream to each other ${title}`,
    async (stage) => {
      castMirrors(stage, ChainPuppetProxy, pause);
      const engine = stage.open({ callTimeoutMs: 0 });
      const a = engine.getActor(ChainPuppetProxy, "a");
      const values = Array.fromAsync(a.stream(40));
      const expected = Array.from({ length: 41 }, (_, index) => 40 - index);
      assertEquals(await stage.finish(values), expected);
    },
  );

  testEverywhere(
    `ChainTooLongError ends a recursion of streams that run ahead ${title}`,
    async (stage) => {
      const count = castMirrors(stage, FullPuppetProxy, pause);
      const engine = stage.open({ callTimeoutMs: 0 });
      const reply = engine.getActor(FullPuppetProxy, "a").stream(-1);
      const first = reply.next();
      await stage.finish(first);
      await stage.settle();
      // Each one that waits for credit is waited for no more, and yet consumed.
      assert(count.begun <= MAX_CHAIN, `${count.begun} have begun`);
      const values: unknown[] = [(await first).value];
      const rest = (async () => {
        for await (const value of reply) values.push(value);
      })();
      const error = await assertRejects(() => stage.finish(rest));
      assertEquals((error as { code?: string }).code, "chain-too-long");
      assertEquals(values.length, MAX_CHAIN);
    },
  );
}

testEverywhere(
  "ChainTooLongError counts a stream that is consumed, though not awaited",
  async (stage) => {
    let begun = 0;
    stage.cast("a", {
      async *stream(ctx) {
        if (++begun > 3 * MAX_CHAIN) throw new Error("without end");
        for (let index = 0; index < 4; index++) yield index;
        yield await ctx.getActor(FullPuppetProxy, "a").ask(null);
      },
      ask: async (ctx) => {
        const reply = ctx.getActor(FullPuppetProxy, "a").stream(null);
        await reply.next();
        // Its producer runs ahead meanwhile.
        await ctx.getActor(PuppetProxy, "b").ask(null);
        return (await Array.fromAsync(reply)).at(-1);
      },
    });
    stage.cast("b", { ask: (ctx) => ctx.sleep(0) });
    const engine = stage.open({ callTimeoutMs: 0 });
    const a = engine.getActor(FullPuppetProxy, "a");
    const end = a.ask(null).then(
      () => "done",
      ({ code }: { code: string }) => code,
    );
    assertEquals(await stage.finish(end), "chain-too-long");
    assert(begun <= MAX_CHAIN / 2, `${begun} have begun`);
  },
);
