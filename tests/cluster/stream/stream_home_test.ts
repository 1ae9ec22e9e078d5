import { assertEquals, assertRejects } from "@std/assert";
import { CallError } from "@backstage/actors";
import type { Line } from "../../../src/cluster/stream/books.ts";
import {
  type HomeHost,
  StreamHome,
} from "../../../src/cluster/stream/stream_home.ts";

const LINE: Line = ["Puppet", "p", "tell"];

/** A home, and what it has its node do; its book answers when it is told. */
function openHome() {
  const book = Promise.withResolvers<readonly Line[]>();
  const subscribed: Line[] = [];
  let now = 0;
  const host: HomeHost = {
    now: () => now,
    openStream: () =>
      ({ subscribe: (line: Line) => subscribed.push(line) }) as never,
    findStream: () => undefined,
    list: () => book.promise,
    add: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    toSubscription: (_id, line) => line as never,
    collect: (_deliveries, publish) => publish(),
    tellReaders: () => {},
  };
  const home = new StreamHome("news", host, () => {});
  const pass = (ms: number): void => void (now += ms);
  return { book, home, pass, subscribed };
}

Deno.test("StreamHome.close() keeps it from subscribing any more", async () => {
  const { book, home, subscribed } = openHome();
  const added = home.subscribe(LINE);
  home.close();
  book.resolve([LINE]);
  await assertRejects(() => added, CallError);
  assertEquals(subscribed, []);
});

Deno.test("StreamHome.publish() fails behind its close", async () => {
  const { book, home } = openHome();
  const published = home.publish(1, null, null);
  home.close();
  book.resolve([]);
  const error = await assertRejects(() => published, CallError);
  assertEquals([error.code, error.outcome], ["moved", "not-run"]);
});

Deno.test("StreamHome.isIdle is true once its readers are gone", async () => {
  const { book, home, pass } = openHome();
  book.resolve([]);
  await home.settled();
  home.read("two-1");
  assertEquals(home.isIdle(0), false);
  pass(100_000);
  assertEquals(home.isIdle(40_000), true);
});
