import { ChainTooLongError, type Context } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { MAX_CHAIN } from "../../../src/base/limits.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

/** Returns the error that began a chain of causes. */
function rootOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? error : rootOf(cause);
}

Deno.test("A chain over nodes that is too long has not run on", async () => {
  // Wherever the last call would go, here or there.
  for (let seed = 1; seed <= 6; seed++) {
    await using nodes = new Nodes(seed);
    const [one] = await nodes.openTwo();
    let ran = 0;
    for (let at = 1; at <= MAX_CHAIN + 2; at++) {
      const next = `${seed}.${at + 1}`;
      nodes.cast(`${seed}.${at}`, {
        ask: async (ctx: Context) => {
          ran++;
          return await ctx.getActor(PuppetProxy, next).ask(null);
        },
      });
    }
    const call = one.getActor(PuppetProxy, `${seed}.1`).ask(null);
    const error = await nodes.finish(call.then(() => null, (error) => error));
    const root = rootOf(error);
    assert(root instanceof ChainTooLongError, `${root}`);
    assertEquals([root.code, root.outcome], ["chain-too-long", "not-run"]);
    assertEquals(ran, MAX_CHAIN);
  }
});
