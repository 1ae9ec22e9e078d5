import { memoryStore, SimulatedRuntime } from "@backstage/actors/testing";
import { assert, assertEquals, assertLess } from "@std/assert";
import { WAKE_WINDOW } from "../../src/base/limits.ts";
import { StoreWaker, type WakerHost } from "../../src/engine/durable/waker.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { NO_RECORD } from "../../src/store/record.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other runs; the one of a failure repeats it. */
const SEED = 2_203;
const RUNS = 120;

const BYTES = encodeRecord(NO_RECORD);
const UNKNOWN = "Stranger";

/** A waker over a memory store, whose actors are woken by the test. */
class Bed implements WakerHost {
  readonly runtime = new SimulatedRuntime();
  readonly store = memoryStore();
  readonly lines: string[] = [];
  readonly woken: string[] = [];
  readonly versions = new Map<string, number>();
  readonly waker = new StoreWaker(this);
  readonly logger = {
    debug: () => {},
    info: () => {},
    warn: (line: unknown) => void this.lines.push(`${line}`),
    error: (line: unknown) => void this.lines.push(`${line}`),
  };
  isFull = false;
  known: string[] = ["Clock"];
  whenRoom: (() => void) | null = null;
  /** What becomes of an actor that is woken; unless given, it is done. */
  onWake: (actor: ActorId) => void = (actor) => this.commit(actor, null);

  shards(): readonly number[] | undefined {
    return undefined;
  }

  isHere(): boolean {
    return true;
  }

  wake(actor: ActorId): boolean {
    if (!this.known.includes(actor.type)) return false;
    this.woken.push(`${actor.id} ${this.runtime.now()}`);
    this.onWake(actor);
    return true;
  }

  awaitRoom(callback: () => void): void {
    this.whenRoom = callback;
  }

  noteEmpty(): void {}

  /** Writes when an actor is due, and tells the waker once it is stored. */
  async commit(actor: ActorId, wakeAt: number | null): Promise<void> {
    const key = `${actor.type}/${actor.id}`;
    const expected = this.versions.get(key) ?? 0;
    this.versions.set(key, expected + 1);
    const record = { bytes: BYTES, wakeAt };
    const refused = await this.store.commit([{ actor, expected, record }]);
    assertEquals(refused, []);
    this.waker.note(actor, wakeAt);
  }

  async fill(count: number, wakeAtOf: (at: number) => number): Promise<void> {
    const writes = Array.from({ length: count }, (_, at) => {
      const actor = clock(at);
      this.versions.set(`Clock/${actor.id}`, 1);
      const record = { bytes: BYTES, wakeAt: wakeAtOf(at) };
      return { actor, expected: 0, record };
    });
    await this.store.commit(writes);
  }

  async close(): Promise<void> {
    this.waker.close();
    await this.store.close();
  }
}

function clock(id: number | string): ActorId {
  return { type: "Clock", id: `${id}` };
}

Deno.test("StoreWaker wakes each actor at its time", async () => {
  const bed = new Bed();
  await bed.fill(3, (at) => 3_000 - 1_000 * at);
  bed.waker.start();
  await bed.runtime.advance(10_000);
  assertEquals(bed.woken, ["2 1000", "1 2000", "0 3000"]);
  assert(bed.waker.isIdle);
  await bed.close();
});

Deno.test("StoreWaker.note() says when an actor is due", async () => {
  const bed = new Bed();
  await bed.fill(2, () => 5_000);
  bed.waker.start();
  await bed.runtime.advance(1_000);
  bed.commit(clock(0), 2_000);
  bed.commit(clock(1), null);
  bed.commit(clock(7), 8_000);
  await bed.runtime.advance(20_000);
  assertEquals(bed.woken, ["0 2000", "7 8000"]);
  await bed.close();
});

Deno.test("StoreWaker.note() is heard while the store is asked", async () => {
  const bed = new Bed();
  await bed.fill(WAKE_WINDOW * 2, (at) => 1_000_000 + at);
  const { store } = bed;
  const due = store.due.bind(store);
  const answer = Promise.withResolvers<void>();
  store.due = async (query) => {
    const found = await due(query);
    await answer.promise;
    return found;
  };
  bed.waker.start();
  // Asked behind the question, and stored before the answer is here.
  await bed.commit(clock("late"), 500);
  answer.resolve();
  await bed.runtime.advance(1_000);
  assertEquals(bed.woken, ["late 500"]);
  await bed.close();
});

Deno.test("StoreWaker knows a window when more is stored", async () => {
  const bed = new Bed();
  const count = WAKE_WINDOW * 5;
  await bed.fill(count, (at) => 1_000 + at % 3_000);
  bed.waker.start();
  let most = 0;
  bed.onWake = (actor) => {
    most = Math.max(most, bed.waker.size);
    bed.waker.note(actor, null);
  };
  await bed.runtime.advance(10_000);
  assertEquals(new Set(bed.woken).size, count);
  assertLess(most, 2 * WAKE_WINDOW + 1);
  await bed.close();
});

Deno.test("StoreWaker keeps a window when more is set", async () => {
  const bed = new Bed();
  bed.waker.start();
  await bed.runtime.advance(1);
  const count = WAKE_WINDOW * 3;
  for (let at = 0; at < count; at++) bed.commit(clock(at), 60_000 - at);
  await bed.runtime.advance(100);
  assertLess(bed.waker.size, 2 * WAKE_WINDOW + 1);
  await bed.runtime.advance(120_000);
  assertEquals(new Set(bed.woken.map((one) => one.split(" ")[0])).size, count);
  assertEquals(bed.woken.length, count);
  await bed.close();
});

Deno.test("StoreWaker tells of an unknown type, and wakes later", async () => {
  const bed = new Bed();
  for (const id of ["a", "b"]) bed.commit({ type: UNKNOWN, id }, 100);
  bed.commit(clock("c"), 200);
  await bed.runtime.advance(1);
  bed.waker.start();
  await bed.runtime.advance(1_000);
  assertEquals(bed.woken, ["c 200"]);
  assertEquals(bed.lines, [
    'Cannot wake actors of type "Stranger": their reminders or sends are ' +
    "due, but the engine knows no durable class of that name; give it " +
    "{ actors: [StrangerProxy] }, or ask for one of them",
  ]);
  bed.known.push(UNKNOWN);
  bed.waker.learnType(UNKNOWN);
  await bed.runtime.advance(1_000);
  assertEquals(bed.woken.slice(1), ["a 1001", "b 1001"]);
  assertEquals(bed.lines.length, 1);
  await bed.close();
});

Deno.test("StoreWaker.noteFailed() has an actor woken again", async () => {
  const bed = new Bed();
  bed.commit(clock("a"), 0);
  bed.onWake = (actor) => bed.waker.noteFailed(actor, null);
  bed.waker.start();
  await bed.runtime.advance(20_000);
  assertEquals(bed.woken, ["a 0", "a 1000", "a 3000", "a 7000", "a 15000"]);
  await bed.close();
});

Deno.test("StoreWaker waits for room, and for those it wakes", async () => {
  const bed = new Bed();
  await bed.fill(1_000, () => 100);
  const waking: ActorId[] = [];
  bed.onWake = (actor) => void waking.push(actor);
  bed.waker.start();
  await bed.runtime.advance(200);
  assertEquals(bed.woken.length, 256);
  bed.isFull = true;
  bed.waker.note(waking.shift()!, null);
  await bed.runtime.advance(10);
  assertEquals(bed.woken.length, 256);
  bed.isFull = false;
  bed.whenRoom!();
  assertEquals(bed.woken.length, 257);
  await bed.close();
});

Deno.test("StoreWaker asks again when the store fails", async () => {
  const bed = new Bed();
  const { store } = bed;
  let failures = 2;
  const due = store.due.bind(store);
  store.due = (query) =>
    failures-- > 0 ? Promise.reject(new Error("busy")) : due(query);
  await bed.fill(1, () => 0);
  bed.waker.start();
  await bed.runtime.advance(10_000);
  assertEquals(bed.woken, ["0 3000"]);
  assertEquals(bed.lines.length, 2);
  await bed.close();
});

Deno.test("StoreWaker wakes after a year, unlike a timer", async () => {
  const bed = new Bed();
  const year = 365 * 86_400_000;
  bed.commit(clock("a"), year);
  bed.waker.start();
  await bed.runtime.advance(year - 1);
  assertEquals(bed.woken, []);
  await bed.runtime.advance(1);
  assertEquals(bed.woken, [`a ${year}`]);
  await bed.close();
});

Deno.test("StoreWaker loses no actor when commits are random", async () => {
  for (let seed = SEED; seed < SEED + RUNS; seed++) {
    const chance = new Chance(seed);
    const bed = new Bed();
    const dues = new Map<string, number | null>();
    const commit = (actor: ActorId): void => {
      const now = bed.runtime.now();
      const at = chance.pick([null, now + chance.below(5_000), now]);
      dues.set(actor.id, at);
      bed.commit(actor, at);
    };
    bed.onWake = (actor) => {
      const at = dues.get(actor.id)!;
      assert(at === null || at <= bed.runtime.now(), `seed ${seed}: too early`);
      if (chance.below(4) === 0) bed.waker.noteFailed(actor, null);
      else commit(actor);
    };
    const isLate = chance.below(2) === 0;
    if (!isLate) bed.waker.start();
    for (let at = 0; at < 20; at++) {
      commit(clock(chance.below(12)));
      await bed.runtime.advance(chance.below(400));
    }
    if (isLate) bed.waker.start();
    bed.onWake = (actor) => {
      dues.set(actor.id, null);
      bed.commit(actor, null);
    };
    await bed.runtime.advance(400_000);
    const left = [...dues].filter(([, at]) => at !== null);
    assertEquals(left, [], `seed ${seed}`);
    await bed.close();
  }
});

Deno.test("StoreWaker wakes what is due when a machine has slept", async () => {
  const bed = new Bed();
  const { runtime } = bed;
  let sleptMs = 0;
  let aheadMs = 0;
  const now = runtime.now.bind(runtime);
  runtime.now = () => now() + aheadMs;
  Object.assign(runtime, { syncClock: () => void (aheadMs = sleptMs) });
  await bed.fill(1, () => 3_600_000);
  bed.waker.start();
  await runtime.advance(1_000);
  sleptMs = 3_600_000;
  await runtime.advance(40_000);
  assertEquals(bed.woken.length, 1);
  assert(bed.waker.isIdle);
  await bed.close();
});
