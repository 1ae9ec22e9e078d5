import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { NatsServers } from "../../bench/cluster/nats_cluster.ts";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { type BucketEvent, Node, refusalOf, testNats } from "./place.ts";

const BYTES = Uint8Array.of(1, 2, 3);
const STREAM = "KV_backstage_shop";

const isComplete = ({ kind }: BucketEvent) => kind === "complete";
const isOf = (key: string) => (event: BucketEvent) =>
  event.kind === "entry" && event.entry.key === key;
const isConnected = (is: boolean) => (event: BucketEvent) =>
  event.kind === "connected" && event.isConnected === is;
const isLost = ({ kind }: BucketEvent) => kind === "lost";

/** Does something to the streams behind the library's back. */
async function administer(
  server: NatsServer,
  act: (
    jsm: Awaited<ReturnType<typeof jetstreamManager>>,
  ) => Promise<unknown>,
): Promise<void> {
  const nc = await connect({ servers: server.address });
  try {
    await act(await jetstreamManager(nc));
  } finally {
    await nc.close();
  }
}

testNats("NatsLeases tells what changed while it was cut", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.join();
  const first = await ann.leases.write("node.a", BYTES, 0);
  await ann.leases.write("node.b", BYTES, 0);
  await ann.entries.next(isOf("node.b"));
  await server.kill();
  await ann.entries.next(isConnected(false));
  const [code] = await refusalOf(ann.leases.write("node.a", BYTES, first!));
  assertEquals(code, "unreachable");
  await server.restart();
  await ann.entries.next(isConnected(true));
  // Nothing is told twice.
  assertEquals(ann.entries.all.filter(isOf("node.b")).length, 1);
  // The mark of a deletion is gone as well.
  await administer(
    server,
    (jsm) => jsm.streams.purge(STREAM, { filter: "$KV.backstage_shop.node.a" }),
  );
  await server.kill();
  await ann.entries.next(isConnected(false));
  await server.restart();
  const event = await ann.entries.next(isOf("node.a"));
  assert(event.kind === "entry" && event.entry.bytes === null);
  await ann.entries.next(isConnected(true));
  assertEquals(ann.entries.all.filter(isComplete).length, 1);
});

testNats("NatsLeases watches anew when its watch is lost", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.join();
  await ann.entries.next(isComplete);
  await administer(server, async (jsm) => {
    for await (const { name } of jsm.consumers.list(STREAM)) {
      await jsm.consumers.delete(STREAM, name);
    }
  });
  await ann.entries.next(isConnected(false));
  await ann.entries.next(isConnected(true));
  await ann.leases.write("node.a", BYTES, 0);
  await ann.entries.next(isOf("node.a"));
});

testNats("NatsLeases is lost when its bucket is made anew", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.join();
  await ann.entries.next(isComplete);
  const before = await ann.leases.write("node.a", BYTES, 0);
  await administer(server, (jsm) => jsm.streams.delete(STREAM));
  await using bob = new Node(options);
  await bob.join();
  const event = await ann.entries.next(isLost);
  assert(event.kind === "lost");
  assertEquals(
    event.error.message,
    'Cannot stay in the cluster "shop": its bucket was deleted',
  );
  // The epochs of the first one are of the past.
  assertGreater((await bob.leases.write("node.a", BYTES, 0))!, before!);
});

testNats("NatsLeases.open() refuses another bucket", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.join(16);
  await using bob = new Node(options);
  assertEquals(await refusalOf(bob.join(32)), [
    "mismatch",
    'Cannot open the cluster "shop": it has 16 shards, and not 32; set ' +
    "shards to what it has, for their number is fixed",
  ]);
  await using three = new Node({ ...options, replicas: 3 });
  assertEquals(await refusalOf(three.join(16)), [
    "mismatch",
    'Cannot open the cluster "shop": num_replicas of the stream ' +
    "KV_backstage_shop is 1, and not 3: another program has made it; change " +
    "it by `nats stream edit KV_backstage_shop`, or choose another name",
  ]);
});

testNats("NatsLeases.open() refuses what others have made", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await administer(
    server,
    (jsm) =>
      jsm.streams.add({ name: STREAM, subjects: ["$KV.backstage_shop.>"] }),
  );
  await using ann = new Node(options);
  assertEquals(await refusalOf(ann.join()), [
    "mismatch",
    'Cannot open the cluster "shop": discard of the stream ' +
    'KV_backstage_shop is "old", and not "new": another program has made it; ' +
    "change it by `nats stream edit KV_backstage_shop`, or choose another name",
  ]);
});

testNats("NatsLeases.open() refuses other settings", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.join(16);
  const { bytes, revision } = (await ann.leases.read("settings"))!;
  const settings = JSON.parse(new TextDecoder().decode(bytes!));
  assertEquals(settings, { format: 1, cluster: "shop", shards: 16 });
  const cases: Readonly<Record<string, string>> = {
    '{"format":2,"cluster":"shop","shards":16}':
      "its format is 2, and not 1; run the version of this package that has " +
      "made it",
    '{"format":1,"cluster":"bank","shards":16}': 'its bucket is that of "bank"',
    '{"format":1,"cluster":"shop","shards":"\\u001b"}':
      'it has "\\u001b" shards, and not 16; set shards to what it has, for ' +
      "their number is fixed",
    "no JSON": "its settings are none that this version knows",
    "7": "its settings are none that this version knows",
  };
  let last = revision;
  await using bob = new Node(options);
  for (const [text, why] of Object.entries(cases)) {
    const changed = new TextEncoder().encode(text);
    last = (await ann.leases.write("settings", changed, last))!;
    assertEquals(await refusalOf(bob.join(16)), [
      "mismatch",
      `Cannot open the cluster "shop": ${why}`,
    ]);
  }
});

testNats("NatsLeases says that one server keeps no copies", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using ann = new Node({
    servers: server.address,
    name: "shop",
    replicas: 3,
  });
  assertEquals(await refusalOf(ann.join()), [
    "server",
    'Cannot open the cluster "shop": it is one server alone, which keeps no ' +
    "copies; set replicas to 1, or use a NATS cluster of 3",
  ]);
});

testNats("NatsLeases goes on when its leader is killed", async (binary) => {
  await using servers = await NatsServers.start(binary, 3);
  const options = { servers: servers.addresses, name: "shop", replicas: 3 };
  await using ann = new Node({ ...options, replicas: 3 });
  await ann.join();
  await ann.entries.next(isComplete);
  let revision = (await ann.leases.write("node.a", BYTES, 0))!;
  const leader = (await servers.findStreamLeader(STREAM))!;
  await leader.kill();
  // As a node does that renews its lease.
  while (true) {
    try {
      const next = await ann.leases.write("node.a", BYTES, revision);
      if (next !== null) break;
      // An answer was lost, or it was undone.
      revision = (await ann.leases.read("node.a"))!.revision;
    } catch {
      await servers.findMetaLeader();
    }
  }
  await ann.entries.next((event) =>
    event.kind === "entry" && event.entry.revision > revision
  );
  assertEquals(ann.entries.all.filter(isLost), []);
});
