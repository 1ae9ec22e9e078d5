import { assertEquals, assertLess } from "@std/assert";
import { shardOf } from "../../../src/cluster/ownership/shard_of.ts";

Deno.test("shardOf() never changes, for nodes must agree on it", () => {
  const golden = [
    ["Account", "ann", 186, 20],
    ["Account", "bob", 130, 71],
    ["Accounta", "nn", 204, 13],
    ["Cart", "", 165, 90],
    ["Cart", "7", 92, 45],
    ["Cart", "\u00e4\u{1f600}", 94, 3],
    ["X", "a".repeat(1_024), 161, 37],
  ] as const;
  for (const [type, id, of256, of97] of golden) {
    const shards = [shardOf(type, id, 256), shardOf(type, id, 97)];
    assertEquals(shards, [of256, of97], `${type}/${id}`);
  }
});

Deno.test("shardOf() spreads ids that differ in little", () => {
  const counts = new Array<number>(256).fill(0);
  for (let id = 0; id < 256_000; id++) {
    counts[shardOf("Account", `${id}`, 256)]!++;
  }
  // 1,000 each: of chance alone the largest is about 1,090.
  assertLess(Math.max(...counts), 1_150);
  assertLess(850, Math.min(...counts));
});
