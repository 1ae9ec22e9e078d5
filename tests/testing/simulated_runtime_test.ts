import { Engine, newSubscriber } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { Chance } from "../support/chance.ts";
import { testRuntime } from "../contract/runtime.ts";
import { cast } from "../support/cast.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testRuntime("SimulatedRuntime", () => {
  const runtime = new SimulatedRuntime();
  return { runtime, pass: (ms) => runtime.advance(ms) };
});

/** Plays something with much chance in it, and returns what happened. */
async function play(seed: number): Promise<string[]> {
  const runtime = new SimulatedRuntime({ seed });
  const engine = new Engine({ runtime, turnsPerRun: 2 });
  const chance = new Chance(5);
  const trace: string[] = [];
  const note = (line: string) => void trace.push(`${runtime.now()} ${line}`);
  engine.events.subscribe(({ kind, ...event }) =>
    note(`${kind} ${"actor" in event ? event.actor.id : ""}`)
  );
  const ids = ["a", "b", "c", "d"];
  for (const id of ids) {
    cast.set(id, {
      init: (ctx) => void ctx.runRecurring(7, () => note(`tick ${id}`)),
      tell: async (ctx, hops) => {
        note(`turn ${id} ${hops}`);
        if (runtime.random() < 0.5) await null;
        if (hops === 0) return;
        const next = ids[Math.floor(runtime.random() * ids.length)]!;
        ctx.getActor(PuppetProxy, next).tell((hops as number) - 1);
      },
    });
  }
  const news = engine.getStream<unknown>("news");
  news.subscribe(newSubscriber("d", PuppetProxy.Method.tell));
  for (let count = 0; count < 30; count++) {
    engine.getActor(PuppetProxy, chance.pick(ids)).tell(chance.below(5));
    news.next(0);
    await runtime.advance(chance.below(4));
  }
  await engine.stop();
  cast.clear();
  return trace;
}

Deno.test("SimulatedRuntime replays a run from its seed", async () => {
  const traces = new Set<string>();
  for (const seed of [1, 2, 3]) {
    const trace = await play(seed);
    assertEquals(await play(seed), trace);
    assertGreater(trace.length, 100);
    traces.add(trace.join());
  }
  assertEquals(traces.size, 3, "each seed another run");
});

Deno.test("SimulatedRuntime.advance() fires timers at their time", async () => {
  const runtime = new SimulatedRuntime({ startMs: 1_000 });
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name} ${runtime.now()}`);
  runtime.setTimer(30, note("third"));
  runtime.setTimer(10, () => {
    note("first")();
    runtime.setTimer(10, note("second"));
  });
  runtime.setTimer(20, note("cancelled")).cancel();
  runtime.setTimer(41, note("later"));
  await runtime.advance(40);
  assertEquals(fired, ["first 1010", "second 1020", "third 1030"]);
  assertEquals(runtime.now(), 1_040);
  await runtime.advance(0);
  assertEquals(fired.length, 3);
  await runtime.advance(1);
  assertEquals(fired.at(-1), "later 1041");
});

Deno.test("SimulatedRuntime.advance() never takes time back", async () => {
  const runtime = new SimulatedRuntime();
  const times: number[] = [];
  const note = (): void => {
    times.push(runtime.now());
    runtime.setTimer(7, note);
  };
  runtime.setTimer(7, note);
  // Short and long at once: the short one ends when the long one is further.
  await Promise.all([10, 100, 30].map(async (ms) => {
    await runtime.advance(ms);
    times.push(runtime.now());
  }));
  assertEquals(times, times.toSorted((a, b) => a - b));
  assertEquals(runtime.now(), 100);
});

Deno.test("SimulatedRuntime.setTimer() fires no delay by itself", async () => {
  const runtime = new SimulatedRuntime();
  let fired = 0;
  await new Promise<void>((resolve) => {
    runtime.setTimer(0, () => {
      fired++;
      resolve();
    });
  });
  runtime.setTimer(0, () => fired++).cancel();
  await runtime.settle();
  await runtime.advance(10);
  assertEquals(fired, 1);
});

Deno.test("SimulatedRuntime.random() and choose() stay in their range", () => {
  const runtime = new SimulatedRuntime({ seed: -3 });
  const seen = new Set<number>();
  for (let count = 0; count < 1_000; count++) {
    const number = runtime.random();
    assert(number >= 0 && number < 1);
    seen.add(runtime.choose(5));
  }
  assertEquals([...seen].toSorted(), [0, 1, 2, 3, 4]);
  const other = new SimulatedRuntime({ seed: -3 });
  assertEquals(other.random(), new SimulatedRuntime({ seed: -3 }).random());
});

Deno.test("SimulatedRuntime refuses bad seeds and times", async () => {
  for (const seed of [0.5, NaN, Infinity, "7" as never]) {
    assertThrows(
      () => new SimulatedRuntime({ seed }),
      RangeError,
      `Cannot use seed ${Deno.inspect(seed)}: it must be whole`,
    );
  }
  for (const startMs of [NaN, Infinity, "7" as never]) {
    assertThrows(
      () => new SimulatedRuntime({ startMs }),
      RangeError,
      `Cannot use startMs ${Deno.inspect(startMs)}: it must be finite`,
    );
  }
  for (const ms of [-1, NaN, Infinity, "7" as never]) {
    await assertRejects(
      () => new SimulatedRuntime().advance(ms),
      RangeError,
      `Cannot advance by ${Deno.inspect(ms)} ms: ` +
        "it must be finite and not negative",
    );
  }
});

Deno.test("SimulatedRuntime.advance() fires what is due at once", async () => {
  const runtime = new SimulatedRuntime();
  const fired: string[] = [];
  for (const name of ["a", "b", "c"]) {
    runtime.setTimer(10, () => void fired.push(name));
  }
  await runtime.advance(9);
  assertEquals(fired, []);
  await runtime.advance(1);
  assertEquals(fired, ["a", "b", "c"]);
});

Deno.test("SimulatedRuntime.advanceToNext() fires one timer", async () => {
  const runtime = new SimulatedRuntime({ startMs: 100 });
  const fired: string[] = [];
  runtime.setTimer(20, () => {
    fired.push("second");
    runtime.setTimer(0, () => void fired.push("at once"));
  });
  runtime.setTimer(10, () => void fired.push("first"));
  assertEquals(await runtime.advanceToNext(109), false);
  assertEquals([runtime.now(), fired], [100, []]);
  assertEquals(await runtime.advanceToNext(110), true);
  assertEquals([runtime.now(), fired], [110, ["first"]]);
  assertEquals(await runtime.advanceToNext(), true);
  assertEquals([runtime.now(), fired], [120, ["first", "second", "at once"]]);
  assertEquals(await runtime.advanceToNext(), false);
  assertEquals(runtime.now(), 120);
});

Deno.test("SimulatedRuntime.noteTurn() counts as a run does", () => {
  const runtime = new SimulatedRuntime({ maxRunsAtOnce: 3 });
  const mayRun = () => runtime.mayRun(() => "one");
  runtime.noteTurn();
  runtime.noteTurn();
  assertEquals([mayRun(), mayRun(), mayRun()], [true, false, true]);
});
