import { assertEquals } from "@std/assert";
import { SimulatedRuntime } from "@backstage/actors/testing";
import { TimerQueue } from "../../src/actor/timer/timer_queue.ts";
import { Deadlines } from "../../src/engine/run/deadlines.ts";

Deno.test("Deadlines.open() times nothing that is aborted already", () => {
  const runtime = new SimulatedRuntime();
  const timers = new TimerQueue(runtime, () => {});
  const deadlines = new Deadlines(runtime, timers, 30_000, () => false);
  const signal = AbortSignal.abort();
  assertEquals(deadlines.open({ signal }).isOver, true);
  assertEquals(timers.size, 0);
  assertEquals(deadlines.open({ timeoutMs: 5 }).isOver, false);
  assertEquals(timers.size, 1);
  timers.close();
});
