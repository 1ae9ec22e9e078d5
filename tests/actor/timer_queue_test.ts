import { assertEquals } from "@std/assert";
import {
  type QueuedTimer,
  TimerQueue,
} from "../../src/actor/timer/timer_queue.ts";
import { type Runtime, systemRuntime } from "../../src/base/runtime.ts";
import { SimulatedRuntime } from "../../src/testing/simulated_runtime.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other steps; the one of a failure repeats it. */
const SEED = 271;

/** Notes when it fires, and what it is told to do then. */
class Bell implements QueuedTimer {
  dueAt: number;
  place = -1;
  order = 0;
  readonly #onFire: (bell: Bell, now: number) => void;

  constructor(dueAt: number, onFire: (bell: Bell, now: number) => void) {
    this.dueAt = dueAt;
    this.#onFire = onFire;
  }

  fire(now: number): void {
    this.#onFire(this, now);
  }
}

Deno.test("TimerQueue fires as a sorted list does at random", async () => {
  for (let seed = SEED; seed < SEED + 20; seed++) {
    const chance = new Chance(seed);
    const runtime = new SimulatedRuntime({ seed });
    const queue = new TimerQueue(runtime, () => {});
    const fired: [bell: Bell, at: number][] = [];
    const model: Bell[] = [];
    for (let step = 0; step < 100; step++) {
      const dueAt = runtime.now() + 1 + chance.below(50);
      const bell = new Bell(dueAt, (it, now) => fired.push([it, now]));
      queue.add(bell);
      model.push(bell);
      if (chance.below(4) === 0) {
        const gone = chance.below(model.length);
        queue.remove(model[gone]!);
        queue.remove(model[gone]!);
        model.splice(gone, 1);
      }
      assertEquals(queue.size, model.length, `seed ${seed}`);
      if (chance.below(3) > 0) continue;
      await runtime.advance(chance.below(20));
      const now = runtime.now();
      // By time, and those of one time in the order in which they joined.
      const due = model.filter((it) => it.dueAt <= now)
        .sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);
      assertEquals(
        fired.splice(0),
        due.map((it) => [it, it.dueAt]),
        `seed ${seed}`,
      );
      for (const it of due) model.splice(model.indexOf(it), 1);
    }
    queue.close();
    await runtime.advance(100);
    assertEquals(fired, []);
  }
});

Deno.test("TimerQueue fires a timer that comes back once a ring", async () => {
  const runtime = new SimulatedRuntime();
  const queue = new TimerQueue(runtime, () => {});
  const fired: number[] = [];
  queue.add(
    new Bell(5, (bell, now) => {
      fired.push(now);
      if (fired.length < 3) queue.add(bell);
    }),
  );
  await runtime.advance(5);
  assertEquals(fired, [5]);
  await runtime.advance(2);
  assertEquals(fired, [5, 6, 7]);
});

Deno.test("TimerQueue with a bound lets others in between", async () => {
  const runtime = new SimulatedRuntime();
  let isEmpty = false;
  const end = (): void => void (isEmpty = true);
  const queue = new TimerQueue(runtime, end, 1, 1_000);
  let fired = 0;
  const seen: number[] = [];
  const look = (): void => {
    seen.push(fired);
    if (!isEmpty && seen.length < 10) runtime.setTimer(0, look);
  };
  queue.add(
    new Bell(5, () => {
      fired++;
      look();
    }),
  );
  for (let count = 1; count < 2_500; count++) {
    queue.add(new Bell(5, () => void fired++));
  }
  await runtime.advance(5);
  // At the first one, and in each round behind it.
  assertEquals(seen, [1, 1_000, 2_000, 2_500]);
  assertEquals(runtime.now(), 5);
});

Deno.test("TimerQueue tells when it has run empty", async () => {
  const runtime = new SimulatedRuntime();
  let told = 0;
  const queue = new TimerQueue(runtime, () => void told++);
  const first = new Bell(5, () => {});
  queue.add(first);
  queue.add(new Bell(6, () => {}));
  queue.remove(first);
  assertEquals(told, 0);
  await runtime.advance(6);
  assertEquals(told, 1);
  queue.add(first);
  queue.remove(first);
  assertEquals(told, 2);
});

Deno.test("TimerQueue.close() empties it for good", async () => {
  const runtime = new SimulatedRuntime();
  const queue = new TimerQueue(runtime, () => {});
  let fired = 0;
  const bells = [1, 2, 3].map((dueAt) => new Bell(dueAt, () => fired++));
  for (const bell of bells) queue.add(bell);
  queue.close();
  for (const bell of bells) queue.remove(bell);
  queue.add(bells[0]!);
  await runtime.advance(10);
  assertEquals([queue.size, fired], [0, 0]);
});

Deno.test("TimerQueue has one timer of the runtime for all of its own", () => {
  let live = 0;
  let made = 0;
  const runtime: Runtime = {
    ...systemRuntime,
    now: () => 0,
    setTimer: () => {
      live++;
      made++;
      return { cancel: () => void live-- };
    },
  };
  const queue = new TimerQueue(runtime, () => {});
  const bells = Array.from(
    { length: 100 },
    (_, index) => new Bell(10 + index, () => {}),
  );
  for (const bell of bells) queue.add(bell);
  queue.add(new Bell(5, () => {}));
  for (const bell of bells) queue.remove(bell);
  assertEquals([live, made], [1, 2]);
  queue.close();
  assertEquals(live, 0);
});

/** Makes a runtime that tells whether its only timer holds the process. */
function watchHold(canTakeBack: boolean) {
  let isHeld: boolean | null = null;
  const runtime: Runtime = {
    ...systemRuntime,
    now: () => 0,
    setTimer: () => {
      isHeld = true;
      return {
        cancel: () => void (isHeld = null),
        unref: () => void (isHeld = false),
        ...(canTakeBack ? { ref: () => void (isHeld = true) } : {}),
      };
    },
  };
  return { runtime, read: () => isHeld };
}

for (const canTakeBack of [true, false]) {
  const what = canTakeBack ? "that has `ref`" : "without `ref`";
  Deno.test(`TimerQueue.hold() holds the process by a timer ${what}`, () => {
    const { runtime, read } = watchHold(canTakeBack);
    const queue = new TimerQueue(runtime, () => {}, 0);
    queue.hold(1);
    assertEquals(read(), null);
    const bell = new Bell(10, () => {});
    queue.add(bell);
    assertEquals(read(), true);
    queue.hold(1);
    queue.hold(-1);
    assertEquals(read(), true);
    queue.hold(-1);
    assertEquals(read(), false);
    queue.hold(1);
    assertEquals(read(), true);
    queue.hold(-1);
    queue.remove(bell);
    assertEquals(read(), null);
    queue.add(new Bell(10, () => {}));
    assertEquals(read(), false);
  });
}
