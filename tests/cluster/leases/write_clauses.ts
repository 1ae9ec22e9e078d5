import { assert, assertEquals, assertGreater } from "@std/assert";
import type { LeasesSession } from "./session.ts";

/** What a driver must do, by the title of its test. */
export type LeasesClauses = Readonly<
  Record<string, (session: LeasesSession) => Promise<void>>
>;

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

/** What a compare-and-set must do. */
export const WRITE_CLAUSES: LeasesClauses = {
  async "write() creates an entry that is not there"(session) {
    const { leases } = await session.open();
    const revision = (await leases.write("node.a-1", ONE, 0))!;
    assertGreater(revision, 0);
    const entry = { key: "node.a-1", bytes: ONE, revision };
    assertEquals(await leases.read("node.a-1"), entry);
  },

  async "write() returns null for another revision"(session) {
    const { leases } = await session.open();
    assertEquals(await leases.write("a", ONE, 7), null);
    assertEquals(await leases.read("a"), null);
    const first = (await leases.write("a", ONE, 0))!;
    const second = (await leases.write("a", TWO, first))!;
    assertGreater(second, first);
    for (const expected of [0, first, second + 1]) {
      assertEquals(await leases.write("a", ONE, expected), null);
    }
    const entry = { key: "a", bytes: TWO, revision: second };
    assertEquals(await leases.read("a"), entry);
  },

  async "write() lets revisions grow over all entries"(session) {
    const { leases } = await session.open();
    let last = 0;
    for (const key of ["b", "a", "c"]) {
      const revision = (await leases.write(key, ONE, 0))!;
      assertGreater(revision, last);
      last = revision;
    }
  },

  async "write() lets one of many win"(session) {
    const all = [await session.open(), await session.open()];
    let expected = 0;
    for (let round = 0; round < 20; round++) {
      const tries = [...all, ...all, ...all].map(({ leases }, index) =>
        leases.write("a", Uint8Array.of(round, index), expected)
      );
      const revisions = await Promise.all(tries);
      const won = revisions.filter((revision) => revision !== null);
      assertEquals(won.length, 1, `round ${round}`);
      const bytes = Uint8Array.of(round, revisions.indexOf(won[0]!));
      const entry = await all[0]!.leases.read("a");
      assertEquals(entry, { key: "a", bytes, revision: won[0]! });
      expected = won[0]!;
    }
  },

  async "write() writes 256 entries at once"(session) {
    const { leases } = await session.open();
    const keys = Array.from({ length: 256 }, (_, shard) => `shard.${shard}`);
    const writes = keys.map((key) => leases.write(key, ONE, 0));
    const revisions = await Promise.all(writes);
    assert(revisions.every((revision) => revision !== null));
    assertEquals(new Set(revisions).size, 256);
  },

  async "write() keeps all bytes, few and many"(session) {
    const { leases } = await session.open();
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const many = new Uint8Array(65_536).fill(7);
    for (const [key, bytes] of Object.entries({ every, many })) {
      await leases.write(key, bytes, 0);
      assertEquals((await leases.read(key))?.bytes, bytes);
    }
    // An entry without bytes is there.
    const revision = (await leases.write("none", new Uint8Array(), 0))!;
    assertEquals((await leases.read("none"))?.bytes, new Uint8Array());
    assertEquals(await leases.write("none", ONE, 0), null);
    assertEquals(await leases.remove("none", revision), true);
  },

  async "write() tells keys apart by each character"(session) {
    const { leases } = await session.open();
    const keys = ["a", "A", "a_", "a-", "a.a", "node.x_-9-ABCDEF12", "0"];
    for (const [index, key] of keys.entries()) {
      assert(await leases.write(key, Uint8Array.of(index), 0) !== null, key);
    }
    for (const [index, key] of keys.entries()) {
      assertEquals((await leases.read(key))?.bytes, Uint8Array.of(index));
    }
  },

  async "remove() deletes an entry of a revision"(session) {
    const { leases } = await session.open();
    const first = (await leases.write("a", ONE, 0))!;
    const second = (await leases.write("a", TWO, first))!;
    for (const expected of [first, second + 1]) {
      assertEquals(await leases.remove("a", expected), false);
    }
    assertEquals((await leases.read("a"))?.revision, second);
    assertEquals(await leases.remove("a", second), true);
    assertEquals(await leases.read("a"), null);
    assertEquals(await leases.remove("a", second), false);
    assertEquals(await leases.remove("b", 3), false);
  },

  async "remove() lets an entry be written anew"(session) {
    const { leases } = await session.open();
    const first = (await leases.write("a", ONE, 0))!;
    await leases.remove("a", first);
    assertEquals(await leases.write("a", TWO, first), null);
    const second = (await leases.write("a", TWO, 0))!;
    assertGreater(second, first + 1);
    const entry = { key: "a", bytes: TWO, revision: second };
    assertEquals(await leases.read("a"), entry);
  },

  async "remove() or a write wins, and never both"(session) {
    const all = [await session.open(), await session.open()];
    for (let round = 0; round < 20; round++) {
      const key = `a${round}`;
      const expected = (await all[0]!.leases.write(key, ONE, 0))!;
      const [revision, isGone] = await Promise.all([
        all[round % 2]!.leases.write(key, TWO, expected),
        all[1 - round % 2]!.leases.remove(key, expected),
      ]);
      assertEquals(isGone, revision === null, `round ${round}`);
      const entry = await all[1]!.leases.read(key);
      assertEquals(entry?.revision, revision ?? undefined);
    }
  },

  async "read() shows what another one has written"(session) {
    const all = [await session.open(), await session.open()];
    let expected = 0;
    for (let round = 0; round < 20; round++) {
      const [writer, reader] = [all[round % 2]!, all[1 - round % 2]!];
      const bytes = Uint8Array.of(round);
      expected = (await writer.leases.write("a", bytes, expected))!;
      const entry = { key: "a", bytes, revision: expected };
      assertEquals(await reader.leases.read("a"), entry);
    }
  },
};
