import { ClusterError, Engine, type EngineOptions } from "@backstage/actors";
import { nats, type NatsOptions } from "@backstage/actors/nats";
import { connect } from "@nats-io/transport-node";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";
import { hurry, Lines, testNats } from "./place.ts";

const SHARDS = 16;

/** Opens an engine as a node of a cluster, and keeps its log. */
function openNode(
  server: NatsServer,
  options: Partial<NatsOptions> = {},
  engineOptions: EngineOptions = {},
): Engine & { readonly lines: Lines } {
  const lines = new Lines();
  const engine = new Engine({
    actors: [RecorderProxy, LedgerProxy],
    logger: lines,
    ...engineOptions,
    cluster: nats({
      servers: server.address,
      name: "shop",
      shards: SHARDS,
      ...options,
    }),
  });
  return Object.assign(engine, { lines });
}

testNats("nats() makes engines one", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using one = openNode(server);
  await using two = openNode(server);
  await Promise.all([one.joined, two.joined]);
  for (let at = 0; at < 20; at++) {
    const id = `r${at}`;
    await one.getActor(RecorderProxy, id).record("one", 0);
    await two.getActor(RecorderProxy, id).record("two", 0);
    const entries = await one.getActor(RecorderProxy, id).entries();
    assertEquals(entries.map(({ from }) => from), ["one", "two"]);
  }
});

testNats("nats() keeps durable actors where it is", async (binary) => {
  await using server = await NatsServer.start({ binary });
  {
    await using one = openNode(server);
    await using two = openNode(server);
    await Promise.all([one.joined, two.joined]);
    for (const engine of [one, two]) {
      const ledger = engine.getActor(LedgerProxy, "ann");
      assertEquals(await ledger.deposit(5, "x") % 5, 0);
    }
  }
  await using third = openNode(server);
  const account = await third.getActor(LedgerProxy, "ann").read();
  assertEquals(account, { cents: 10, notes: ["x", "x"] });
});

testNats("nats() goes on when its server was away", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using one = openNode(server);
  await using two = openNode(server);
  await Promise.all([one.joined, two.joined]);
  await one.getActor(LedgerProxy, "ann").deposit(5, "before");
  await server.kill();
  const calls = [one, two].map((engine, at) =>
    engine.getActor(LedgerProxy, "ann").deposit(1, `while ${at}`)
  );
  await server.restart();
  await Promise.all(calls);
  const { cents } = await two.getActor(LedgerProxy, "ann").read();
  assertEquals(cents, 7);
});

testNats("nats() refuses a second node of its name", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using one = openNode(server, { node: "ann" });
  await one.joined;
  await using two = openNode(server, { node: "ann" });
  const error = await assertRejects(() => two.joined, ClusterError);
  assertEquals(error.code, "name-taken");
  await two.stopped;
  await one.getActor(RecorderProxy, "r").record("one", 0);
});

testNats("nats() refuses another number of shards", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using one = openNode(server);
  await one.joined;
  await using two = openNode(server, { shards: 32 });
  const error = await assertRejects(() => two.joined, ClusterError);
  assertEquals(error.code, "mismatch");
  assertStringIncludes(error.message, "has 16 shards, and not 32");
  await two.stopped;
});

testNats("nats() executes nothing that a stranger sends", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using one = openNode(server);
  await using client = openNode(server, {}, { actors: [] });
  await Promise.all([one.joined, client.joined]);
  const nc = await connect({ servers: server.address });
  try {
    const subjects = new Set<string>();
    const packets: Uint8Array[] = [];
    nc.subscribe("backstage.shop.node.*", {
      callback: (_error, { subject, data }) => {
        subjects.add(subject);
        packets.push(data.slice());
      },
    });
    await nc.flush();
    const recorders = Array.from(
      { length: 20 },
      (_, at) => client.getActor(RecorderProxy, `r${at}`),
    );
    for (const recorder of recorders) await recorder.record("one", 0);
    await nc.flush();
    assertEquals(subjects.size, 2);
    const told = packets.splice(0);
    for (const subject of subjects) {
      for (const text of ["", "x", "no packet at all"]) {
        nc.publish(subject, text);
      }
      // What was overheard, as it was, cut, and changed.
      for (const packet of told) {
        nc.publish(subject, packet);
        nc.publish(subject, packet.subarray(0, packet.length - 1));
        nc.publish(subject, packet.map((byte, at) => at === 20 ? 255 : byte));
      }
    }
    await nc.flush();
    for (const recorder of recorders) {
      assertEquals(await recorder.entries(), [{ from: "one", index: 0 }]);
    }
  } finally {
    await nc.close();
  }
});

testNats("nats() needs the leave of its servers alone", async (binary) => {
  await using server = await NatsServer.start({ binary });
  const program = new URL("./node_process.ts", import.meta.url).pathname;
  const run = async (host: string, ...flags: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-check", ...flags, program],
        ...[host, "shop"],
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, told: text(stdout), failed: text(stderr) };
  };
  // A name needs no leave of the addresses that it has.
  const hosts = [server.address, `localhost:${server.port}`];
  for (const [at, host] of hosts.entries()) {
    const { code, told, failed } = await run(host, `--allow-net=${host}`);
    const answer = `${5 * (at + 1)}`;
    assertEquals([code, told.split("\n").includes(answer)], [0, true], failed);
  }
  const denied = await run(server.address);
  assertEquals(denied.code, 1);
  assertStringIncludes(
    denied.failed,
    `Cannot connect to NATS at ${server.address}: this program may not; run ` +
      `it with --allow-net=${server.address}`,
  );
});

Deno.test("nats() refuses bad options by name", () => {
  const good = { servers: "127.0.0.1:4222", name: "shop" };
  const bad: [options: object, text: string][] = [
    [{ ...good, server: "x" }, 'option "server": nats() has none of that name'],
    [{ name: "shop" }, "Cannot use servers: there is none"],
    [{ ...good, servers: [] }, "Cannot use servers: there is none"],
    [{ ...good, servers: "" }, 'Cannot use servers "": it must be a host'],
    [{ ...good, servers: "a b" }, 'Cannot use servers "a b": it must be'],
    [{ ...good, servers: ["ok", 7] }, "Cannot use servers 7: it must be"],
    [{ ...good, servers: "host:0" }, 'Cannot use servers "host:0": it must'],
    [{ ...good, servers: "ws://host" }, "web sockets are not spoken here"],
    [{ ...good, servers: "nats://u:secret@host" }, "one has credentials in it"],
    [{ ...good, name: "my shop" }, 'Cannot use name "my shop": it must be 1'],
    [{ ...good, name: "a".repeat(65) }, "it must be 1 to 64"],
    [{ ...good, name: "shop.x" }, "it must be 1 to 64"],
    [{ ...good, node: "" }, 'Cannot use node "": it must be 1 to 64'],
    [{ ...good, shards: 0 }, "Cannot use shards 0: it must be a whole number"],
    [{ ...good, shards: 4_097 }, "Cannot use shards 4097"],
    [{ ...good, replicas: 2 }, "Cannot use replicas 2: it must be 1, 3 or 5"],
    [{ ...good, connectTimeoutMs: -1 }, "Cannot use connectTimeoutMs -1"],
    [{ ...good, tls: true }, "Cannot use tls true: it must be an object"],
    [{ ...good, token: "" }, "Cannot use token: it must be a text"],
    [{ ...good, user: 7 }, "Cannot use user: it must be a text"],
    [{ ...good, nkey: "secret" }, "Cannot use nkey: it must be the seed"],
    [{ ...good, creds: "./a.creds" }, "a file of credentials holds, not its"],
    [{ ...good, authenticator: 7 }, "Cannot use authenticator: it must be"],
  ];
  for (const [options, text] of bad) {
    const error = assertThrows(() => nats(options as NatsOptions), Error);
    assert(error instanceof TypeError || error instanceof RangeError);
    assertStringIncludes(error.message, text);
    assert(!error.message.includes("secret"), error.message);
  }
});

Deno.test("nats() takes all kinds of addresses", () => {
  const servers = [
    ...["host", "host:1", "nats://host:80", "tls://host.example:443/"],
    ...["127.0.0.1", "[::1]:4222", "[::1]"],
  ];
  assertEquals(nats({ servers, name: "shop" }).name, "shop");
});

Deno.test("nats() lets an engine stop that finds no server", async () => {
  const cluster = nats({ servers: "127.0.0.1:1", name: "shop" });
  const runtime = hurry(20);
  const engine = new Engine({ cluster, runtime, logger: new Lines() });
  const startedAt = runtime.now();
  await engine.stop();
  const reason = await assertRejects(() => engine.joined, ClusterError);
  assertEquals(reason.code, "closed");
  // The servers have half a minute to come up, unless it is told to stop.
  assert(runtime.now() - startedAt < 20_000);
});

Deno.test("nats() is for one engine", async () => {
  const cluster = nats({
    servers: "127.0.0.1:1",
    name: "shop",
    connectTimeoutMs: 0,
  });
  const logger = new Lines();
  await using engine = new Engine({ cluster, logger });
  const error = assertThrows(() => new Engine({ cluster, logger }), Error);
  assertStringIncludes(error.message, "another engine has");
  const reason = await assertRejects(() => engine.joined, ClusterError);
  assertEquals(reason.code, "unreachable");
  await engine.stopped;
});

testNats("nats() works with the least that a user needs", async (binary) => {
  // As the page about clusters says it.
  const config = `
    authorization { users: [ { user: shop, password: secret, permissions: {
      publish: [ "backstage.shop.>", "$KV.backstage_shop.>", "$JS.API.>" ]
      subscribe: [ "backstage.shop.>" ]
    } } ] }`;
  await using server = await NatsServer.start({ binary, config });
  const user = { user: "shop", pass: "secret" };
  await using one = openNode(server, user);
  await using client = openNode(server, user, { actors: [] });
  await Promise.all([one.joined, client.joined]);
  assertEquals(await client.getActor(LedgerProxy, "ann").deposit(5, "x"), 5);
  const warnings = [...one.lines.all, ...client.lines.all].filter((line) =>
    line.startsWith("warn")
  );
  assertEquals(warnings, []);
  // It reaches no other cluster.
  await using other = openNode(server, { ...user, name: "bank" });
  const error = await assertRejects(() => other.joined, ClusterError);
  assertEquals(error.code, "refused");
});
