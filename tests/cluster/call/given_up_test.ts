import { assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

Deno.test("A call behind one that was given up at once runs", async () => {
  await using nodes = new Nodes();
  const client = await nodes.open("client", { actors: [] });
  const puppet = client.getActor(PuppetProxy, "p");
  const giveUp = new AbortController();
  const first = puppet.with({ signal: giveUp.signal }).ask(1);
  first.catch(() => {});
  giveUp.abort();
  const second = puppet.ask(2);
  second.catch(() => {});
  await nodes.runtime.advance(10);
  nodes.cast("p", { ask: (_ctx, input) => input });
  await nodes.open("one");
  await assertRejects(() => first);
  assertEquals(await nodes.finish(Promise.resolve(second)), 2);
});
