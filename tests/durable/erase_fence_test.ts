import { assertEquals, assertRejects } from "@std/assert";
import { CallError, StoreError } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { eraseStored } from "../../src/engine/durable/erase.ts";

const ACTOR = { type: "Account", id: "ann" };

/** A store with a record of the actor, of the epoch 7 of its shard. */
async function openStore() {
  const store = memoryStore().share();
  await store.fence!(3, 7);
  const record = { bytes: new Uint8Array([1]), wakeAt: null };
  const fence = { shard: 3, epoch: 7 };
  await store.commit([{ actor: ACTOR, expected: 0, ...fence, record }]);
  return store;
}

Deno.test("eraseStored() deletes nothing by a stale epoch", async () => {
  const store = await openStore();
  const stale = { findFence: () => ({ shard: 3, epoch: 6 }) };
  await assertRejects(() => eraseStored(store, ACTOR, stale), StoreError);
  assertEquals((await store.load(ACTOR))?.version, 1);
  const none = { findFence: () => null };
  await assertRejects(() => eraseStored(store, ACTOR, none), CallError);
  const own = { findFence: () => ({ shard: 3, epoch: 7 }) };
  assertEquals(await eraseStored(store, ACTOR, own), null);
  assertEquals(await store.load(ACTOR), null);
});
