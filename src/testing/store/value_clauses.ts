import type { ActorId } from "../../envelope/actor_id.ts";
import { MAX_ID_LENGTH } from "../../base/limits.ts";
import type { Store, StoredRow } from "../../store/store.ts";
import { expectSame } from "./expectation.ts";
import { ann, bob, randomBytes, recordOf, writeOf } from "./samples.ts";
import type { Clauses } from "./store_session.ts";

/** The most bytes that a record may have in a store that does not say. */
const MAX_RECORD_BYTES = 786_432;
const MAX_KEY_LENGTH = 4_096;

/** Texts that are one to a careless store, or end where they should not. */
const TEXTS = [
  "a",
  "A",
  " a",
  "a ",
  "a\0",
  "a\0b",
  "\0",
  "a'b",
  'a"b',
  "'; DROP TABLE records; --",
  "a\\b",
  "a/b",
  "../a",
  "a.b",
  "a*",
  "a>",
  "%",
  "_",
  "\n",
  "\r\n",
  "\t",
  "0",
  "00",
  "1",
  "1.0",
  "1e0",
  "null",
  "undefined",
  "__proto__",
  "constructor",
  "é",
  "e\u0301",
  "ß",
  "ss",
  "\ufeffa",
  "\u200d",
  "\u202e",
  "\uffff",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\u{10ffff}",
];

/** Repeats a text up to a length in UTF-16 code units. */
function fill(text: string, length: number): string {
  return text.repeat(length / text.length);
}

function listIds(): string[] {
  const long = ["a", "é", "\uffff", "\u{1f600}", "\0", "'"]
    .map((text) => fill(text, MAX_ID_LENGTH));
  return [...TEXTS, ...long, `${fill("a", MAX_ID_LENGTH - 1)}b`];
}

function numberBytes(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 255);
}

/** What a store must do with values of any kind. */
export const VALUE_CLAUSES: Clauses = {
  async "commit() tells actors apart whatever their ids"(session) {
    const actors: ActorId[] = [
      ...listIds().map((id) => ({ type: "Account", id })),
      ...TEXTS.map((type) => ({ type, id: "x" })),
      // What joins type and id must say where the one ends.
      { type: "x/y", id: "z" },
      { type: "x", id: "y/z" },
      { type: "x:y", id: "z" },
      { type: "x", id: "y:z" },
      { type: "x.y", id: "z" },
      { type: "x", id: "y.z" },
      { type: "x\0y", id: "z" },
      { type: "x", id: "y\0z" },
      { type: "xy", id: "z" },
      { type: "x", id: "yz" },
    ];
    await session.put(...actors.map((actor, index) => ({
      actor,
      expected: 0,
      record: { bytes: numberBytes(index), wakeAt: index },
    })));
    for (const [index, actor] of actors.entries()) {
      const found = await session.store.load(actor);
      const right = { version: 1, bytes: numberBytes(index) };
      expectSame(found, right, `the record of ${JSON.stringify(actor)}`);
    }
    const due = await session.store.due({ until: 999, limit: 999 });
    expectSame(
      due.map(({ actor }) => actor),
      actors,
      "the actors that are due",
    );
    const listed = await session.store.list({ limit: 999 });
    expectSame(listed.length, actors.length, "the number of records");
  },

  async "commit() tells rows apart whatever their keys"(session) {
    const long = ["a", "é", "\u{1f600}"].map((text) =>
      fill(text, MAX_KEY_LENGTH)
    );
    const keys = [...TEXTS, ...long, `${fill("a", MAX_KEY_LENGTH - 1)}b`];
    const rows = keys.map((key, index): StoredRow => ({
      kind: "answer",
      key,
      bytes: numberBytes(index),
      expiresAt: null,
    }));
    await session.putRows({ actor: ann, expected: 0 }, ...rows);
    for (const row of rows) {
      const found = await session.store.read(ann, row);
      expectSame(found, row, `the row ${JSON.stringify(row.key)}`);
    }
  },

  async "commit() keeps bytes of any value and number"(session) {
    const samples = [
      new Uint8Array(0),
      Uint8Array.of(0),
      Uint8Array.of(0, 0, 0),
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      new TextEncoder().encode("text, and \u{1f600}"),
      // A part of a buffer is not all of it.
      randomBytes(64, 1).subarray(7, 21),
    ];
    for (const [index, bytes] of samples.entries()) {
      const row = { kind: "mark", key: "m", bytes, expiresAt: null } as const;
      const record = { bytes, wakeAt: null };
      await session.put({ actor: ann, expected: index, record, rows: [row] });
      const found = await session.store.load(ann);
      expectSame(found?.bytes, bytes, "the bytes of a record");
      const kept = await session.store.read(ann, row);
      expectSame(kept?.bytes, bytes, "the bytes of a row");
    }
  },

  async "commit() keeps records and rows that are large"(session) {
    const length = session.store.maxRecordBytes ?? MAX_RECORD_BYTES;
    const bytes = [1, 2, 3].map((seed) => randomBytes(length, seed));
    await session.put(...bytes.map((large, index) => ({
      actor: { type: "Large", id: String(index) },
      expected: 0,
      record: { bytes: large, wakeAt: null },
    })));
    const row = { kind: "answer", key: "k", expiresAt: null } as const;
    const large = randomBytes(length, 4);
    await session.putRows({ actor: ann, expected: 0 }, {
      ...row,
      bytes: large,
    });
    for (const [index, large] of bytes.entries()) {
      const found = await session.store.load({ type: "Large", id: `${index}` });
      expectSame(found?.bytes, large, `a record of ${length} bytes`);
    }
    const kept = await session.store.read(ann, row);
    expectSame(kept?.bytes, large, `a row of ${length} bytes`);
    const sizes = (await session.store.list({ limit: 9 }))
      .map(({ size }) => size);
    expectSame(sizes, bytes.map(() => length), "the sizes");
  },

  async "commit() writes many actors at once"(session) {
    const ids = Array.from({ length: 1_000 }, (_, at) => String(at));
    await session.put(...ids.map((id, index) => ({
      ...writeOf({ type: "Many", id }, 0, index % 256, index),
      rows: [{
        kind: "mark",
        key: "m",
        bytes: numberBytes(index),
        expiresAt: null,
      }] as const,
    })));
    const refused = await session.store.commit(
      ids.map((id, index) => writeOf({ type: "Many", id }, index % 2, 1)),
    );
    expectSame(refused.length, 500, "how many of 1,000 it refuses");
    const listed = await session.store.list({ limit: 2_000 });
    expectSame(listed.length, 1_000, "how many records there are");
    const sum = listed.reduce((total, { version }) => total + version, 0);
    expectSame(sum, 1_500, "how often they were written");
  },

  async "commit() leaves what it is given to the caller"(session) {
    const bytes = Uint8Array.of(1, 2, 3);
    const rowBytes = Uint8Array.of(4);
    const row = { kind: "mark", key: "m", bytes: rowBytes } as const;
    await session.put({
      actor: ann,
      expected: 0,
      record: { bytes, wakeAt: null },
      rows: [{ ...row, expiresAt: null }],
    });
    expectSame([bytes, rowBytes], [
      Uint8Array.of(1, 2, 3),
      Uint8Array.of(4),
    ], "what it was given");
    bytes.fill(9);
    rowBytes.fill(9);
    await expectUnchanged(session.store);
  },

  async "load() and read() return what is the caller's"(session) {
    await session.put({
      actor: ann,
      expected: 0,
      record: { bytes: Uint8Array.of(1, 2, 3), wakeAt: null },
      rows: [{
        kind: "mark",
        key: "m",
        bytes: Uint8Array.of(4),
        expiresAt: null,
      }],
    });
    const { store } = session;
    const given = (await store.load(ann))?.bytes;
    // Other kinds, such as Node's, have a `slice` that does not copy.
    const isPlain = given?.constructor === Uint8Array;
    expectSame(isPlain, true, "whether its bytes are a Uint8Array");
    given?.fill(9);
    (await store.read(ann, { kind: "mark", key: "m" }))?.bytes.fill(9);
    (await store.listRows(ann, { limit: 1 }))[0]?.bytes.fill(9);
    await expectUnchanged(store);
    await session.put({ actor: bob, expected: 0, record: recordOf(1) });
    await expectUnchanged(store);
  },
};

async function expectUnchanged(store: Store): Promise<void> {
  const found = await store.load(ann);
  expectSame(found?.bytes, Uint8Array.of(1, 2, 3), "the record");
  const row = await store.read(ann, { kind: "mark", key: "m" });
  expectSame(row?.bytes, Uint8Array.of(4), "the row");
}
