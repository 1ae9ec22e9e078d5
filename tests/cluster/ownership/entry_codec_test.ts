import { assertEquals, assertNotEquals } from "@std/assert";
import {
  decodeName,
  decodeNode,
  decodeShard,
  encodeName,
  encodeNode,
  encodeShard,
  type NodeEntry,
} from "../../../src/cluster/ownership/entry_codec.ts";
import {
  makeNodeId,
  readKey,
} from "../../../src/cluster/ownership/entry_key.ts";
import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";

const ID = "shop_1-A-aB3dE6gH";
const ENTRY: NodeEntry = {
  info: {
    id: ID,
    name: "shop_1-A",
    types: { Account: "f00d", "Ünter": "" },
    isClient: false,
    startedAt: 1_764_460_800_000.25,
    version: "0.1.0",
  },
  state: "leaving",
  beat: 7,
};
const encoder = new TextEncoder();

function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

Deno.test("encodeNode() keeps what a node tells", () => {
  assertEquals(decodeNode(ID, encodeNode(ENTRY)), ENTRY);
});

Deno.test("encodeNode() writes what nodes must agree on", () => {
  assertEquals(
    new TextDecoder().decode(encodeNode(ENTRY)),
    '{"name":"shop_1-A","types":{"Account":"f00d","Ünter":""},' +
      '"isClient":false,"startedAt":1764460800000.25,"version":"0.1.0",' +
      '"state":"leaving","beat":7}',
  );
  assertEquals(encodeShard(ID), encodeText(`{"owner":"${ID}"}`));
  assertEquals(encodeName(ID), encodeText(`{"id":"${ID}"}`));
  assertEquals(decodeShard(encodeShard(ID)), ID);
  assertEquals(decodeName(encodeName(ID)), ID);
});

Deno.test("decodeNode() refuses what no node writes", () => {
  const text = new TextDecoder().decode(encodeNode(ENTRY));
  const wrong = [
    "",
    "null",
    "[]",
    "7",
    text.slice(1),
    text.replace('"shop_1-A"', '"other"'),
    text.replace('"shop_1-A"', "7"),
    text.replace('"f00d"', "7"),
    text.replace("false", '"no"'),
    text.replace("1764460800000.25", '"now"'),
    text.replace('"0.1.0"', "null"),
    text.replace("leaving", "asleep"),
    text.replace('"beat":7', '"beat":7.5'),
    text.replace('"beat":7', '"beat":"7"'),
    " ".repeat(300_000) + text,
  ];
  for (const one of wrong) {
    assertEquals(decodeNode(ID, encodeText(one)), null, one.slice(0, 200));
  }
  assertEquals(decodeNode(ID, Uint8Array.of(0xff, 0xfe)), null);
});

Deno.test("decodeNode() throws nothing, whatever the bytes", () => {
  const runtime = new SimulatedRuntime({ seed: 11 });
  const sound = encodeNode(ENTRY);
  for (let round = 0; round < 20_000; round++) {
    const bytes = sound.slice(0, Math.floor(runtime.random() * 400));
    for (let count = 0; count < 3; count++) {
      const at = Math.floor(runtime.random() * bytes.length);
      bytes[at] = Math.floor(runtime.random() * 256);
    }
    decodeNode(ID, bytes);
    decodeShard(bytes);
    decodeName(bytes);
  }
});

Deno.test("readKey() reads the keys of nodes, shards and names", () => {
  assertEquals(readKey(`node.${ID}`, 16), { kind: "node", id: ID });
  assertEquals(readKey("name.a-b", 16), { kind: "name", name: "a-b" });
  assertEquals(readKey("shard.0", 16), { kind: "shard", shard: 0 });
  assertEquals(readKey("shard.15", 16), { kind: "shard", shard: 15 });
  const strange = ["shard.16", "shard.-1", "shard.1e1", "shard.007", "shard."];
  strange.push("node.a", "node.-ABCDEFGH", "name.", "name.a.b", "other.1", "x");
  for (const key of strange) assertEquals(readKey(key, 16), null, key);
});

Deno.test("makeNodeId() makes another one for each life", () => {
  const runtime = new SimulatedRuntime({ seed: 5 });
  const [one, other] = [makeNodeId("a", runtime), makeNodeId("a", runtime)];
  assertNotEquals(one, other);
  assertEquals(readKey(`node.${one}`, 1), { kind: "node", id: one });
});
