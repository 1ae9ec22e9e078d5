import type { JetStreamManager, StreamConfig } from "@nats-io/jetstream";
import { JetStreamApiError, StorageType } from "@nats-io/jetstream";
import { assertEquals } from "@std/assert";
import {
  type AskedConfig,
  ensureStream,
} from "../../src/cluster/nats/stream_config.ts";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { Node, refusalOf, testNats } from "./place.ts";

const ASKED: AskedConfig = {
  name: "S",
  subjects: ["s.>"],
  num_replicas: 1,
  storage: StorageType.File,
  allow_msg_ttl: true,
  allow_direct: false,
  first_seq: 7,
};

/** A server whose streams are as asked for, but for what it does not know. */
function forget(...members: (keyof StreamConfig)[]): JetStreamManager {
  const config: Partial<StreamConfig> = { ...ASKED };
  for (const member of members) delete config[member];
  const streams = { info: () => Promise.resolve({ config }) };
  return { streams } as unknown as JetStreamManager;
}

Deno.test("ensureStream() takes what is as asked for", async () => {
  // A first revision is of no matter later, and what is false may be left out.
  for (const jsm of [forget(), forget("first_seq", "allow_direct")]) {
    await ensureStream(jsm, ASKED, "open it");
  }
});

Deno.test("ensureStream() names what is not as asked for", async () => {
  const jsm = forget("allow_msg_ttl");
  assertEquals(await refusalOf(ensureStream(jsm, ASKED, "open it")), [
    "mismatch",
    "Cannot open it: allow_msg_ttl of the stream S is undefined, and not " +
    "true: another program has made it; change it by `nats stream edit S`, " +
    "or choose another name",
  ]);
});

Deno.test("ensureStream() names what its server forgets", async () => {
  const { streams } = forget("allow_msg_ttl");
  const error = { code: 404, err_code: 10_059, description: "none" };
  const jsm = {
    streams: {
      info: () => Promise.reject(new JetStreamApiError(error)),
      add: () => streams.info("S"),
    },
  } as unknown as JetStreamManager;
  assertEquals(await refusalOf(ensureStream(jsm, ASKED, "open it")), [
    "server",
    "Cannot open it: allow_msg_ttl of the stream S is undefined, and not " +
    "true: the server has not kept it; install NATS 2.12.1 or later",
  ]);
});

testNats("ensureStream() lets many make one at once", async (binary) => {
  await using server = await NatsServer.start({ binary });
  await using node = new Node({ servers: server.address, name: "shop" });
  await node.listen("ann-1");
  const { jsm } = node.connection.assertSession("test");
  const all = await Promise.all(
    Array.from(
      { length: 8 },
      (_, at) => ensureStream(jsm, { ...ASKED, first_seq: at + 1 }, "open it"),
    ),
  );
  const [first] = all.map(({ config }) => config.first_seq);
  for (const { config } of all) assertEquals(config.first_seq, first);
});
