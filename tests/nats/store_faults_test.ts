import type { ActorWrite, Store } from "@backstage/actors";
import { assert, assertEquals, assertLess } from "@std/assert";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { Relay } from "../chaos/net/relay.ts";
import { NatsServers } from "../../bench/cluster/nats_cluster.ts";
import { type Runtime, systemRuntime } from "../../src/base/runtime.ts";
import { natsStore, type NatsStoreOptions } from "@backstage/actors/nats";
import { Lines, testNats } from "./place.ts";

const SHARD = 3;
const ACTORS = 20;
const STREAM = "backstage_shop_store";

function open(
  options: Omit<NatsStoreOptions, "name">,
  runtime: Runtime = systemRuntime,
): Store {
  const store = natsStore({ name: "shop", ...options });
  const lose = (error: Error): void => {
    throw error;
  };
  store.open!({ runtime, logger: new Lines(), lose });
  return store;
}

/** Commits the same actors again and again, as their versions count. */
class Load {
  readonly #store: Store;
  readonly #epoch: number;
  readonly #hasRows: boolean;
  /** How often each of them is written. */
  version = 0;
  worstMs = 0;

  /** Creates one of records alone, or of rows beside. */
  constructor(store: Store, epoch: number, hasRows = true) {
    this.#store = store;
    this.#epoch = epoch;
    this.#hasRows = hasRows;
  }

  /** Commits so often; each of them must be written once. */
  async run(rounds: number): Promise<void> {
    let last = performance.now();
    for (let round = 0; round < rounds; round++) {
      const refused = await this.#store.commit(this.#makeWrites());
      assertEquals(refused, []);
      this.version++;
      const now = performance.now();
      this.worstMs = Math.max(this.worstMs, now - last);
      last = now;
    }
  }

  /** Commits until it is told to end. */
  async runUntil(ended: Promise<void>): Promise<void> {
    let isOver = false;
    void ended.then(() => isOver = true);
    while (!isOver) await this.run(1);
  }

  /** Says whether all is there that was answered, and nothing else. */
  async check(store: Store): Promise<void> {
    for (let id = 0; id < ACTORS; id++) {
      const actor = { type: "A", id: `${id}` };
      const found = await store.load(actor);
      assertEquals(found?.version, this.version);
      assertEquals(found?.bytes, Uint8Array.of(id, this.version & 255));
      if (!this.#hasRows) continue;
      const row = await store.read(actor, { kind: "mark", key: "m" });
      assertEquals(row?.bytes, Uint8Array.of(this.version & 255));
    }
  }

  #makeWrites(): ActorWrite[] {
    const next = (this.version + 1) & 255;
    return Array.from({ length: ACTORS }, (_, id) => ({
      actor: { type: "A", id: `${id}` },
      expected: this.version,
      shard: SHARD,
      epoch: this.#epoch,
      record: { bytes: Uint8Array.of(id, next), wakeAt: null },
      rows: this.#hasRows
        ? [{
          kind: "mark" as const,
          key: "m",
          bytes: Uint8Array.of(next),
          expiresAt: null,
        }]
        : [],
    }));
  }
}

function after(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  systemRuntime.setTimer(ms, resolve);
  return promise;
}

for (const hasRows of [true, false]) {
  const what = hasRows ? "batches" : "records";
  testNats(`natsStore() goes on when killed in ${what}`, async (binary) => {
    await using server = await NatsServer.start({ binary });
    const store = open({ servers: server.address });
    await store.fence!(SHARD, 1);
    const load = new Load(store, 1, hasRows);
    for (let kill = 0; kill < 3; kill++) {
      const ended = Promise.withResolvers<void>();
      const running = load.runUntil(ended.promise);
      await after(100);
      await server.kill();
      await after(300);
      await server.restart();
      await after(300);
      ended.resolve();
      await running;
    }
    await load.check(store);
    await store.close();
  });

  testNats(`natsStore() settles frozen ${what}`, async (binary) => {
    await using server = await NatsServer.start({ binary });
    const store = open({ servers: server.address });
    const other = open({ servers: server.address });
    await store.fence!(SHARD, 1);
    const load = new Load(store, 1, hasRows);
    const ended = Promise.withResolvers<void>();
    const running = load.runUntil(ended.promise);
    await after(100);
    server.signal("SIGSTOP");
    // Longer than an answer is waited for: the connection is given up, too.
    await after(9_000);
    server.signal("SIGCONT");
    await after(500);
    ended.resolve();
    await running;
    assert(load.worstMs > 8_000);
    await load.check(store);
    await other.fence!(SHARD, 2);
    await load.check(other);
    await Promise.all([store.close(), other.close()]);
  });
}

testNats("natsStore() waits for NATS before it gives up", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = open({ servers: server.address });
  const load = new Load(store, 1);
  await load.run(1);
  await server.kill();
  const committing = load.run(1);
  const loading = store.load({ type: "A", id: "0" });
  await after(1_000);
  await server.restart();
  await committing;
  assertEquals((await loading)?.version, 2);
  await load.check(store);
  await store.close();
});

testNats("natsStore() loses nothing with a leader, R3", async (binary) => {
  await using servers = await NatsServers.start(binary, 3);
  const options = { servers: servers.addresses, replicas: 3 } as const;
  const store = open(options);
  await store.fence!(SHARD, 1);
  const load = new Load(store, 1);
  const ended = Promise.withResolvers<void>();
  const running = load.runUntil(ended.promise);
  await after(300);
  const leader = await servers.findStreamLeader(STREAM);
  await leader!.kill();
  await after(1_000);
  await leader!.restart();
  await servers.waitUntilHealthy();
  ended.resolve();
  await running;
  assertLess(load.worstMs, 20_000);
  await load.check(store);
  const other = open(options);
  await other.fence!(SHARD, 2);
  await load.check(other);
  await Promise.all([store.close(), other.close()]);
});

testNats("natsStore() takes shards over under load, R3", async (binary) => {
  await using servers = await NatsServers.start(binary, 3);
  const options = { servers: servers.addresses, replicas: 3 } as const;
  const [one, two] = [open(options), open(options)];
  const actor = { type: "A", id: "0" };
  const record = { bytes: Uint8Array.of(1), wakeAt: null };
  let written = 0;
  for (let epoch = 1; epoch <= 10; epoch++) {
    const [owner, next] = epoch % 2 === 1 ? [one, two] : [two, one];
    await owner.fence!(SHARD, 2 * epoch);
    const start = (await owner.load(actor))?.version ?? 0;
    assertEquals(start, written);
    const asked = Array.from({ length: 30 }, (_, at) =>
      owner.commit([{
        ...{ actor, expected: start + at, shard: SHARD, epoch: 2 * epoch },
        record,
      }]));
    await asked[epoch];
    await next.fence!(SHARD, 2 * epoch + 1);
    const seen = (await next.load(actor))?.version ?? 0;
    const refused = (await Promise.all(asked)).flat().length;
    written += 30 - refused;
    assertEquals(seen, written);
  }
  await Promise.all([one.close(), two.close()]);
});

for (const isPut of [true, false]) {
  const what = isPut ? "record" : "batch";
  testNats(`natsStore() lets no ${what} come late`, async (binary) => {
    await using server = await NatsServer.start({ binary });
    await using relay = new Relay(server.port);
    // The first server first: new connections pass by what is held there.
    const store = open(
      { servers: [`127.0.0.1:${relay.port}`, server.address] },
      { ...systemRuntime, random: () => 0.99 },
    );
    const actor = { type: "A", id: "0" };
    await store.fence!(SHARD, 1);
    // Without a record, what rows stand on stays as it is.
    let expected = 0;
    const put = async (byte: number): Promise<void> => {
      const bytes = Uint8Array.of(byte);
      const row = { kind: "mark", key: "m", bytes, expiresAt: null } as const;
      const change = isPut
        ? { record: { bytes, wakeAt: null } }
        : { rows: [row] };
      const write = { actor, expected, shard: SHARD, epoch: 1, ...change };
      assertEquals(await store.commit([write]), []);
      if (isPut) expected++;
    };
    await put(1);
    assert(relay.connections > 0);
    relay.hold("forth");
    await put(2);
    await put(3);
    relay.heal();
    while (relay.connections > 0) await after(20);
    await after(200);
    const found = isPut
      ? await store.load(actor)
      : await store.read(actor, { kind: "mark", key: "m" });
    assertEquals(found?.bytes, Uint8Array.of(3));
    await store.close();
  });
}
