import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Histogram } from "../../../src/inspector/collect/histogram.ts";
import { rollRate } from "../../../src/inspector/collect/rate.ts";
import { Chance } from "../../support/chance.ts";

Deno.test("Histogram.quantile() is right to one part in sixteen", () => {
  const chance = new Chance(77);
  for (let round = 0; round < 50; round++) {
    const histogram = new Histogram();
    const scale = 10 ** (chance.below(9) - 3);
    const values = Array.from(
      { length: 1 + chance.below(3_000) },
      () => scale * (1 + chance.below(10_000)),
    );
    for (const value of values) histogram.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const exact = sorted[Math.ceil(sorted.length * share) - 1]!;
      const found = histogram.quantile(share);
      assert(Math.abs(found - exact) <= exact / 16, `${found} for ${exact}`);
    }
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    assertAlmostEquals(histogram.meanMs / mean, 1, 1e-9);
    assertEquals(histogram.samples, values.length);
  }
});

Deno.test("Histogram.quantile() knows nothing, and next to nothing", () => {
  const histogram = new Histogram();
  assertEquals([histogram.quantile(0.99), histogram.meanMs], [0, 0]);
  histogram.add(0);
  histogram.add(-5);
  assertEquals([histogram.quantile(0.99), histogram.samples], [0, 2]);
});

Deno.test("Histogram.add() lets old samples fade", () => {
  const histogram = new Histogram();
  for (let at = 0; at < 10_000; at++) histogram.add(1_000);
  assert(histogram.quantile(0.5) > 900);
  for (let at = 0; at < 20_000; at++) histogram.add(1);
  assert(histogram.quantile(0.9) < 1.1, `${histogram.quantile(0.9)}`);
  assert(histogram.samples <= 4_096);
});

Deno.test("Histogram.merge() is as if all had been added to one", () => {
  const [one, other, all] = [new Histogram(), new Histogram(), new Histogram()];
  for (let at = 1; at < 200; at++) {
    (at % 2 === 0 ? one : other).add(at * at / 7);
    all.add(at * at / 7);
  }
  const merged = new Histogram();
  merged.merge(one);
  merged.merge(other);
  assertEquals(merged.samples, all.samples);
  assertAlmostEquals(merged.meanMs, all.meanMs, 1e-6);
  for (const share of [0.1, 0.5, 0.99]) {
    assertEquals(merged.quantile(share), all.quantile(share));
  }
});

Deno.test("rollRate() forgets half of a rate in some seconds", () => {
  assertEquals(rollRate(NaN, 5, 500), 10);
  assertEquals(rollRate(0, 0, 1_000), 0);
  let [fine, coarse] = [100, 100];
  for (let at = 0; at < 8; at++) fine = rollRate(fine, 0, 250);
  coarse = rollRate(coarse, 0, 2_000);
  assertAlmostEquals(fine, coarse, 1e-9);
  assertAlmostEquals(coarse, 100 / Math.E, 1e-9);
});
