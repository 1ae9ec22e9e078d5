import { jetstreamManager } from "@nats-io/jetstream";
import { connect, headers } from "@nats-io/transport-node";
import { natsStore } from "@backstage/actors/nats";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { systemRuntime } from "../../src/base/runtime.ts";
import { Lines, refusalOf, testNats } from "./place.ts";

const ANN = { type: "A", id: "ann" };
const STREAM = "backstage_shop_store";

/** Does something to a server behind the library's back. */
async function administer(
  server: NatsServer,
  act: (
    jsm: Awaited<ReturnType<typeof jetstreamManager>>,
    nc: Awaited<ReturnType<typeof connect>>,
  ) => Promise<unknown>,
): Promise<void> {
  const nc = await connect({ servers: server.address });
  try {
    await act(await jetstreamManager(nc), nc);
  } finally {
    await nc.close();
  }
}

testNats("natsStore() says that there is no server", async () => {
  const options = { servers: "127.0.0.1:9", name: "shop", connectTimeoutMs: 0 };
  const store = natsStore(options);
  const [code, message] = await refusalOf(store.load(ANN));
  assertEquals(code, "failed");
  assert(message.startsWith("Cannot open the store: Cannot connect to"));
  await store.close();
});

testNats("natsStore() comes once there is a server", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await server.stop();
  const options = { servers: server.address, name: "shop" };
  const store = natsStore({ ...options, connectTimeoutMs: 0 });
  assertEquals((await refusalOf(store.load(ANN)))[0], "failed");
  await server.restart();
  assertEquals(await store.load(ANN), null);
  await store.close();
});

testNats("natsStore() refuses a server that is too small", async (binary) => {
  const config = "max_payload: 131072";
  await using server = await NatsServer.start({ binary, config });
  const options = { servers: server.address, name: "shop" };
  const large = natsStore(options);
  assertEquals(await refusalOf(large.load(ANN)), [
    "failed",
    "Cannot use the NATS server: its max_payload is 131072 bytes, and a " +
    "record may have 786432; raise that, or give the store " +
    "{ maxRecordBytes: 65536 }",
  ]);
  await large.close();
  const fitting = natsStore({ ...options, maxRecordBytes: 65_536 });
  assertEquals(await fitting.load(ANN), null);
  const bytes = new Uint8Array(70_000);
  const record = { bytes, wakeAt: null };
  const commit = fitting.commit([{ actor: ANN, expected: 0, record }]);
  assertEquals(await refusalOf(commit), [
    "failed",
    "Cannot commit 70000 bytes on backstage.shop.store.r.A.ann: the NATS " +
    "server's max_payload is 131072; nothing was written",
  ]);
  assertEquals(await fitting.load(ANN), null);
  await fitting.close();
});

testNats("natsStore() refuses a stream of another program", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await administer(server, (jsm) =>
    jsm.streams.add({
      name: STREAM,
      subjects: ["backstage.shop.store.>"],
    }));
  const store = natsStore({ servers: server.address, name: "shop" });
  const [code, message] = await refusalOf(store.load(ANN));
  assertEquals(code, "failed");
  assert(message.includes(`of the stream ${STREAM} is`), message);
  await store.close();
});

testNats("natsStore() refuses what a later version wrote", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  const first = natsStore(options);
  assertEquals(await first.load(ANN), null);
  await first.close();
  await administer(server, async (_, nc) => {
    const fields = headers();
    fields.set("Backstage", "2");
    const options = { headers: fields, timeout: 2_000 };
    await nc.request("backstage.shop.store.v", "", options);
  });
  const store = natsStore(options);
  assertEquals(await refusalOf(store.load(ANN)), [
    "newer",
    `Cannot read stream "${STREAM}": it is of format 2, and this version of ` +
    "the library knows 1",
  ]);
  await store.close();
});

testNats("natsStore() tells of what it cannot read", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = natsStore({ servers: server.address, name: "shop" });
  assertEquals(await store.load(ANN), null);
  await administer(server, async (_, nc) => {
    await nc.request("backstage.shop.store.r.A.ann", "not a record");
  });
  const [code, message] = await refusalOf(store.load(ANN));
  assertEquals(code, "corrupt");
  assert(message.includes("on backstage.shop.store.r.A.ann"), message);
  await store.close();
});

testNats("natsStore() tells when its stream is gone", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = natsStore({ servers: server.address, name: "shop" });
  const lost = Promise.withResolvers<Error>();
  store.open!({
    runtime: systemRuntime,
    logger: new Lines(),
    lose: (error) => lost.resolve(error),
  });
  const record = { bytes: Uint8Array.of(1), wakeAt: null };
  await store.commit([{ actor: ANN, expected: 0, record }]);
  await administer(server, (jsm) => jsm.streams.delete(STREAM));
  const commit = store.commit([{ actor: ANN, expected: 1, record }]);
  const said = `Cannot use the store any more: its stream "${STREAM}" is gone`;
  assertEquals(await refusalOf(commit), ["lost", said]);
  assertEquals((await lost.promise).message, said);
  assertEquals(await refusalOf(store.load(ANN)), ["lost", said]);
  await store.close();
});

testNats("natsStore() refuses more rows than a batch has", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = natsStore({ servers: server.address, name: "shop" });
  const makeRows = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ kind: "mark", key: `${at}` } as const,
      ...{ bytes: Uint8Array.of(1), expiresAt: null },
    }));
  const record = { bytes: Uint8Array.of(1), wakeAt: 5 };
  const write = { actor: ANN, expected: 0, shard: 1, epoch: 1, record };
  const rows = makeRows(store.maxRows!);
  assertEquals(await store.commit([{ ...write, rows }]), []);
  const many = { ...write, expected: 1, rows: makeRows(1_001) };
  const [code, message] = await refusalOf(store.commit([many]));
  assertEquals(code, "failed");
  assert(message.includes("it changes 1002 rows and records"), message);
  const found = await store.listRows(ANN, { limit: 2_000 });
  assertEquals(found.length, rows.length);
  assertEquals((await store.load(ANN))?.version, 1);
  await store.close();
});

testNats("natsStore() has a server forget rows by itself", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const store = natsStore({ servers: server.address, name: "shop" });
  const now = systemRuntime.now();
  const times = { soon: now + 60_000, past: now - 1, never: null };
  const rows = Object.entries(times).map(([key, expiresAt]) => ({
    ...{ kind: "mark", key } as const,
    ...{ bytes: Uint8Array.of(1), expiresAt },
  }));
  assertEquals(await store.commit([{ actor: ANN, expected: 0, rows }]), []);
  const kept = new Map<string, number>();
  await administer(server, async (jsm) => {
    for (const key of Object.keys(times)) {
      const last_by_subj = `backstage.shop.store.d.A.ann.mark.${key}`;
      const found = await jsm.streams.getMessage(STREAM, { last_by_subj });
      kept.set(key, parseInt(found!.header.get("Nats-TTL")));
    }
  });
  const seconds = kept.get("soon")!;
  assert(seconds > 600 && seconds <= 660, `${seconds}`);
  assertEquals([kept.get("past"), kept.get("never")], [NaN, NaN]);
  assertEquals(await store.expire(systemRuntime.now(), 9), 1);
  const left = await store.listRows(ANN, { limit: 9 });
  assertEquals(left.map(({ key }) => key), ["never", "soon"]);
  await store.close();
});

Deno.test("natsStore() refuses options that it has not", () => {
  const right = { servers: "127.0.0.1:4222", name: "shop" };
  assertThrows(() => natsStore({ ...right, name: "a b" }), TypeError, "name");
  assertThrows(
    () => natsStore({ ...right, replica: 1 } as never),
    TypeError,
    'Cannot use option "replica": natsStore() has none of that name',
  );
  assertThrows(() => natsStore({ ...right, replicas: 2 as 3 }), RangeError);
  assertThrows(() => natsStore({ ...right, maxRecordBytes: 0 }), RangeError);
  assertThrows(
    () => natsStore({ name: "shop" } as never),
    TypeError,
    "servers",
  );
});
