import { SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import type { Runtime } from "../../src/base/runtime.ts";
import { listBroken } from "./contract.ts";
import { RUNTIME_CONTRACT } from "./runtime.ts";

/** Broken runtimes, each with the clauses that must catch it. */
const TEETH: readonly [
  what: string,
  breach: (simulated: SimulatedRuntime) => Partial<Runtime>,
  caught: string,
][] = [
  ["a clock that stands still", () => ({ now: () => 0 }), "now() never"],
  ["a clock that is reset", (simulated) => {
    let reads = 0;
    return { now: () => simulated.now() + (++reads % 3 === 0 ? 0 : 100) };
  }, "now() never"],
  ["a timer that fires within the call", (simulated) => ({
    setTimer(delayMs, callback) {
      if (delayMs === 0) callback();
      return simulated.setTimer(delayMs, delayMs === 0 ? () => {} : callback);
    },
  }), "setTimer() with no delay"],
  ["a timer that fires early", (simulated) => ({
    setTimer: (delayMs, callback) => simulated.setTimer(delayMs / 3, callback),
  }), "setTimer() fires once"],
  ["a timer that fires twice", (simulated) => ({
    setTimer(delayMs, callback) {
      simulated.setTimer(delayMs, callback);
      return simulated.setTimer(delayMs, callback);
    },
  }), "setTimer() fires once"],
  ["timers in the order of their making", (simulated) => ({
    setTimer: (delayMs, callback) =>
      simulated.setTimer(delayMs === 0 ? 0 : 2, callback),
  }), "setTimer() fires by due time"],
  ["a timer that cannot be cancelled", (simulated) => ({
    setTimer(delayMs, callback) {
      simulated.setTimer(delayMs, callback);
      return { cancel: () => {} };
    },
  }), "cancel() keeps"],
  ["a job that runs at once", () => ({
    defer: (callback) => callback(),
  }), "defer() calls back"],
  ["a job that waits for a timer", (simulated) => ({
    defer: (callback) => void simulated.setTimer(0, callback),
  }), "defer() calls back"],
  ["I/O that is seen to as a job", () => ({
    awaitIo: (callback) => queueMicrotask(callback),
  }), "awaitIo() calls back"],
  ["I/O that is seen to twice", (simulated) => ({
    awaitIo(callback) {
      simulated.setTimer(0, callback);
      simulated.setTimer(0, callback);
    },
  }), "awaitIo() calls back"],
  ["chance that reaches 1", () => ({ random: () => 1 }), "random() stays"],
  ["chance that never changes", () => ({ random: () => 0.5 }), "random() s"],
  ["a UUID that is always the same", () => ({
    randomUUID: () => "3f0f3c1e-1b1f-4c7a-9a65-0c8f4e0d7a11",
  }), "randomUUID() makes"],
  ["a UUID of another version", () => ({
    randomUUID: () =>
      `${crypto.randomUUID().slice(0, 14)}1000-8000-${"0".repeat(12)}`,
  }), "randomUUID() makes"],
  ["a choice of one too many", () => ({
    choose: (ready) => ready,
  }), "choose() picks"],
];

/** The simulated runtime, whole but for what is broken. */
function spoil(broken: (simulated: SimulatedRuntime) => Partial<Runtime>) {
  const simulated = new SimulatedRuntime();
  const runtime: Runtime = {
    now: () => simulated.now(),
    setTimer: (delayMs, callback) => simulated.setTimer(delayMs, callback),
    random: () => simulated.random(),
    defer: (callback) => simulated.defer(callback),
    choose: (ready) => simulated.choose(ready),
    ...broken(simulated),
  };
  return { runtime, pass: (ms: number) => simulated.advance(ms) };
}

for (const [what, broken, caught] of TEETH) {
  Deno.test(`testRuntime() catches ${what}`, async () => {
    const found = await listBroken(RUNTIME_CONTRACT, () => spoil(broken));
    const isCaught = found.some((title) => title.startsWith(caught));
    assertEquals(isCaught, true, `only ${JSON.stringify(found)} broke`);
  });
}

Deno.test("testRuntime() takes a runtime that is whole", async () => {
  const found = await listBroken(RUNTIME_CONTRACT, () => spoil(() => ({})));
  assertEquals(found, []);
});
