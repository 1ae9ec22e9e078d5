import { assertEquals } from "@std/assert";
import type { Context, Engine } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

/** Has a puppet of a node watch others; returns what it is told. */
async function watchFrom(nodes: Nodes, engine: Engine, ids: readonly string[]) {
  const told: unknown[] = [];
  const [watcher] = await nodes.findIds(engine, 1);
  let context: Context | null = null;
  nodes.cast(watcher!, {
    ask: (ctx, id) => {
      context = ctx;
      ctx.watch(PuppetProxy, id as string, PuppetProxy.Method.tell);
    },
    tell: (_ctx, end) => void told.push(end),
  });
  for (const id of ids) {
    await nodes.finish(engine.getActor(PuppetProxy, watcher!).ask(id));
  }
  await nodes.runtime.advance(50);
  return { told, context: context as Context | null };
}

Deno.test("A watch tells of ends on another node, and why", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [a, b, c] = await nodes.findIds(two, 3);
  for (const id of [a, b]) {
    await nodes.finish(one.getActor(PuppetProxy, id!).ask(null));
  }
  const { told } = await watchFrom(nodes, one, [a!, b!, c!]);
  const end = (id: string, reason: string) => ({
    actor: { type: "Puppet", id },
    reason,
  });
  // One that is not live has ended.
  assertEquals(told, [end(c!, "idle")]);
  await nodes.finish(one.poisonPill(PuppetProxy, a!));
  await nodes.runtime.advance(50);
  await nodes.finish(two.stop());
  await nodes.runtime.advance(50);
  assertEquals(told, [
    end(c!, "idle"),
    end(a!, "poison"),
    end(b!, "lease-lost"),
  ]);
});

Deno.test("A watch tells once of what is lost with its node", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [a] = await nodes.findIds(two, 1);
  await nodes.finish(one.getActor(PuppetProxy, a!).ask(null));
  const { told } = await watchFrom(nodes, one, [a!]);
  const connect = nodes.cluster.network.disconnect("two");
  // Who calls it finds that it is gone.
  await nodes.finish(one.getActor(PuppetProxy, a!).ask(null));
  connect();
  await nodes.runtime.advance(30_000);
  assertEquals(told, [
    { actor: { type: "Puppet", id: a! }, reason: "lease-lost" },
  ]);
});

Deno.test("A watch of the same actor elsewhere is one watch", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [a] = await nodes.findIds(two, 1);
  await nodes.finish(one.getActor(PuppetProxy, a!).ask(null));
  const { told } = await watchFrom(nodes, one, [a!, a!, a!]);
  await nodes.finish(two.poisonPill(PuppetProxy, a!));
  await nodes.runtime.advance(50);
  assertEquals(told.length, 1);
});
