import { assertEquals } from "@std/assert";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { Node, refusalOf, testNats } from "./place.ts";

const PACKET = Uint8Array.of(1, 2, 3);

testNats("NatsTransport.send() brings a packet to its node", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await using bob = new Node(options);
  await using other = new Node({ ...options, name: "other" });
  await ann.listen("ann-1");
  await bob.listen("bob-1");
  await other.listen("bob-1");
  ann.transport.send("bob-1", PACKET, 1);
  const event = await bob.packets.next(({ kind }) => kind === "packet");
  assertEquals(event, { kind: "packet", packet: PACKET });
  ann.transport.send("ann-1", PACKET, 2);
  await ann.packets.next(({ kind }) => kind === "packet");
  assertEquals(other.packets.all, []);
  assertEquals(ann.transport.isConnected, true);
  assertEquals(ann.transport.maxPacketBytes, 1_048_576);
});

testNats("NatsTransport tells at once what reached no node", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await ann.listen("ann-1");
  {
    await using bob = new Node(options);
    await bob.listen("bob-1");
    ann.transport.send("bob-1", PACKET, 7);
    await bob.packets.next(({ kind }) => kind === "packet");
  }
  ann.transport.send("bob-1", PACKET, 8);
  ann.transport.send("bob-1", PACKET, 9);
  for (const tag of [8, 9]) {
    const event = await ann.packets.next(({ kind }) => kind === "undelivered");
    assertEquals(event, { kind: "undelivered", address: "bob-1", tag });
  }
});

testNats("NatsTransport goes on when its server is back", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await using bob = new Node(options);
  await ann.listen("ann-1");
  await bob.listen("bob-1");
  await server.kill();
  for (const { packets, transport } of [ann, bob]) {
    const event = await packets.next(({ kind }) => kind === "connected");
    assertEquals(event, { kind: "connected", isConnected: false });
    assertEquals(transport.isConnected, false);
    // Nothing is sent, and nothing of it comes later.
    transport.send("bob-1", Uint8Array.of(0), 1);
  }
  await server.restart();
  for (const { packets } of [ann, bob]) {
    const event = await packets.next(({ kind }) => kind === "connected");
    assertEquals(event, { kind: "connected", isConnected: true });
  }
  ann.transport.send("bob-1", PACKET, 2);
  const event = await bob.packets.next(({ kind }) => kind === "packet");
  assertEquals(event, { kind: "packet", packet: PACKET });
});

testNats("NatsTransport.close() sends what waits", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using bob = new Node(options);
  await bob.listen("bob-1");
  const ann = new Node(options);
  await ann.listen("ann-1");
  for (let tag = 0; tag < 100; tag++) ann.transport.send("bob-1", PACKET, tag);
  await ann.transport.close();
  const isPacket = ({ kind }: { kind: string }) => kind === "packet";
  for (let tag = 0; tag < 100; tag++) await bob.packets.next(isPacket);
  // It may be opened again, by the node's next name.
  await ann.listen("ann-2");
  bob.transport.send("ann-2", PACKET, 1);
  await ann.packets.next(isPacket);
  await ann.transport.close();
});

testNats("NatsTransport.open() listens to another address", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const options = { servers: server.address, name: "shop" };
  await using ann = new Node(options);
  await using bob = new Node(options);
  await ann.listen("ann-1");
  await bob.listen("bob-1");
  await ann.listen("ann-2");
  bob.transport.send("ann-1", PACKET, 1);
  bob.transport.send("ann-2", PACKET, 2);
  const lost = await bob.packets.next(({ kind }) => kind === "undelivered");
  assertEquals(lost, { kind: "undelivered", address: "ann-1", tag: 1 });
  await ann.packets.next(({ kind }) => kind === "packet");
  ann.transport.send("bob-1", PACKET, 3);
  await bob.packets.next(({ kind }) => kind === "packet");
  assertEquals(ann.packets.all.length, 1);
});

testNats("NatsTransport.open() names what the user may not", async (binary) => {
  const permissions = (rules: string) =>
    `authorization { users: [ { user: u, password: p, permissions: { ${rules}` +
    " } } ] }";
  const cases: Readonly<Record<string, string>> = {
    'publish: { deny: "backstage.shop.node.>" }':
      'publish to "backstage.shop.node.ann-1"',
    'subscribe: { deny: "backstage.shop.node.>" }':
      'subscribe to "backstage.shop.node.ann-1"',
    'subscribe: { deny: "backstage.shop.lost.>" }':
      'subscribe to "backstage.shop.lost.ann-1.>"',
    'publish: { deny: "$JS.API.>" }': 'publish to "$JS.API.INFO"',
  };
  for (const [rules, what] of Object.entries(cases)) {
    const config = permissions(rules);
    await using server = await NatsServer.start({ binary, config });
    const user = { user: "u", pass: "p" };
    await using ann = new Node({
      ...user,
      servers: server.address,
      name: "shop",
    });
    const [code, message] = await refusalOf(ann.listen("ann-1"));
    assertEquals(code, "refused");
    assertEquals(
      message.replace(/^Cannot [^:]*?(?: at [\d.:]+)?: /, ""),
      `the server does not let this user ${what}; allow that in its ` +
        "configuration",
    );
  }
});
