import { InboxFullError } from "@backstage/actors";
import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

Deno.test("A call between nodes waits for room; a send does not", async () => {
  await using nodes = new Nodes();
  const options = { inboxCapacity: 1, overflow: "wait" } as const;
  const [one, two] = await nodes.openTwo(options);
  const [id] = await nodes.findIds(two, 1);
  nodes.cast(id!, {
    ask: async (ctx, input) => {
      await ctx.sleep(10);
      return input;
    },
  });
  const puppet = one.getActor(PuppetProxy, id!);
  const calls = [1, 2, 3, 4, 5].map(async (input) => await puppet.ask(input));
  assertEquals(await nodes.finish(Promise.all(calls)), [1, 2, 3, 4, 5]);
  const sends = [1, 2, 3, 4, 5].map((input) => puppet.ask(input));
  await nodes.runtime.advance(100);
  await assertRejects(() => nodes.finish(sends[4]!), InboxFullError);
});
