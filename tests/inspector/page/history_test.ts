import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  History,
  ratePerSecond,
} from "../../../src/inspector/page/model/history.ts";

function createHistory(...samples: [number, number][]): History<"handled"> {
  const history = new History<"handled">(300_000);
  for (const [at, handled] of samples) history.add(at, { handled });
  return history;
}

Deno.test("History.rates() looks back over the window", () => {
  const history = createHistory(
    [0, 0],
    [250, 10],
    [500, 20],
    [1_000, 40],
    [1_250, 140],
  );
  assertEquals(history.rates("handled", 1_000), [null, 40, 40, 40, 130]);
});

Deno.test("History.rate() is the last of the rates", () => {
  const history = createHistory([0, 0], [1_000, 40], [1_250, 140]);
  assertEquals(history.rates("handled", 1_000).at(-1), 112);
  assertEquals(history.rate("handled", 1_000), 112);
  assertEquals(createHistory().rate("handled", 1_000), undefined);
  assertEquals(createHistory([5, 1]).rate("handled", 1_000), undefined);
});

Deno.test("History.rate() spans a gap that is longer than the window", () => {
  const history = createHistory([0, 0], [10_000, 50]);
  assertEquals(history.rate("handled", 1_000), 5);
});

Deno.test("History.add() leaves out what is no newer", () => {
  const history = createHistory([100, 1], [100, 2], [50, 3], [200, 4]);
  assertEquals(history.levels("handled"), [1, 4]);
  assertEquals(history.times(), [0.1, 0.2]);
});

Deno.test("History.add() forgets what is older than the span", () => {
  const history = new History<"handled">(10_000);
  for (let second = 0; second < 1_000; second++) {
    history.add(second * 1_000, { handled: second });
  }
  assertEquals(history.lastAt, 999_000);
  // Eleven are in the span; a few more are dropped later in one go.
  assertEquals(history.length >= 11 && history.length <= 80, true);
});

Deno.test("History.clear() forgets another engine's past", () => {
  const history = createHistory([1_000, 5], [2_000, 6]);
  history.clear();
  history.add(500, { handled: 1 });
  assertEquals(history.levels("handled"), [1]);
  assertEquals(history.firstAt, 500);
});

Deno.test("ratePerSecond() knows no rate of a counter that fell", () => {
  assertEquals(ratePerSecond(10, 5, 1_000), null);
  assertEquals(ratePerSecond(10, 20, 0), null);
  assertAlmostEquals(ratePerSecond(10, 20, 400) ?? 0, 25);
});
