import {
  type MemoryStore,
  memoryStore,
  SimulatedRuntime,
} from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { StoreWaker, type WakerHost } from "../../src/engine/durable/waker.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { NO_RECORD } from "../../src/store/record.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other runs; the one of a failure repeats it. */
const SEED = 1_905;
const RUNS = 60;
const SHARDS = 4;
const BYTES = encodeRecord(NO_RECORD);

/** An actor's id says its shard. */
function shardOf({ id }: ActorId): number {
  return Number(id) % SHARDS;
}

/** A node that wakes the actors of the shards that it owns. */
class Node implements WakerHost {
  readonly runtime: SimulatedRuntime;
  readonly store: MemoryStore;
  readonly waker: StoreWaker;
  readonly woken: string[] = [];
  readonly asked: (readonly number[] | undefined)[] = [];
  readonly logger = console;
  readonly isFull = false;
  owned: readonly number[] = [];

  constructor(runtime: SimulatedRuntime, store: MemoryStore) {
    this.runtime = runtime;
    this.store = store;
    this.waker = new StoreWaker(this);
    const due = store.due.bind(store);
    store.due = (query) => {
      this.asked.push(query.shards);
      return due(query);
    };
  }

  shards(): readonly number[] {
    return this.owned;
  }

  isHere(actor: ActorId): boolean {
    return this.owned.includes(shardOf(actor));
  }

  wake(actor: ActorId): boolean {
    this.woken.push(`${actor.id} ${this.runtime.now()}`);
    void this.conclude(actor);
    return true;
  }

  /** Writes that it has been woken, and is not to be woken again. */
  async conclude(actor: ActorId): Promise<void> {
    const expected = (await this.store.load(actor))?.version ?? 0;
    await write(this.store, actor, expected, null);
    this.waker.note(actor, null);
  }

  awaitRoom(): void {}

  noteEmpty(): void {}

  own(...shards: readonly number[]): void {
    this.owned = shards;
    this.waker.lookAgain();
  }
}

async function write(
  store: MemoryStore,
  actor: ActorId,
  expected: number,
  wakeAt: number | null,
): Promise<void> {
  const record = { bytes: BYTES, wakeAt };
  const shard = shardOf(actor);
  await store.commit([{ actor, expected, shard, epoch: 1, record }]);
}

async function open(
  wakeAts: readonly number[],
  count: number,
): Promise<{ runtime: SimulatedRuntime; nodes: Node[] }> {
  const runtime = new SimulatedRuntime();
  const store = memoryStore();
  for (const [at, wakeAt] of wakeAts.entries()) {
    await write(store, { type: "Clock", id: `${at}` }, 0, wakeAt);
  }
  const nodes = Array.from(
    { length: count },
    () => new Node(runtime, store.share()),
  );
  for (const { waker } of nodes) waker.start();
  return { runtime, nodes };
}

Deno.test("StoreWaker wakes actors of its node's shards alone", async () => {
  const { runtime, nodes } = await open([1_000, 2_000, 3_000, 4_000], 2);
  const [one, two] = nodes;
  one!.own(0, 2);
  two!.own(3);
  await runtime.advance(10_000);
  assertEquals(one!.woken, ["0 1000", "2 3000"]);
  assertEquals(two!.woken, ["3 4000"]);
  assertEquals([one!.asked[0], two!.asked[0]], [[0, 2], [3]]);
  assert(one!.waker.isIdle && two!.waker.isIdle);
});

Deno.test("StoreWaker asks for nothing while its node owns none", async () => {
  const { runtime, nodes: [node] } = await open([1_000], 1);
  await runtime.advance(10_000);
  assertEquals(node!.asked, []);
  assert(node!.waker.isIdle);
  node!.own(0);
  await runtime.advance(1);
  assertEquals(node!.woken, ["0 10000"]);
});

Deno.test("StoreWaker drops alarms of lost shards as they ring", async () => {
  const { runtime, nodes: [node] } = await open([1_000, 2_000], 1);
  node!.own(0, 1);
  await runtime.advance(10);
  assertEquals(node!.waker.size, 2);
  node!.owned = [1];
  await runtime.advance(10_000);
  assertEquals(node!.woken, ["1 2000"]);
  assert(node!.waker.isIdle);
});

Deno.test("StoreWaker.lookAgain() forgets alarms of lost shards", async () => {
  const { runtime, nodes: [node] } = await open([1_000, 2_000], 1);
  node!.own(0, 1);
  await runtime.advance(10);
  node!.own();
  assertEquals([node!.waker.size, node!.waker.isIdle], [0, true]);
});

Deno.test("StoreWaker wakes each actor once as shards move", async () => {
  for (let seed = SEED; seed < SEED + RUNS; seed++) {
    const chance = new Chance(seed);
    const wakeAts = Array.from({ length: 40 }, () => chance.below(5_000));
    const { runtime, nodes } = await open(wakeAts, 3);
    for (let at = 0; at < 30; at++) {
      // Handed over in order: the old owner is done before the new one begins.
      const owners = Array.from({ length: SHARDS }, () => chance.below(4));
      for (const node of nodes) node.own();
      await runtime.advance(1);
      for (const [place, node] of nodes.entries()) {
        node.own(...owners.flatMap((own, at) => own === place ? [at] : []));
      }
      await runtime.advance(chance.below(300));
    }
    for (const node of nodes) node.own();
    await runtime.advance(1);
    nodes[0]!.own(0, 1, 2, 3);
    await runtime.advance(10_000);
    const woken = nodes.flatMap((node) => node.woken)
      .map((line) => line.split(" ")[0]!)
      .toSorted((one, other) => Number(one) - Number(other));
    const right = wakeAts.map((_, at) => `${at}`);
    assertEquals(woken, right, `seed ${seed}`);
  }
});
