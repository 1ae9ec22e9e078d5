import { assert, assertEquals } from "@std/assert";
import { CallError } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

Deno.test("Calls keep their order while their actor moves", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    await using nodes = new Nodes(seed, 3);
    const [one, two] = await nodes.openTwo();
    const client = await nodes.open("client", { actors: [] });
    const ids = await nodes.findIds(two, 3);
    const seen = new Map<string, number[]>();
    for (const id of ids) {
      const taken: number[] = [];
      seen.set(id, taken);
      nodes.cast(id, {
        ask: async (ctx, input) => {
          taken.push(input as number);
          if (nodes.runtime.random() < 0.3) await ctx.sleep(2);
          return input;
        },
      });
    }
    const answers: Promise<unknown>[] = [];
    let leaving: Promise<void> | null = null;
    for (let at = 0; at < 60; at++) {
      for (const id of ids) {
        answers.push(client.getActor(PuppetProxy, id).ask(at));
      }
      for (const answer of answers) answer.catch(() => {});
      if (at === 20) leaving = two.stop();
      await nodes.runtime.advance(1);
    }
    const results = await nodes.finish(Promise.allSettled(answers));
    assertEquals(results.filter(({ status }) => status === "rejected"), []);
    await nodes.finish(leaving!);
    const inOrder = Array.from({ length: 60 }, (_, at) => at);
    for (const id of ids) assertEquals(seen.get(id), inOrder, `seed ${seed}`);
    for (const id of ids) assert(one.isActive(PuppetProxy, id));
  }
});

Deno.test("A turn is finished before its actor moves", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  const steps: string[] = [];
  nodes.cast(id!, {
    ask: async (ctx, input) => {
      steps.push(`begin ${input}`);
      await ctx.sleep(300);
      steps.push(`end ${input}`);
      return input;
    },
    deinit: (reason) => void steps.push(`deinit ${reason}`),
  });
  const puppet = one.getActor(PuppetProxy, id!);
  const first = puppet.ask(1);
  const second = puppet.ask(2);
  for (const call of [first, second]) call.catch(() => {});
  await nodes.runtime.advance(50);
  const stopped = two.stop();
  assertEquals(await nodes.finish(Promise.all([first, second])), [1, 2]);
  await nodes.finish(stopped);
  assertEquals(steps, [
    "begin 1",
    "end 1",
    "deinit lease-lost",
    "begin 2",
    "end 2",
  ]);
});

Deno.test("What a turn waits for runs though its shard moves", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [from, ...others] = await nodes.findIds(two, 12);
  nodes.cast(from!, {
    ask: async (ctx) => {
      await ctx.sleep(100);
      let sum = 0;
      for (const id of others) {
        sum += await ctx.getActor(PuppetProxy, id).ask(1) as number;
      }
      return sum;
    },
  });
  for (const id of others) nodes.cast(id, { ask: (_ctx, input) => input });
  const call = one.getActor(PuppetProxy, from!).ask(null);
  call.catch(() => {});
  await nodes.runtime.advance(20);
  const stopped = two.stop();
  const begun = nodes.runtime.now();
  assertEquals(await nodes.finish(call), others.length);
  await nodes.finish(stopped);
  // It waited for no limit of a stop.
  assert(nodes.runtime.now() - begun < 5_000);
});

Deno.test("What ran on a node that is lost is unknown", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  const runs: unknown[] = [];
  nodes.cast(id!, {
    ask: async (ctx, input) => {
      runs.push(input);
      if (input === 1) await ctx.sleep(60_000);
      return input;
    },
  });
  const puppet = one.getActor(PuppetProxy, id!).with({ timeoutMs: 60_000 });
  const first = puppet.ask(1);
  first.catch(() => {});
  await nodes.runtime.advance(20);
  nodes.cluster.network.disconnect("two");
  const second = puppet.ask(2);
  second.catch(() => {});
  const [lost, later] = await nodes.finish(
    Promise.allSettled([first, second]),
  );
  assert(lost.status === "rejected");
  assert(lost.reason instanceof CallError);
  assertEquals([lost.reason.code, lost.reason.outcome], [
    "node-lost",
    "unknown",
  ]);
  // What has not got there runs where the actor is by then.
  assertEquals(later, { status: "fulfilled", value: 2 });
  assertEquals(await nodes.finish(puppet.ask(3)), 3);
  assert(one.isActive(PuppetProxy, id!));
});

Deno.test("Calls wait while the lease of their node is in doubt", async () => {
  await using nodes = new Nodes();
  const one = await nodes.open("one");
  nodes.cast("x", { ask: (_ctx, input) => input });
  const puppet = one.getActor(PuppetProxy, "x").with({ timeoutMs: 120_000 });
  assertEquals(await nodes.finish(puppet.ask(1)), 1);
  const connect = nodes.cluster.network.disconnect("one");
  await nodes.runtime.advance(30_000);
  // Its state is not lost, but nothing begins.
  assert(one.snapshot().cluster!.nodes[0]!.counts!.isSuspended);
  const call = puppet.ask(2);
  let isAnswered = false;
  call.then(() => void (isAnswered = true));
  await nodes.runtime.advance(10_000);
  assert(!isAnswered);
  connect();
  assertEquals(await nodes.finish(call), 2);
  const ends = nodes.events.filter(({ kind }) => kind === "deactivated");
  assertEquals(ends, []);
});
