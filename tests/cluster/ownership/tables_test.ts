import { assert, assertEquals } from "@std/assert";
import type { NodeEntry } from "../../../src/cluster/ownership/entry_codec.ts";
import { NodeTable } from "../../../src/cluster/ownership/node_table.ts";
import { ShardTable } from "../../../src/cluster/ownership/shard_table.ts";

function makeEntry(
  id: string,
  state: NodeEntry["state"],
  isClient = false,
): NodeEntry {
  const types = {};
  const info = { id, name: id, types, isClient, startedAt: 0, version: "1" };
  return { info, state, beat: 1 };
}

Deno.test("NodeTable.note() knows no node again that is gone", () => {
  const nodes = new NodeTable();
  assert(nodes.note("a", makeEntry("a", "up"), 3, 0));
  assertEquals(nodes.remove("a")?.revision, 3);
  assertEquals(nodes.remove("a"), undefined);
  // A write of it may come late, whatever it waited for.
  assert(!nodes.note("a", makeEntry("a", "up"), 9, 0));
  assertEquals(nodes.get("a"), undefined);
  assert(nodes.isGone("a"));
});

Deno.test("NodeTable.note() takes what is newer, and tells of news", () => {
  const nodes = new NodeTable();
  const note = (revision: number, state: NodeEntry["state"]): boolean =>
    nodes.note("a", makeEntry("a", state), revision, revision);
  assertEquals(
    [note(3, "joining"), note(4, "joining"), note(5, "up"), note(5, "up")],
    [true, false, true, false],
  );
  assert(!note(4, "leaving"));
  assertEquals(nodes.get("a")?.seenAt, 5);
  nodes.restart(70);
  assertEquals(nodes.get("a")?.seenAt, 70);
});

Deno.test("NodeTable.hosts has the ids of those that may own shards", () => {
  const nodes = new NodeTable();
  nodes.note("c", makeEntry("c", "up"), 1, 0);
  nodes.note("b", makeEntry("b", "up"), 2, 0);
  nodes.note("client", makeEntry("client", "up", true), 3, 0);
  nodes.note("new", makeEntry("new", "joining"), 4, 0);
  nodes.note("old", makeEntry("old", "leaving"), 5, 0);
  nodes.note("odd", null, 6, 0);
  assertEquals(nodes.hosts, ["b", "c"]);
  nodes.remove("c");
  nodes.note("new", makeEntry("new", "up"), 7, 0);
  assertEquals(nodes.hosts, ["b", "new"]);
});

Deno.test("NodeTable.remove() remembers the last thousand", () => {
  const nodes = new NodeTable();
  for (let number = 0; number < 2_000; number++) nodes.remove(`n${number}`);
  assert(nodes.isGone("n1999"));
  assert(!nodes.isGone("n0"));
});

Deno.test("ShardTable.note() takes what is newer", () => {
  const shards = new ShardTable(2);
  assertEquals([shards.ownerOf(1), shards.revisionOf(1)], [null, 0]);
  assert(shards.note(1, "a", 5));
  assert(!shards.note(1, "b", 5));
  assert(!shards.note(1, "b", 4));
  assertEquals([shards.ownerOf(1), shards.expectedOf(1)], ["a", 5]);
  // One that is deleted is written anew, and its revision still counts.
  assert(shards.note(1, null, 7));
  assertEquals([shards.revisionOf(1), shards.expectedOf(1)], [7, 0]);
  assert(!shards.note(1, "a", 6));
  assert(shards.noteUnreadable(1, 8));
  assert(!shards.noteUnreadable(1, 8));
  assertEquals([shards.isUnreadable(1), shards.expectedOf(1)], [true, 8]);
  assert(shards.note(1, "b", 9));
  assertEquals([shards.isUnreadable(1), shards.ownerOf(1)], [false, "b"]);
});
