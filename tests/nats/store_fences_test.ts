import type { Store } from "@backstage/actors";
import { natsStore } from "@backstage/actors/nats";
import { assertEquals } from "@std/assert";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { refusalOf, testNats } from "./place.ts";

/** More than one batch takes. */
const SHARDS = 700;

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** Raises fences at once; returns the shards of those that are refused. */
async function fenceAll(store: Store, epochs: readonly number[]) {
  const raised = await Promise.allSettled(
    epochs.map((epoch, shard) => store.fence!(shard, epoch)),
  );
  return range(epochs.length).filter((at) => raised[at]!.status === "rejected");
}

/** Writes an actor of a shard; returns whether it is written. */
async function write(
  store: Store,
  shard: number,
  epoch: number,
  expected: number,
): Promise<boolean> {
  const actor = { type: "A", id: `${shard}` };
  const record = { bytes: Uint8Array.of(1), wakeAt: shard };
  const all = [{ actor, expected, shard, epoch, record }];
  return (await store.commit(all)).length === 0;
}

testNats("natsStore() raises many fences at once", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  const [one, two] = [natsStore(options), natsStore(options)];
  assertEquals(await fenceAll(one, range(SHARDS).map(() => 5)), []);
  const some = [0, 1, 350, SHARDS - 1];
  for (const shard of some) assertEquals(await write(one, shard, 5, 0), true);
  // Of these, every other one is too low.
  const epochs = range(SHARDS).map((shard) => shard % 2 === 0 ? 6 : 4);
  const odd = range(SHARDS).filter((shard) => shard % 2 === 1);
  assertEquals(await fenceAll(two, epochs), odd);
  const seen: boolean[] = [];
  for (const shard of some) seen.push(await write(one, shard, 5, 1));
  assertEquals(seen, [false, true, false, true]);
  const later: boolean[] = [];
  for (const shard of some) later.push(await write(two, shard, 6, 1));
  assertEquals(later, [true, false, true, false]);
  const due = await two.due({ until: SHARDS, limit: 9, shards: [0, 350] });
  assertEquals(due.map(({ actor }) => actor.id), ["0", "350"]);
  await Promise.all([one.close(), two.close()]);
});

testNats("natsStore() raises fences in the order asked for", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = natsStore({ servers: server.address, name: "shop" });
  const seen = await Promise.all([
    store.fence!(1, 1).then(() => true),
    write(store, 2, 1, 0),
    store.fence!(2, 2).then(() => true),
    store.fence!(1, 3).then(() => true),
    store.fence!(1, 2).then(() => true, ({ code }) => code),
    write(store, 2, 1, 1),
    store.fence!(3, 1).then(() => true),
  ]);
  assertEquals(seen, [true, true, true, true, "fenced", false, true]);
  const closing = store.close();
  assertEquals((await refusalOf(store.fence!(1, 9)))[0], "closed");
  assertEquals((await refusalOf(store.fence!(2, 9)))[0], "closed");
  await closing;
});

testNats("natsStore() refuses fences where there is no server", async () => {
  const options = { servers: "127.0.0.1:9", name: "shop", connectTimeoutMs: 0 };
  const store = natsStore(options);
  assertEquals(await fenceAll(store, [1, 1]), [0, 1]);
  assertEquals(await fenceAll(store, [1]), [0]);
  await store.close();
});
