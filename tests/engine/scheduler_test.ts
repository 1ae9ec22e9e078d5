import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { Activation } from "../../src/actor/port/activation.ts";
import { Scheduler } from "../../src/engine/run/scheduler.ts";
import type { Runtime } from "../../src/base/runtime.ts";

/** A clock that turns move, and deferred work that the test runs. */
class SteppedRuntime implements Runtime {
  nowMs = 0;
  readonly microtasks: (() => void)[] = [];
  readonly timers: (() => void)[] = [];

  now(): number {
    return this.nowMs;
  }

  setTimer(_delayMs: number, callback: () => void): { cancel(): void } {
    this.timers.push(callback);
    return { cancel: () => {} };
  }

  random(): number {
    return 0;
  }

  defer(callback: () => void): void {
    this.microtasks.push(callback);
  }

  /** Runs microtasks as the event loop does; returns how many there were. */
  drain(): number {
    let count = 0;
    for (let next = this.microtasks.shift(); next !== undefined; count++) {
      next();
      next = this.microtasks.shift();
    }
    return count;
  }

  /** Lets the event loop go round once. */
  goRound(): void {
    for (const timer of this.timers.splice(0)) timer();
  }
}

interface Work {
  readonly name: string;
  /** Turns that are left to take. */
  left: number;
}

/** Stands for an actor of which only the runs matter. */
function makeResident(
  scheduler: () => Scheduler,
  work: Work,
  onRun: (turns: number) => void,
): Activation {
  const activation = {
    actor: { type: "Resident", id: work.name },
    run: (turns: number): number => {
      const taken = Math.min(turns, work.left);
      work.left -= taken;
      onRun(taken);
      if (work.left > 0) {
        scheduler().requeue(activation as unknown as Activation);
      } else scheduler().markIdle();
      return taken;
    },
  };
  return activation as unknown as Activation;
}

function setUp(
  turnMs: number | ((turn: number) => number),
  works: Work[],
  runtime = new SteppedRuntime(),
) {
  const runs: [name: string, taken: number][] = [];
  let pauses = 0;
  let turns = 0;
  const limits = { turnsPerRun: 4, runBudgetMs: 5 };
  const scheduler: Scheduler = new Scheduler(
    runtime,
    limits,
    () => void pauses++,
    () => {},
  );
  for (const work of works) {
    const note = (taken: number): void => {
      runs.push([work.name, taken]);
      for (let left = taken; left > 0; left--) {
        turns++;
        runtime.nowMs += typeof turnMs === "number" ? turnMs : turnMs(turns);
      }
    };
    scheduler.enqueue(makeResident(() => scheduler, work, note));
  }
  return { runtime, runs, scheduler, pauses: () => pauses };
}

Deno.test("Scheduler gives each actor turnsPerRun turns, in turn", () => {
  const { runtime, runs, scheduler, pauses } = setUp(0, [
    { name: "a", left: 30 },
    { name: "b", left: 30 },
  ]);
  assertEquals([scheduler.busy, runs], [2, []]);
  assertEquals(runtime.drain(), 1);
  for (const [index, [name, taken]] of runs.entries()) {
    assertEquals(name, index % 2 === 0 ? "a" : "b");
    assertLessOrEqual(taken, 4);
  }
  const total = runs.reduce((sum, [, taken]) => sum + taken, 0);
  assertEquals([total, scheduler.busy, pauses()], [60, 0, 1]);
});

Deno.test("Scheduler gives the event loop back after its budget", () => {
  const { runtime, runs, scheduler, pauses } = setUp(1, [
    { name: "a", left: 100 },
  ]);
  let slices = 1;
  runtime.drain();
  while (scheduler.busy > 0) {
    const before = runs.length;
    runtime.goRound();
    assertEquals(runtime.drain(), 0, "one pump only");
    const ms = runs.slice(before).reduce((sum, [, taken]) => sum + taken, 0);
    // The budget, and the few turns until the clock is read again.
    assertLessOrEqual(ms, 5 + 4);
    slices++;
  }
  assertEquals([scheduler.busy, pauses()], [0, slices]);
});

Deno.test("Scheduler reads the clock more often when turns are slow", () => {
  const { runtime, runs, scheduler } = setUp((turn) => turn > 1_000 ? 4 : 0, [
    { name: "a", left: 1_300 },
  ]);
  let longest = 0;
  let isFirst = true;
  runtime.drain();
  while (scheduler.busy > 0) {
    const before = runs.length;
    runtime.goRound();
    const ms = runs.slice(before).reduce((sum, [, taken]) => sum + taken, 0);
    // The first slow slice ends with the window that fast turns had earned.
    if (!isFirst) longest = Math.max(longest, ms * 4);
    isFirst = false;
  }
  assertLessOrEqual(longest, 40);
});

Deno.test("Scheduler.enqueue() starts no second pump in a pause", () => {
  const { runtime, runs, scheduler } = setUp(10, [{ name: "a", left: 3 }]);
  runtime.drain();
  assertEquals(scheduler.isPumping, true);
  const work = { name: "b", left: 1 };
  scheduler.enqueue(
    makeResident(() => scheduler, work, () => runs.push(["b", 1])),
  );
  assertEquals(runtime.drain(), 0);
  while (scheduler.busy > 0) runtime.goRound();
  assertEquals(runs.map(([name]) => name).toSorted(), ["a", "a", "a", "b"]);
  assertEquals(scheduler.busy, 0);
});

/** Wakes an actor for one turn, as the next of some awaited calls does. */
function wakeOnce(stage: ReturnType<typeof setUp>): void {
  const { runtime, runs, scheduler } = stage;
  const work = { name: "b", left: 1 };
  scheduler.enqueue(makeResident(() => scheduler, work, () => {
    runs.push(["b", 1]);
    runtime.nowMs++;
  }));
  runtime.drain();
}

Deno.test("Scheduler counts no time that the event loop had", () => {
  const stage = setUp(1, [{ name: "a", left: 2 }]);
  stage.runtime.drain();
  for (let rounds = 1; rounds <= 20; rounds++) {
    stage.runtime.nowMs += 1_000;
    stage.runtime.goRound();
    wakeOnce(stage);
    wakeOnce(stage);
    assertEquals(stage.scheduler.busy, 0, `round ${rounds}`);
  }
});

Deno.test("Scheduler counts the turns of pumps in a row together", () => {
  const stage = setUp(1, [{ name: "a", left: 1 }]);
  stage.runtime.drain();
  let turns = 1;
  for (; stage.scheduler.busy === 0 && turns < 100; turns++) wakeOnce(stage);
  // The budget, and the few turns until the clock is read again.
  assertLessOrEqual(turns, 5 + 4);
});

Deno.test("Scheduler counts turns of a busy event loop together", () => {
  const stage = setUp(1, [{ name: "a", left: 1 }]);
  stage.runtime.drain();
  let turns = 1;
  while (stage.scheduler.busy === 0 && turns < 100) {
    if (turns > 1) stage.runtime.goRound();
    wakeOnce(stage);
    turns++;
  }
  assertLessOrEqual(turns, 5 + 4);
});

Deno.test("Scheduler holds a run up at once that may not begin", () => {
  class HeldRuntime extends SteppedRuntime {
    mayBegin = false;

    mayRun(): boolean {
      const { mayBegin } = this;
      this.mayBegin = false;
      return mayBegin;
    }
  }
  const runtime = new HeldRuntime();
  const { runs } = setUp(0, [
    { name: "a", left: 8 },
    { name: "b", left: 4 },
  ], runtime);
  runtime.drain();
  assertEquals(runs, []);
  for (const name of ["a", "b", "a"]) {
    runtime.mayBegin = true;
    runs.length = 0;
    runtime.goRound();
    assertEquals(runs.map(([name]) => name), [name]);
  }
});

Deno.test("Scheduler tells its runtime who is ready", () => {
  class ChoosingRuntime extends SteppedRuntime {
    readonly seen: string[][] = [];

    choose(
      ready: number,
      actorAt: (index: number) => { readonly id: string },
    ): number {
      const ids = Array.from({ length: ready }, (_, at) => actorAt(at).id);
      this.seen.push(ids);
      return ready - 1;
    }
  }
  const runtime = new ChoosingRuntime();
  const { runs } = setUp(0, [
    { name: "a", left: 1 },
    { name: "b", left: 1 },
    { name: "c", left: 1 },
  ], runtime);
  runtime.drain();
  assertEquals(runtime.seen, [["a", "b", "c"], ["a", "b"], ["a"]]);
  assertEquals(runs.map(([name]) => name), ["c", "b", "a"]);
});
