import { assertEquals, assertRejects } from "@std/assert";
import { InboxFullError } from "../../src/base/errors.ts";
import { Tap } from "../../src/stream/stream_reader.ts";
import { Chance } from "../codec/chance.ts";

/** Another seed makes other steps; the one of a failure repeats it. */
const SEED = 3_141;
const OVER: IteratorResult<number> = { done: true, value: undefined };

function makeTap(capacity: number): { tap: Tap<number>; closed: unknown[] } {
  const closed: unknown[] = [];
  const tap = new Tap<number>("test", capacity, (it) => closed.push(it));
  return { tap, closed };
}

Deno.test("Tap gives every value once, in order, at random", async () => {
  for (let seed = SEED; seed < SEED + 20; seed++) {
    const chance = new Chance(seed);
    const { tap } = makeTap(1_000);
    const reads: Promise<IteratorResult<number>>[] = [];
    let next = 0;
    for (let step = 0; step < 300; step++) {
      if (chance.below(2) === 0) tap.put(next++);
      else reads.push(tap.next());
    }
    tap.close();
    const results = await Promise.all(reads);
    for (const [index, result] of results.entries()) {
      const isOver = index >= next;
      const expected = isOver ? OVER : { done: false, value: index };
      assertEquals(result, expected, `seed ${seed}`);
    }
    for (let index = reads.length; index < next; index++) {
      assertEquals(await tap.next(), { done: false, value: index });
    }
    assertEquals(await tap.next(), OVER);
  }
});

Deno.test("Tap.put() closes it when nobody reads fast enough", async () => {
  const { tap, closed } = makeTap(2);
  for (const value of [1, 2, 3, 4]) tap.put(value);
  assertEquals(closed, [tap]);
  assertEquals(await tap.next(), { done: false, value: 1 });
  assertEquals(await tap.next(), { done: false, value: 2 });
  await assertRejects(
    () => tap.next(),
    InboxFullError,
    "Cannot deliver to the reader of test: it is full at 2 values",
  );
  assertEquals(await tap.next(), OVER);
});

Deno.test("Tap.put() counts only what nobody waits for", async () => {
  const { tap } = makeTap(1);
  const reads = [tap.next(), tap.next(), tap.next()];
  for (const value of [1, 2, 3, 4]) tap.put(value);
  const results = await Promise.all(reads);
  assertEquals(results.map(({ value }) => value), [1, 2, 3]);
  assertEquals(await tap.next(), { done: false, value: 4 });
});

Deno.test("Tap.return() drops what waits and ends other reads", async () => {
  const { tap, closed } = makeTap(10);
  const waiting = tap.next();
  assertEquals(await tap.return(), OVER);
  assertEquals(await waiting, OVER);
  tap.put(1);
  assertEquals(await tap.next(), OVER);
  assertEquals(await tap.return(), OVER);
  assertEquals(closed, [tap]);
});

Deno.test("Tap is left by break, and ended by close", async () => {
  const { tap, closed } = makeTap(10);
  for (const value of [1, 2, 3]) tap.put(value);
  const seen: number[] = [];
  for await (const value of tap) {
    seen.push(value);
    if (value === 2) break;
  }
  assertEquals([seen, closed], [[1, 2], [tap]]);
  const other = makeTap(10).tap;
  other.put(1);
  other.close();
  assertEquals(await Array.fromAsync(other), [1]);
});
