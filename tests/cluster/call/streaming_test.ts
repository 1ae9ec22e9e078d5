import { CallError, type Context } from "@backstage/actors";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

/** Opens two nodes, and a producer on the one that is not asked. */
async function openProducer(
  nodes: Nodes,
  stream: (ctx: Context) => AsyncGenerator<unknown>,
): Promise<PuppetProxy> {
  const [one, two] = await nodes.openTwo();
  const [id] = await nodes.findIds(two, 1);
  nodes.cast(id!, { stream });
  return one.getActor(PuppetProxy, id!);
}

Deno.test("A streaming reply between nodes is timed by steps", async () => {
  await using nodes = new Nodes();
  const puppet = await openProducer(nodes, async function* (ctx) {
    for (let count = 0; count < 5; count++) {
      await ctx.sleep(150);
      yield count;
    }
    await ctx.sleep(500);
  });
  const reply = puppet.with({ timeoutMs: 200 }).stream(null);
  for (let count = 0; count < 5; count++) {
    assertEquals((await nodes.finish(reply.next())).value, count);
  }
  const late = await assertRejects(
    () => nodes.finish(reply.next()),
    CallError,
  );
  assertEquals([late.code, late.outcome], ["timeout", "unknown"]);
});

Deno.test("A streaming reply that is given up ends on its node", async () => {
  await using nodes = new Nodes();
  const seen: string[] = [];
  const puppet = await openProducer(nodes, async function* (ctx) {
    try {
      yield 1;
      await ctx.sleep(60_000);
      yield 2;
    } finally {
      seen.push(`finally ${ctx.turn.signal.aborted}`);
    }
  });
  const stop = new AbortController();
  const reply = puppet.with({ signal: stop.signal }).stream(null);
  assertEquals((await nodes.finish(reply.next())).value, 1);
  stop.abort();
  await nodes.runtime.advance(10);
  assertEquals(seen, ["finally true"]);
  const end = await assertRejects(() => nodes.finish(reply.next()), CallError);
  assertEquals(end.code, "aborted");
});

Deno.test("A streaming reply that fails unseen is told of here", async () => {
  await using nodes = new Nodes();
  const gate = Promise.withResolvers<void>();
  const puppet = await openProducer(nodes, async function* () {
    yield 1;
    await gate.promise;
    throw new Error("ran ahead");
  });
  const reply = puppet.stream(null);
  assertEquals((await nodes.finish(reply.next())).value, 1);
  const end = reply.return(null);
  await nodes.runtime.advance(10);
  gate.resolve();
  assertEquals(await nodes.finish(end), { done: true, value: null });
  await nodes.runtime.advance(1_000);
  const lines = nodes.lines.filter((line) => line.includes("ran ahead"));
  assertEquals(lines.length, 1, `${lines}`);
});

Deno.test("A streaming reply ends that is not consumed elsewhere", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo({ replyIdleMs: 1_000 });
  const [id] = await nodes.findIds(two, 1);
  let hasEnded = false;
  nodes.cast(id!, {
    async *stream() {
      try {
        for (let at = 0;; at++) yield at;
      } finally {
        hasEnded = true;
      }
    },
  });
  const values = one.getActor(PuppetProxy, id!).stream(null);
  await nodes.finish(values.next());
  await nodes.runtime.advance(900);
  assert(!hasEnded);
  await nodes.runtime.advance(1_500);
  assert(hasEnded);
});
