import { assert, assertEquals } from "@std/assert";
import { DeadlockError, type Engine } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import {
  ChainPuppetProxy,
} from "../../cast/generated/chain_puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

/** Has a puppet wait, and then call another one. */
function callAfter(nodes: Nodes, id: string, ms: number, to: string): void {
  nodes.cast(id, {
    ask: async (ctx, input) => {
      if (input === "end") return `end of ${id}`;
      await ctx.sleep(ms);
      return await ctx.getActor(PuppetProxy, to).ask("on");
    },
  });
}

async function findThree(nodes: Nodes, engines: readonly Engine[]) {
  const ids: string[] = [];
  for (const engine of engines) {
    const [id] = await nodes.findIds(engine, 1);
    ids.push(id!);
  }
  return ids as [string, string, string];
}

Deno.test("A call that comes back over two nodes is a deadlock", async () => {
  await using nodes = new Nodes();
  const engines = await nodes.openAll(["one", "two", "three"]);
  const [a, b, c] = await findThree(nodes, engines);
  callAfter(nodes, a, 1, b);
  callAfter(nodes, b, 1, c);
  callAfter(nodes, c, 1, a);
  const start = nodes.runtime.now();
  const [result] = await nodes.finish(
    Promise.allSettled([engines[0]!.getActor(PuppetProxy, a).ask("on")]),
  );
  assert(result!.status === "rejected");
  assert(result!.reason instanceof DeadlockError);
  assertEquals(result!.reason.cycle, [
    `Puppet/${a}.ask`,
    `Puppet/${b}.ask`,
    `Puppet/${c}.ask`,
    `Puppet/${a}.ask`,
  ]);
  // It needs no search: its chain tells.
  assert(nodes.runtime.now() - start < 20);
});

Deno.test("Calls that wait for each other on two nodes are found", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    await using nodes = new Nodes(seed, 3);
    const engines = await nodes.openAll(["one", "two", "three"]);
    const [a, b, c] = await findThree(nodes, engines);
    for (const [id, to] of [[a, b], [b, c], [c, a]]) {
      nodes.cast(id!, {
        ask: async (ctx, input) => {
          if (input !== "begin") return "done";
          await ctx.sleep(10);
          return await ctx.getActor(PuppetProxy, to!).ask("end");
        },
      });
    }
    const calls = [a, b, c].map((id, at) =>
      engines[at]!.getActor(PuppetProxy, id).ask("begin")
    );
    const start = nodes.runtime.now();
    const results = await nodes.finish(Promise.allSettled(calls));
    assert(nodes.runtime.now() - start < 1_000, `seed ${seed}`);
    const failed = results.filter(({ status }) => status === "rejected");
    assertEquals(failed.length, 1, `seed ${seed}`);
    const { reason } = failed[0] as PromiseRejectedResult;
    assert(reason instanceof DeadlockError);
    assertEquals(reason.cycle.length, 4);
    assertEquals(reason.cycle.at(-1), reason.cycle[0]);
  }
});

Deno.test("A wait between nodes that a sleep may end is none", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [a] = await nodes.findIds(one, 1);
  const [b] = await nodes.findIds(two, 1);
  nodes.cast(a!, {
    ask: async (ctx) => {
      await ctx.sleep(5);
      return await Promise.race([
        ctx.getActor(PuppetProxy, b!).ask(null),
        ctx.sleep(2_500).then(() => "slept"),
      ]);
    },
  });
  callAfter(nodes, b!, 5, a!);
  const calls = [
    one.getActor(PuppetProxy, a!).ask(null),
    two.getActor(PuppetProxy, b!).ask(null),
  ];
  const [first] = await nodes.finish(Promise.all(calls));
  assertEquals(first, "slept");
});

Deno.test("A slow call between nodes is no deadlock", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [a] = await nodes.findIds(one, 1);
  const [b] = await nodes.findIds(two, 1);
  callAfter(nodes, a!, 1, b!);
  nodes.cast(b!, {
    ask: async (ctx) => {
      await ctx.sleep(5_000);
      return "done";
    },
  });
  const calls = Array.from(
    { length: 3 },
    () => one.getActor(PuppetProxy, a!).ask("on"),
  );
  const answers = await nodes.finish(Promise.all(calls));
  assertEquals(answers, ["done", "done", "done"]);
});

Deno.test("A call comes back by chain over another node", async () => {
  await using nodes = new Nodes();
  const actors = [PuppetProxy, ChainPuppetProxy];
  const [one, two] = await nodes.openTwo({ actors });
  const [b] = await nodes.findIds(two, 1);
  let a = "";
  for (let at = 0; a === ""; at++) {
    const id = `chain${at}`;
    await nodes.finish(one.getActor(ChainPuppetProxy, id).ask(null));
    if (one.isActive(ChainPuppetProxy, id)) a = id;
    await nodes.finish(one.poisonPill(ChainPuppetProxy, id));
  }
  nodes.cast(a, {
    ask: async (ctx, input) => {
      if (input === "back") return "came back";
      return await ctx.getActor(PuppetProxy, b!).ask(null);
    },
  });
  nodes.cast(b!, {
    ask: async (ctx) => await ctx.getActor(ChainPuppetProxy, a).ask("back"),
  });
  const answer = await nodes.finish(one.getActor(ChainPuppetProxy, a).ask(1));
  assertEquals(answer, "came back");
});
