import { assertEquals } from "@std/assert";
import { Feed } from "../../../src/inspector/page/link/feed.ts";

interface Row {
  readonly number: number;
  readonly count: number;
  readonly text: string;
}

function row(number: number, text = String(number), count = 1): Row {
  return { number, count, text };
}

function makeFeed(limit: number): Feed<Row> {
  return new Feed<Row>(limit, ({ text }) => text);
}

Deno.test("Feed.add() puts the newest first and takes nothing twice", () => {
  const feed = makeFeed(4);
  assertEquals(feed.lastNumber, undefined);
  feed.add([row(1), row(2)]);
  feed.add([row(2), row(3)]);
  assertEquals(feed.rows.map(({ number }) => number), [3, 2, 1]);
  assertEquals(feed.lastNumber, 3);
});

Deno.test("Feed.add() forgets the oldest beyond its limit", () => {
  const feed = makeFeed(2);
  feed.add([row(1), row(2), row(3)]);
  assertEquals(feed.rows.map(({ number }) => number), [3, 2]);
  assertEquals(feed.folds.map(({ row }) => row.number), [3, 2]);
  feed.clear();
  assertEquals([feed.rows, feed.folds], [[], []]);
});

Deno.test("I5: Feed.folds counts equal rows as one, the newest first", () => {
  const feed = makeFeed(2);
  feed.add([row(1, "full"), row(2, "late"), row(3, "full")]);
  feed.add(Array.from({ length: 1_000 }, (_, at) => row(4 + at, "full")));
  assertEquals(feed.folds, [
    { row: row(1_003, "full"), count: 1_002 },
    { row: row(2, "late"), count: 1 },
  ]);
});

Deno.test("I5: Feed.folds counts a row as often as it happened", () => {
  const feed = makeFeed(2);
  feed.add([row(1, "full", 40), row(2, "full")]);
  assertEquals(feed.folds, [{ row: row(2, "full"), count: 41 }]);
});
