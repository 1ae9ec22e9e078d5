import { StoreError } from "@backstage/actors";
import {
  type MemoryStore,
  memoryStore,
  SimulatedRuntime,
} from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";

const actor = { type: "Account", id: "ann" };
const record = { bytes: Uint8Array.of(7), wakeAt: null };

function open(store: MemoryStore, lost: Error[] = []): SimulatedRuntime {
  const runtime = new SimulatedRuntime();
  store.open({ runtime, logger: console, lose: (error) => lost.push(error) });
  return runtime;
}

Deno.test("MemoryStore.share() is another view of what is kept", async () => {
  const one = memoryStore();
  const two = one.share();
  await one.commit([{ actor, expected: 0, record }]);
  assertEquals((await two.load(actor))?.version, 1);
  await two.close();
  assertEquals(await one.commit([{ actor, expected: 1, record }]), []);
  assertEquals([one.commits, two.commits], [2, 0]);
});

Deno.test("MemoryStore.share() takes time from its own engine", async () => {
  const one = memoryStore();
  const two = one.share({ faults: { "store:slow": 1 }, maxDelayMs: 50 });
  const [, slow] = [open(one), open(two)];
  const late = two.commit([{ actor, expected: 0, record }]);
  assertEquals(await one.commit([{ actor, expected: 0, record }]), []);
  assertEquals(await one.load(actor).then((found) => found?.version), 1);
  await slow.advance(50);
  assertEquals(await late, [0]);
});

Deno.test("MemoryStore.crash() of one engine keeps the others'", async () => {
  const one = memoryStore();
  const two = one.share();
  open(one);
  open(two);
  one.hold();
  await two.fence(3, 1);
  void one.commit([{ actor, expected: 0, shard: 3, epoch: 1, record }]);
  const next = one.crash({ during: "before" });
  await two.fence(3, 2);
  assertEquals(await two.load(actor), null);
  const late = { actor, expected: 0, shard: 3, epoch: 1, record };
  assertEquals(await next.commit([late]), [0]);
  assertEquals(await two.commit([{ ...late, epoch: 2 }]), []);
  assertEquals((await next.load(actor))?.version, 1);
});

Deno.test("MemoryStore.lose() loses the store of one engine", async () => {
  const one = memoryStore();
  const two = one.share();
  const lost: Error[] = [];
  open(one, lost);
  open(two, lost);
  one.lose();
  assertEquals(lost.length, 1);
  await assertRejects(() => one.load(actor), StoreError, "lost on purpose");
  assertEquals(await two.load(actor), null);
});

Deno.test("MemoryStore.fence() refuses a commit that is held", async () => {
  const one = memoryStore();
  const two = one.share();
  await one.fence(3, 1);
  one.hold();
  const late = one.commit([{ actor, expected: 0, shard: 3, epoch: 1, record }]);
  await two.fence(3, 2);
  one.release();
  assertEquals(await late, [0]);
  const error = await assertRejects(() => one.fence(3, 1), StoreError);
  assertEquals(error.code, "fenced");
  const said = "Cannot fence shard 3 with epoch 1: it has epoch 2";
  assertEquals(error.message, said);
});
