import { assert, assertEquals, assertMatch } from "@std/assert";
import { findPorts, NatsServer } from "../../bench/cluster/nats_server.ts";
import { FakeServer, type FakeServerOptions } from "./fake_server.ts";
import { hurry, Node, refusalOf, testNats } from "./place.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { signUser } from "./credentials.ts";

const NAME = "shop";
const KEY_OF_USER = "UAC3IFDTJXMV3KNHBU256U25JIJZTMV6NYUNZMXZDMOOFS2UPLKCHYQR";

/** Returns why a fake server is refused. */
async function refuse(
  fake: FakeServerOptions,
): Promise<[code: unknown, message: string]> {
  await using server = new FakeServer(fake);
  const options = { servers: server.address, name: NAME };
  await using node = new Node({ ...options, connectTimeoutMs: 0 });
  const [code, message] = await refusalOf(node.listen("ann-1"));
  return [code, message.replace(server.address, "HOST")];
}

Deno.test("Connection.open() refuses an old server", async () => {
  for (const version of ["2.9.10", "2.10.27", "2.12.0", "1.99.9"]) {
    assertEquals(await refuse({ info: { version } }), [
      "server",
      `Cannot use the NATS server at HOST: it has version "${version}"; ` +
      "install 2.12.1 or later",
    ]);
  }
});

Deno.test("Connection.open() takes a new server", async () => {
  for (const version of ["2.12.1", "2.13.0", "2.15.1-beta.2", "3.0.0"]) {
    await using server = new FakeServer({ info: { version } });
    await using node = new Node({ servers: server.address, name: NAME });
    await node.listen("ann-1");
  }
});

Deno.test("Connection.open() refuses small payloads", async () => {
  assertEquals(await refuse({ info: { max_payload: 65_535 } }), [
    "server",
    "Cannot use the NATS server at HOST: its max_payload is 65535 bytes; set " +
    "it to 65536 or more",
  ]);
});

Deno.test("Connection.open() gives up in time", async () => {
  const [port] = findPorts(1);
  const servers = `127.0.0.1:${port}`;
  const options = { servers, name: NAME, connectTimeoutMs: 12_000 };
  await using node = new Node(options, hurry(50));
  const [code, message] = await refusalOf(node.listen("ann-1"));
  assertEquals([code, message], [
    "unreachable",
    `Cannot connect to NATS at ${servers}: connection refused`,
  ]);
  // A line every few seconds, and not one for each try.
  assert([1, 2].includes(node.lines.all.length));
  assertEquals(node.lines.all[0], `warn: ${message}; trying again`);
});

Deno.test("Connection.close() ends the first try to connect", async () => {
  const [port] = findPorts(1);
  const node = new Node({ servers: `127.0.0.1:${port}`, name: NAME });
  const opened = refusalOf(node.connection.open(node.host));
  const then = refusalOf(node.connection.open(node.host));
  await node.connection.close();
  await node.connection.close();
  assertEquals((await opened)[0], "closed");
  assertEquals((await then)[0], "closed");
});

Deno.test("Connection.open() lets go of a mute server", async () => {
  await using server = new FakeServer({ isMute: true });
  const options = { servers: server.address, name: NAME };
  await using node = new Node({ ...options, connectTimeoutMs: 0 });
  assertEquals(await refusalOf(node.listen("ann-1")), [
    "unreachable",
    `Cannot connect to NATS at ${server.address}: timeout`,
  ]);
  // The client's own transport keeps what it has given up waiting for.
  await server.left;
});

Deno.test("Connection goes on when its server is silent", async () => {
  let isAlive = true;
  await using server = new FakeServer({ isAlive: () => isAlive });
  await using node = new Node({ servers: server.address, name: NAME });
  await node.listen("ann-1");
  isAlive = false;
  // Three pings are asked, and none is answered.
  await node.packets.next(({ kind }) => kind === "connected");
  isAlive = true;
  await node.packets.next((event) =>
    event.kind === "connected" && event.isConnected
  );
});

Deno.test("Connection.close() waits for no silent server", async () => {
  let isAlive = true;
  await using server = new FakeServer({ isAlive: () => isAlive });
  const node = new Node({ servers: server.address, name: NAME }, hurry(20));
  await node.listen("ann-1");
  isAlive = false;
  const startedAt = performance.now();
  await node.transport.close();
  // It takes six seconds until the client itself sees that.
  assert(performance.now() - startedAt < 3_000);
});

Deno.test("Connection goes on when its server takes nothing in", async () => {
  let isReading = true;
  await using server = new FakeServer({ isReading: () => isReading });
  await using node = new Node({ servers: server.address, name: NAME });
  await node.listen("ann-1");
  isReading = false;
  // More than the system takes in for a server that is frozen.
  const packet = new Uint8Array(1_000_000);
  for (let tag = 0; tag < 32; tag++) node.transport.send("bob-1", packet, tag);
  await node.packets.next(({ kind }) => kind === "connected");
  isReading = true;
  await node.packets.next((event) =>
    event.kind === "connected" && event.isConnected
  );
});

testNats("Connection.open() waits for its first server", async (binary) => {
  const [port] = findPorts(1);
  await using node = new Node({ servers: `127.0.0.1:${port}`, name: NAME });
  const opened = node.listen("ann-1");
  await using _server = await NatsServer.start({ binary, port: port! });
  await opened;
  assert(node.transport.isConnected);
});

testNats("Connection tries its other servers", async (binary) => {
  const [port] = findPorts(1);
  await using old = new FakeServer({ info: { version: "2.10.0" } });
  await using server = await NatsServer.start({ binary });
  const servers = [`127.0.0.1:${port}`, old.address, server.address];
  await using node = new Node({ servers, name: NAME });
  await node.listen("ann-1");
  assertEquals(node.connection.session?.server.text, server.address);
});

testNats(
  "Connection knows servers it is told of",
  async (binary) => {
    const ports = findPorts(2);
    const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
    const [first, second] = ports.map((port, at) => ({
      binary,
      config: `server_name: s${at}\ncluster { name: c, listen: ` +
        `"127.0.0.1:${port}", routes: [${routes}] }`,
    }));
    await using given = await NatsServer.make(first!);
    await using other = await NatsServer.make(second!);
    given.spawn();
    other.spawn();
    await Promise.all([given.waitUntilHealthy(), other.waitUntilHealthy()]);
    await using node = new Node({ servers: given.address, name: NAME });
    await node.listen("ann-1");
    assertEquals(node.connection.session?.server.text, given.address);
    await given.kill();
    // One server of two leads no JetStream, but carries packets.
    await node.packets.next((event) =>
      event.kind === "connected" && event.isConnected
    );
    assertEquals(node.connection.session?.server.text, other.address);
    node.transport.send("ann-1", Uint8Array.of(1), 1);
    await node.packets.next(({ kind }) => kind === "packet");
  },
);

testNats("Connection.open() says that it is refused", async (binary) => {
  const config = 'authorization { user: "ann", password: "secret" }';
  await using server = await NatsServer.start({ binary, config });
  const servers = server.address;
  await using stranger = new Node({ servers, name: NAME, user: "bob" });
  const [code, message] = await refusalOf(stranger.listen("ann-1"));
  assertEquals([code, message], [
    "refused",
    `Cannot connect to NATS at ${servers}: the server refuses who connects; ` +
    "check user and pass, token, nkey, creds or authenticator",
  ]);
  const user = { user: "ann", pass: "secret" };
  await using ann = new Node({ servers, name: NAME, ...user });
  await ann.join();
  // What proves it may be computed, too.
  const authenticator = () => user;
  await using bob = new Node({ servers, name: NAME, authenticator });
  await bob.join();
});

testNats(
  "Connection proves who it is by a token or an nkey",
  async (binary) => {
    const seed = "SUAK4NQ7GUADN5EZFPDMOIEVOTS2FZAPCMDANAV6OSLCUJHRT4WYHBNLVM";
    for (
      const [config, proof] of [
        ['authorization { token: "secret" }', { token: "secret" }],
        [`authorization { users: [ { nkey: ${KEY_OF_USER} } ] }`, {
          nkey: seed,
        }],
      ] as const
    ) {
      await using server = await NatsServer.start({ binary, config });
      const options = { servers: server.address, name: NAME };
      await using stranger = new Node(options);
      assertEquals((await refusalOf(stranger.listen("ann-1")))[0], "refused");
      await using ann = new Node({ ...options, ...proof });
      await ann.listen("ann-1");
    }
  },
);

testNats("Connection proves who it is by credentials", async (binary) => {
  const { config, creds } = signUser();
  await using server = await NatsServer.start({ binary, config });
  const options = { servers: server.address, name: NAME };
  await using stranger = new Node({ ...options, creds: signUser().creds });
  const [code] = await refusalOf(stranger.listen("ann-1"));
  assertEquals(code, "refused");
  await using ann = new Node({ ...options, creds });
  await ann.join();
});

testNats("Connection.open() withstands resets", async (binary) => {
  const config = `authorization { users: [ { nkey: ${KEY_OF_USER} } ] }`;
  await using server = await NatsServer.start({ binary, config });
  const { address } = server;
  // The server resets what it refuses; the client's own transport lets some of
  // these errors pass, which end a program.
  for (let round = 0; round < 400; round++) {
    const options = { servers: address, name: NAME, connectTimeoutMs: 0 };
    await using stranger = new Node(options);
    const [code] = await refusalOf(stranger.listen("ann-1"));
    assert(code === "refused" || code === "unreachable");
  }
});

testNats("Connection.open() says that it needs JetStream", async (binary) => {
  const isPersistent = false;
  await using server = await NatsServer.start({ binary, isPersistent });
  const servers = server.address;
  await using node = new Node({ servers, name: NAME });
  assertEquals(await refusalOf(node.listen("ann-1")), [
    "server",
    `Cannot use the NATS server at ${servers}: it has no JetStream; start it ` +
    "with `nats-server -js`",
  ]);
});

testNats("Connection.open() says that its account has none", async (binary) => {
  const config = "accounts { A: { users: [ { user: u, password: p } ] } }";
  await using server = await NatsServer.start({ binary, config });
  const servers = server.address;
  const user = { user: "u", pass: "p" };
  await using node = new Node({ servers, name: NAME, ...user });
  assertEquals(await refusalOf(node.listen("ann-1")), [
    "server",
    `Cannot connect to NATS at ${servers}: the user's account has no ` +
    "JetStream; enable it in its configuration",
  ]);
});

testNats("Connection is encrypted as told", async (binary) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/cert.pem`, CERTIFICATE);
  await Deno.writeTextFile(`${folder}/key.pem`, KEY);
  const config = `tls { cert_file: "${folder}/cert.pem", key_file: ` +
    `"${folder}/key.pem" }`;
  try {
    await using server = await NatsServer.start({ binary, config });
    const { port } = server;
    const open = async (servers: string, tls: object | null) => {
      const options = { servers, name: NAME, ...(tls === null ? {} : { tls }) };
      await using node = new Node(options);
      await node.listen("ann-1");
    };
    // The certificate is of 127.0.0.1 and no other host.
    await open(server.address, { ca: CERTIFICATE });
    await open(server.address, { caFile: `${folder}/cert.pem` });
    await open(`tls://localhost:${port}`, { rejectUnauthorized: false });
    const name = { servername: "127.0.0.1.example", ca: CERTIFICATE };
    const bad = [[server.address, {}], [server.address, null], [
      server.address,
      name,
    ], [`localhost:${port}`, { ca: CERTIFICATE }]] as const;
    for (const [servers, tls] of bad) {
      const [code, message] = await refusalOf(open(servers, tls));
      assertEquals(code, "server");
      assertMatch(message, /certificate is not accepted, see the option tls: /);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

testNats("Connection.open() says that a server is plain", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const servers = server.address;
  await using node = new Node({ servers, name: NAME, tls: {} });
  assertEquals(await refusalOf(node.listen("ann-1")), [
    "server",
    `Cannot connect to NATS at ${servers}: it does not encrypt, but the ` +
    "option tls asks for that",
  ]);
});

testNats("Connection tells that it is gone, and back", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const { address } = server;
  const options = { servers: address, name: NAME };
  await using node = new Node(options, hurry(20));
  await node.listen("ann-1");
  await server.stop();
  const line = await node.lines.next(/trying again/);
  const gone = `warn: The connection to NATS at ${address} is gone`;
  assertEquals(node.lines.all[0], gone);
  assertEquals(
    line,
    `warn: Cannot connect to NATS at ${address}: connection refused; trying ` +
      "again",
  );
  const back = node.lines.next(/Connected/);
  await server.restart();
  assertEquals(await back, `info: Connected to NATS at ${address}`);
});
