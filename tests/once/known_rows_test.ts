import { assertEquals } from "@std/assert";
import { KnownRows } from "../../src/actor/durable/once/known_rows.ts";
import { KNOWN_ROW_BYTES, KNOWN_ROWS } from "../../src/base/limits.ts";
import type { RowName, RowWrite, StoredRow } from "../../src/store/store.ts";

function name(key: number): RowName {
  return { kind: "mark", key: `${key}` };
}

function row(key: number, size = 1): StoredRow & RowWrite {
  return { ...name(key), bytes: new Uint8Array(size), expiresAt: null };
}

Deno.test("KnownRows.find() tells an unknown row from one that is none", () => {
  const rows = new KnownRows();
  assertEquals(rows.find(name(1)), undefined);
  rows.learn(name(1), null, 0);
  assertEquals(rows.find(name(1)), null);
  assertEquals(rows.find({ kind: "answer", key: "1" }), undefined);
});

Deno.test("KnownRows.learn() keeps what was written meanwhile", () => {
  const rows = new KnownRows();
  rows.write(row(1, 5));
  rows.learn(name(1), null, 0);
  assertEquals(rows.find(name(1))?.bytes.length, 5);
});

Deno.test("KnownRows.takeWrites() gives each write to one commit", () => {
  const rows = new KnownRows();
  rows.write(row(1));
  rows.write(row(2));
  rows.write(row(1, 3));
  const first = rows.takeWrites();
  assertEquals(first.map(({ key, bytes }) => [key, bytes?.length]), [
    ["1", 3],
    ["2", 1],
  ]);
  assertEquals([rows.isWritten, rows.takeWrites()], [false, []]);
  rows.write({ ...name(2), bytes: null, expiresAt: null });
  assertEquals([rows.isWritten, rows.find(name(2))], [true, null]);
  rows.noteCommitted(first, 0);
  assertEquals(rows.takeWrites().map(({ bytes }) => bytes), [null]);
});

Deno.test("KnownRows.learn() forgets the oldest, but none that waits", () => {
  const rows = new KnownRows();
  for (let key = 0; key < KNOWN_ROWS; key++) rows.learn(name(key), null, 0);
  rows.find(name(0));
  rows.learn(name(-1), null, 0);
  assertEquals(rows.size, KNOWN_ROWS);
  assertEquals([rows.find(name(1)), rows.find(name(0))], [undefined, null]);
  for (let key = 100; key < 200; key++) rows.learn(name(key), null, 100);
  assertEquals(rows.size, KNOWN_ROWS + 100);
});

Deno.test("KnownRows.learn() forgets no write before its commit", () => {
  const rows = new KnownRows();
  for (let key = 0; key < 500; key++) rows.write(row(key));
  rows.learn(name(1_000), null, 0);
  assertEquals(rows.size, 501);
  rows.noteCommitted(rows.takeWrites(), 0);
  assertEquals(rows.size, KNOWN_ROWS);
});

Deno.test("KnownRows.learn() keeps few bytes, but the last row always", () => {
  const rows = new KnownRows();
  const half = KNOWN_ROW_BYTES / 2;
  for (let key = 0; key < 5; key++) rows.learn(name(key), row(key, half), 9);
  assertEquals(rows.size, 2);
  rows.learn(name(9), row(9, 3 * KNOWN_ROW_BYTES), 0);
  assertEquals([rows.size, rows.find(name(9))?.bytes.length], [
    1,
    3 * KNOWN_ROW_BYTES,
  ]);
});

Deno.test("KnownRows.need() keeps what others would push out", () => {
  const rows = new KnownRows();
  const needed = [name(1), name(2)];
  rows.need(needed);
  for (let key = 1; key < 9; key++) {
    rows.learn(name(key), row(key, KNOWN_ROW_BYTES), 0);
  }
  const known = needed.map((one) => rows.find(one)?.bytes.length);
  assertEquals(known, [KNOWN_ROW_BYTES, KNOWN_ROW_BYTES]);
  assertEquals([rows.size, rows.hasRoom], [3, false]);
});

Deno.test("KnownRows.learn() forgets none for its bytes that has none", () => {
  const rows = new KnownRows();
  rows.learn(name(1), null, 0);
  for (let key = 2; key < 9; key++) {
    rows.learn(name(key), row(key, KNOWN_ROW_BYTES), 0);
  }
  assertEquals([rows.find(name(1)), rows.size], [null, 2]);
});
