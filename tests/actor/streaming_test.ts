import { CodecError, newSubscriber } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FeedProxy } from "../cast/generated/feed_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** Most values of one reply that are on their way. */
const CREDIT = 16;

/** Opens an engine, and returns a proxy of its only feed. */
function openFeed(stage: Stage): FeedProxy {
  return stage.open().getActor(FeedProxy, "a");
}

testEverywhere(
  "`StreamingReply.next()` hands over values in order, then the result, once",
  async (stage) => {
    const reply = openFeed(stage).count(40);
    const values: number[] = [];
    let result = await reply.next();
    while (!result.done) {
      values.push(result.value);
      result = await reply.next();
    }
    assertEquals(values, Array.from({ length: 40 }, (_, index) => index));
    assertEquals(result.value, "40 in all");
    const again = { done: true as const, value: undefined };
    assertEquals(await reply.next() as unknown, again);
  },
);

testEverywhere(
  "`StreamingReply.next()` answers reads in their order when many wait",
  async (stage) => {
    const reply = openFeed(stage).count(3);
    const results = await Promise.all(
      Array.from({ length: 5 }, () => reply.next()),
    );
    assertEquals(results as unknown[], [
      { done: false, value: 0 },
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: "3 in all" },
      { done: true, value: undefined },
    ]);
  },
);

testEverywhere(
  "`StreamingReply` runs nothing before its first value is asked for",
  async (stage) => {
    const engine = stage.open();
    const feed = engine.getActor(FeedProxy, "a");
    const idle = feed.count(3);
    await stage.settle();
    assertEquals(engine.snapshot().actors, []);
    assertEquals(await idle.return("none"), { done: true, value: "none" });
    assertEquals(await idle.next() as unknown, {
      done: true,
      value: undefined,
    });
    await stage.settle();
    assertEquals(engine.snapshot().actors, []);
    assertEquals(await feed.yielded(), 0);
  },
);

testEverywhere(
  "`StreamingReply` has its arguments copied when the method is called",
  async (stage) => {
    const items = [1];
    const reply = openFeed(stage).repeat(items);
    items[0] = 2;
    assertEquals((await reply.next()).value, [{ item: 1 }]);
    await reply.return(0);
  },
);

testEverywhere(
  "`StreamingReply` hands over copies, so that no step changes them",
  async (stage) => {
    const seen: number[][] = [];
    for await (const list of openFeed(stage).grow()) {
      seen.push(list);
      if (seen.length === 3) break;
    }
    assertEquals(seen, [[0], [0, 1], [0, 1, 2]]);
  },
);

testEverywhere(
  "`StreamingReply` fails with the path of a value of the wrong type",
  async (stage) => {
    const feed = openFeed(stage);
    const reply = feed.repeat([1, "two", 3]);
    assertEquals((await reply.next()).value, [{ item: 1 }]);
    const error = await assertRejects(() => reply.next(), CodecError);
    assertEquals(
      error.message,
      'Cannot yield from "Feed/a".repeat: [0].item: expected number, got ' +
        "string",
    );
    assertEquals([error.path, error.outcome], ["[0].item", "failed"]);
    assertEquals((await reply.next()).done, true);
    const wrong = await assertRejects(() => feed.repeat([]).next(), CodecError);
    assertEquals(
      wrong.message,
      'Cannot return from "Feed/a".repeat, which ran: expected number, got ' +
        "string",
    );
  },
);

testEverywhere(
  "`StreamingReply` fails at its first read when an argument is no message",
  async (stage) => {
    const reply = openFeed(stage).repeat([() => {}]);
    const error = await assertRejects(() => reply.next(), CodecError);
    assert(error.message.startsWith('Cannot call "Feed/a".repeat: items[0]'));
    assertEquals((await reply.next()).done, true);
    await stage.settle();
    assertEquals(stage.eventsOf("refused").length, 1);
  },
);

testEverywhere(
  "`StreamingReply` binds proxies that are yielded to its consumer",
  async (stage) => {
    const feed = openFeed(stage);
    for await (const yielded of feed.refer(feed)) {
      assertInstanceOf(yielded, FeedProxy);
      assertEquals(`${yielded}`, "Feed/a");
      assertEquals((await yielded.count(1).next()).value, 0);
    }
  },
);

testEverywhere(
  "`StreamingReply` takes what is no generator by the method's type alone",
  async (stage) => {
    assertEquals(await Array.fromAsync(openFeed(stage).wrap(3)), [0, 1, 2]);
  },
);

testEverywhere(
  "`StreamingReply` is what `ReadableStream.from()` and `await using` take",
  async (stage) => {
    const feed = openFeed(stage);
    const stream = ReadableStream.from(feed.count(20));
    assertEquals((await Array.fromAsync(stream)).length, 20);
    const reader = ReadableStream.from(feed.grow()).getReader();
    assertEquals((await reader.read()).value, [0]);
    await reader.cancel();
    const pieces = feed.cut("abcdef", { size: 2 });
    {
      await using open = pieces;
      assertEquals((await open.next()).value, { at: 0, text: "ab" });
    }
    assertEquals((await pieces.next()).done, true);
    assertStrictEquals(pieces[Symbol.asyncIterator](), pieces);
    await stage.settle();
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "`StreamingReply` lets at most sixteen values be on their way",
  async (stage) => {
    const feed = openFeed(stage);
    const reply = feed.count(1_000);
    await reply.next();
    await stage.settle();
    // The one that was taken, and those that may wait behind it.
    assertEquals(await feed.yielded(), CREDIT);
    for (let taken = 1; taken < CREDIT; taken++) await reply.next();
    await stage.settle();
    assertEquals(await feed.yielded(), 2 * CREDIT);
    await reply.return("");
  },
);

testEverywhere(
  "`StreamingReply` lets other turns run between two steps",
  async (stage) => {
    const order: unknown[] = [];
    stage.cast("a", {
      async *stream() {
        for (let index = 0; index < 4; index++) {
          order.push(`begin ${index}`);
          await null;
          order.push(`end ${index}`);
          yield index;
        }
        return null;
      },
      ask: async (_ctx, input) => {
        order.push(`begin ${input}`);
        await null;
        order.push(`end ${input}`);
      },
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    const reply = a.stream(null);
    const first = reply.next();
    await Promise.all([first, a.ask("x"), a.ask("y")]);
    await Array.fromAsync(reply);
    // No turn begins in the middle of another, and none waits for all steps.
    const begun = order.filter((_, index) => index % 2 === 0);
    const ended = order.filter((_, index) => index % 2 === 1);
    assertEquals(
      begun.map((one) => `${one}`.replace("begin", "end")),
      ended as string[],
    );
    assert(order.indexOf("begin x") < order.indexOf("begin 1"), `${order}`);
    assert(order.indexOf("begin y") < order.indexOf("begin 3"), `${order}`);
  },
);

testEverywhere(
  "`StreamingReply` lets turns interleave where the class asks for it",
  async (stage) => {
    const gate = Promise.withResolvers<void>();
    stage.cast("a", {
      async *stream() {
        yield 1;
        await gate.promise;
        yield 2;
        return null;
      },
      ask: (_ctx, input) => input,
    });
    const a = stage.open().getActor(FullPuppetProxy, "a");
    const [one, other] = [a.stream(null), a.stream(null)];
    assertEquals((await one.next()).value, 1);
    assertEquals((await other.next()).value, 1);
    assertEquals(await a.ask("meanwhile"), "meanwhile");
    gate.resolve();
    assertEquals(await Array.fromAsync(one), [2]);
    assertEquals(await Array.fromAsync(other), [2]);
  },
);

testEverywhere(
  "`newSubscriber()` refuses a streaming method, which only a consumer begins",
  (stage) => {
    stage.open();
    assertThrows(
      () => newSubscriber("a", FeedProxy.Method.count),
      TypeError,
      "Cannot make a subscriber: Feed.count is a streaming reply",
    );
  },
);

testEverywhere(
  "`Context.turn` is the same turn in every step of a streaming reply",
  async (stage) => {
    const signals = new Set<AbortSignal>();
    stage.cast("a", {
      async *stream(ctx) {
        for (let index = 0; index < 3; index++) {
          signals.add(ctx.turn.signal);
          await null;
          signals.add(ctx.turn.signal);
          yield index;
        }
        return null;
      },
      ask: () => null,
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    const reply = a.stream(null);
    for (let index = 0; index < 3; index++) {
      const next = reply.next();
      await a.ask(null);
      await next;
    }
    await Array.fromAsync(reply);
    assertEquals(signals.size, 1);
    assertEquals([...signals].map(({ aborted }) => aborted), [false]);
  },
);
