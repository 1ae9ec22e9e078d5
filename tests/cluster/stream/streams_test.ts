import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallError, newSubscriber } from "@backstage/actors";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../../support/nodes.ts";

/** Has puppets note what they are told. */
function listen(nodes: Nodes, ids: readonly string[]): Map<string, unknown[]> {
  const heard = new Map<string, unknown[]>();
  for (const id of ids) {
    const payloads: unknown[] = [];
    heard.set(id, payloads);
    nodes.cast(id, { tell: (_ctx, payload) => void payloads.push(payload) });
  }
  return heard;
}

const subscriberOf = (id: string) => newSubscriber(id, PuppetProxy.Method.tell);

const IDS = Array.from({ length: 12 }, (_, at) => `s${at}`);

Deno.test("A stream reaches subscribers on all nodes in order", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    await using nodes = new Nodes(seed, 3);
    const [one, two] = await nodes.openTwo();
    const heard = listen(nodes, IDS);
    for (const [at, id] of IDS.entries()) {
      const engine = at % 2 === 0 ? one : two;
      engine.getStream("news").subscribe(subscriberOf(id));
    }
    await nodes.runtime.advance(500);
    const sent: (void | Promise<void>)[] = [];
    for (let number = 0; number < 30; number++) {
      sent.push(one.getStream<number>("news").next(number));
      if (number % 7 === 0) await nodes.runtime.advance(1);
    }
    await nodes.finish(Promise.all(sent));
    const all = Array.from({ length: 30 }, (_, at) => at);
    for (const id of IDS) assertEquals(heard.get(id), all, `${seed} ${id}`);
  }
});

Deno.test("A stream keeps its order while its home moves", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    await using nodes = new Nodes(seed, 2);
    const [one, two] = await nodes.openTwo();
    const client = await nodes.open("client", { actors: [] });
    const heard = listen(nodes, IDS);
    for (const id of IDS) client.getStream("news").subscribe(subscriberOf(id));
    await nodes.runtime.advance(500);
    const sent: (void | Promise<void>)[] = [];
    let leaving: Promise<void> | null = null;
    for (let number = 0; number < 60; number++) {
      sent.push(client.getStream<number>("news").next(number));
      if (number === 20) leaving = two.stop();
      await nodes.runtime.advance(1);
    }
    await nodes.finish(Promise.all(sent));
    await nodes.finish(leaving!);
    const all = Array.from({ length: 60 }, (_, at) => at);
    for (const id of IDS) assertEquals(heard.get(id), all, `${seed} ${id}`);
    // Subscriptions are where the home is by now.
    const [stream] = one.snapshot().streams;
    assertEquals([stream!.id, stream!.subscribers], ["news", IDS.length]);
  }
});

Deno.test("A subscriber that is poisoned hears no more", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const heard = listen(nodes, IDS);
  for (const id of IDS) one.getStream("news").subscribe(subscriberOf(id));
  await nodes.finish(Promise.resolve(one.getStream("news").next(1)));
  for (const id of IDS.slice(0, 6)) {
    await nodes.finish(two.poisonPill(PuppetProxy, id));
  }
  one.getStream("news").unsubscribe(subscriberOf(IDS[6]!));
  await nodes.runtime.advance(100);
  await nodes.finish(Promise.resolve(two.getStream("news").next(2)));
  const counts = IDS.map((id) => heard.get(id)!.length);
  assertEquals(counts, [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
});

Deno.test("Code on any node reads a stream of its cluster", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const readers = [one, two].map((engine) =>
    engine.getStream<number>("news")[Symbol.asyncIterator]()
  );
  await nodes.runtime.advance(100);
  for (let number = 0; number < 3; number++) {
    await nodes.finish(Promise.resolve(two.getStream("news").next(number)));
  }
  for (const reader of readers) {
    const values: number[] = [];
    for (let left = 3; left > 0; left--) {
      const { value } = await nodes.finish(reader.next());
      values.push(value);
    }
    assertEquals(values, [0, 1, 2]);
    await reader.return?.();
  }
});

Deno.test("A stream tells of an inbox that is full elsewhere", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo({ inboxCapacity: 2 });
  const [id] = await nodes.findIds(two, 1);
  nodes.cast(id!, { tell: async (ctx) => await ctx.sleep(1_000) });
  one.getStream("news").subscribe(subscriberOf(id!));
  await nodes.runtime.advance(100);
  // The first one runs, and two wait.
  for (let left = 3; left > 0; left--) {
    one.getStream("news").next(left);
    await nodes.runtime.advance(10);
  }
  const error = await assertRejects(
    () => nodes.finish(Promise.resolve(one.getStream("news").next(4))),
    CallError,
  );
  assertEquals(error.code, "inbox-full");
  const letters = nodes.events.filter(({ kind }) => kind === "dead-letter");
  assertEquals(letters.length, 1);
});

Deno.test("A stream that has no use leaves nothing behind", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  for (let at = 0; at < 20; at++) {
    await nodes.finish(Promise.resolve(one.getStream(`n${at}`).next(at)));
  }
  assertEquals([...one.snapshot().streams, ...two.snapshot().streams], []);
  assertEquals([...one.snapshot().actors, ...two.snapshot().actors], []);
  await nodes.runtime.advance(200_000);
  assert(!nodes.lines.some((line) => line.includes("error")));
});

Deno.test("A stream's payload goes to a node once for all there", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const ids = await nodes.findIds(two, 20);
  const heard = listen(nodes, ids);
  for (const id of ids) one.getStream("news").subscribe(subscriberOf(id));
  await nodes.runtime.advance(500);
  const countSent = (): number => {
    let bytes = 0;
    for (const engine of [one, two]) {
      const self = engine.snapshot().cluster!.nodes.find((node) => node.isSelf);
      for (const link of self!.counts!.links) bytes += link.bytesSent;
    }
    return bytes;
  };
  const before = countSent();
  const payload = { text: "x".repeat(10_000) };
  await nodes.finish(Promise.resolve(one.getStream("news").next(payload)));
  const sent = countSent() - before;
  for (const id of ids) assertEquals(heard.get(id), [payload]);
  // To the home, and from there to the other node, at most.
  assert(sent > 10_000 && sent < 30_000, `${sent} bytes`);
});
