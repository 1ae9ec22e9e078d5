import { assertEquals } from "@std/assert";
import { Feed } from "../../../src/inspector/page/link/feed.ts";

Deno.test("Feed.add() puts the newest first and takes nothing twice", () => {
  const feed = new Feed<{ readonly number: number }>(4);
  assertEquals(feed.lastNumber, undefined);
  feed.add([{ number: 1 }, { number: 2 }]);
  feed.add([{ number: 2 }, { number: 3 }]);
  assertEquals(feed.rows.map(({ number }) => number), [3, 2, 1]);
  assertEquals(feed.lastNumber, 3);
});

Deno.test("Feed.add() forgets the oldest beyond its limit", () => {
  const feed = new Feed<{ readonly number: number }>(2);
  feed.add([{ number: 1 }, { number: 2 }, { number: 3 }]);
  assertEquals(feed.rows.map(({ number }) => number), [3, 2]);
  feed.clear();
  assertEquals(feed.rows, []);
});
