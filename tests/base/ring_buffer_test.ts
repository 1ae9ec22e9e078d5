import { assertEquals, assertLessOrEqual } from "@std/assert";
import { RingBuffer } from "../../src/base/ring_buffer.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other steps; the one of a failure repeats it. */
const SEED = 4_711;

Deno.test("RingBuffer does what an array does when steps are random", () => {
  for (let seed = SEED; seed < SEED + 50; seed++) {
    const chance = new Chance(seed);
    const ring = new RingBuffer<number>();
    const model: number[] = [];
    let next = 0;
    // Long runs of pushes and of shifts, so that it grows full and wrapped.
    for (let run = 0; run < 60; run++) {
      const isPushing = chance.below(2) === 0;
      for (let left = chance.below(80); left > 0; left--) {
        if (chance.below(5) === 0) {
          const index = chance.below(model.length + 2) - 1;
          ring.bringForward(index);
          if (index in model) model.unshift(...model.splice(index, 1));
        }
        if (isPushing) {
          ring.push(next);
          model.push(next++);
        } else assertEquals(ring.shift(), model.shift(), `seed ${seed}`);
        assertEquals(ring.length, model.length, `seed ${seed}`);
      }
    }
    while (model.length > 0) assertEquals(ring.shift(), model.shift());
    assertEquals([ring.length, ring.shift()], [0, undefined]);
  }
});

Deno.test("RingBuffer.push() keeps the order when full and wrapped", () => {
  for (let offset = 0; offset < 16; offset++) {
    const ring = new RingBuffer<number>();
    for (let index = 0; index < offset; index++) {
      ring.push(-1);
      ring.shift();
    }
    for (let index = 0; index < 17; index++) ring.push(index);
    for (let index = 0; index < 17; index++) assertEquals(ring.shift(), index);
  }
});

Deno.test("RingBuffer.shift() gives the room of a burst back", () => {
  const ring = new RingBuffer<number>();
  const { capacity } = ring;
  for (let index = 0; index < 100_000; index++) ring.push(index);
  while (ring.length > 0) {
    ring.shift();
    assertLessOrEqual(ring.capacity, Math.max(capacity, ring.length * 4));
  }
  assertEquals(ring.capacity, capacity);
});
