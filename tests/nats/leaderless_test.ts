import { assertEquals } from "@std/assert";
import { NatsServers } from "../../bench/cluster/nats_cluster.ts";
import { Node, testNats } from "./place.ts";

testNats("Connection is there again before JetStream is", async (binary) => {
  await using all = await NatsServers.start(binary, 3);
  await using node = new Node({ servers: all.addresses, name: "shop" });
  await node.listen("ann-1");
  const { text } = node.connection.session!.server;
  const own = all.servers.find(({ address }) => address === text)!;
  const others = all.servers.filter((server) => server !== own);
  // One server of three is left: it carries packets, and JetStream is away.
  await others[0]!.kill();
  await own.kill();
  const isBack = await node.packets.next((event) =>
    event.kind === "connected" && event.isConnected
  );
  assertEquals(isBack, { kind: "connected", isConnected: true });
  node.transport.send("ann-1", Uint8Array.of(1), 1);
  const event = await node.packets.next(({ kind }) => kind === "packet");
  assertEquals(event, { kind: "packet", packet: Uint8Array.of(1) });
});
