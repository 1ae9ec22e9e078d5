import type { StoredRecord } from "../../store/store.ts";
import { expectSame } from "./expectation.ts";
import { ann, bob, cid, recordOf, rowOf, writeOf } from "./samples.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

/** The latest time that a `Date` can hold. */
const LAST_TIME = 8.64e15;

function recordAt(version: number, byte: number): StoredRecord {
  return { version, bytes: recordOf(byte).bytes };
}

async function expectRecord(
  { store }: StoreSession,
  actor: typeof ann,
  expected: StoredRecord | null,
  what: string,
): Promise<void> {
  expectSame(await store.load(actor), expected, what);
}

/** What a store must do with records. */
export const COMMIT_CLAUSES: Clauses = {
  async "load() returns null where there is no record"(session) {
    await expectRecord(session, ann, null, "the record of a new store");
    await session.put(writeOf(ann, 0, 1));
    await expectRecord(session, bob, null, "another id's record");
    await expectRecord(session, cid, null, "another type's record");
    const mark = { kind: "mark", key: "m" } as const;
    expectSame(await session.store.read(ann, mark), null, "a row of none");
  },

  async "commit() writes records whose versions count from 1"(session) {
    for (const version of [1, 2, 3]) {
      await session.put(writeOf(ann, version - 1, version));
      const what = `the record written ${version} times`;
      await expectRecord(session, ann, recordAt(version, version), what);
    }
  },

  async "commit() of nothing is not refused"(session) {
    expectSame(await session.store.commit([]), [], "what it refuses");
  },

  async "commit() refuses a version that is not the last"(session) {
    const { store } = session;
    await session.put(writeOf(ann, 0, 1), writeOf(ann, 1, 2));
    for (const expected of [0, 1, 3]) {
      const refused = await store.commit([writeOf(ann, expected, 9)]);
      expectSame(refused, [0], `what is refused of version ${expected} for 2`);
      const deletion = { actor: ann, expected, record: null };
      expectSame(await store.commit([deletion]), [0], "a refused deletion");
    }
    const early = await store.commit([writeOf(bob, 1, 9)]);
    expectSame(early, [0], "what is refused of version 1 for none");
    await expectRecord(session, ann, recordAt(2, 2), "a refused record");
    await expectRecord(session, bob, null, "a record refused at first");
  },

  async "commit() writes nothing of an actor that it refuses"(session) {
    const { store } = session;
    await session.put(writeOf(ann, 0, 1, 500));
    const refused = await store.commit([{
      ...writeOf(ann, 0, 2, 100),
      epoch: 9,
      rows: [rowOf("m", 1)],
    }]);
    expectSame(refused, [0], "what is refused");
    await expectRecord(session, ann, recordAt(1, 1), "the record");
    const rows = await store.listRows(ann, { limit: 9 });
    expectSame(rows, [], "the rows of a write that was refused");
    const due = await store.due({ until: 900, limit: 9 });
    expectSame(due, [{ actor: ann, wakeAt: 500 }], "what is due");
    await session.put({ ...writeOf(ann, 1, 2), epoch: 8 });
  },

  async "commit() writes the others where it refuses some"(session) {
    const { store } = session;
    await session.put(writeOf(bob, 0, 1));
    const refused = await store.commit([
      writeOf(ann, 0, 1),
      writeOf(bob, 0, 2),
      writeOf(cid, 0, 3),
      writeOf({ type: "Cart", id: "x" }, 4, 4),
      { ...writeOf({ type: "Cart", id: "y" }, 0, 5), rows: [rowOf("m", 1)] },
    ]);
    expectSame(refused, [1, 3], "the places of those that are refused");
    await expectRecord(session, ann, recordAt(1, 1), "the record before it");
    await expectRecord(session, bob, recordAt(1, 1), "the one refused");
    await expectRecord(session, cid, recordAt(1, 3), "the one behind it");
    const y = { type: "Cart", id: "y" };
    await expectRecord(session, y, recordAt(1, 5), "the last one");
  },

  async "commit() deletes a record, which then begins anew"(session) {
    const { store } = session;
    await session.put(writeOf(ann, 0, 1, 10), writeOf(ann, 1, 2, 10));
    await session.put({ actor: ann, expected: 2, record: null });
    await expectRecord(session, ann, null, "the deleted record");
    expectSame(await store.list({ limit: 9 }), [], "what is listed");
    expectSame(await store.due({ until: 99, limit: 9 }), [], "what is due");
    await session.put({ actor: ann, expected: 0, record: null });
    await session.put(writeOf(ann, 0, 3));
    await expectRecord(session, ann, recordAt(1, 3), "the record anew");
  },

  async "commit() leaves a record alone that it is not given"(session) {
    const { store } = session;
    await session.put(writeOf(ann, 0, 1, 70));
    const before = await store.list({ limit: 9 });
    await session.putRows({ actor: ann, expected: 1 }, rowOf("m", 1));
    await session.put({ actor: ann, expected: 1, record: undefined });
    await expectRecord(session, ann, recordAt(1, 1), "the record");
    expectSame(await store.list({ limit: 9 }), before, "its description");
    const late = { actor: ann, expected: 0, rows: [rowOf("m", 2)] };
    expectSame(await store.commit([late]), [0], "rows of another version");
  },

  async "commit() sees what it wrote of the same actor before"(session) {
    const refused = await session.store.commit([
      writeOf(ann, 0, 1),
      { ...writeOf(ann, 1, 2), rows: [rowOf("m", 1)] },
      writeOf(ann, 1, 3),
      { actor: ann, expected: 2, rows: [rowOf("m", 2)] },
      writeOf(bob, 0, 4),
      { actor: bob, expected: 1, record: null },
      writeOf(bob, 1, 5),
      writeOf(bob, 0, 6),
    ]);
    expectSame(refused, [2, 6], "the places of those that are refused");
    await expectRecord(session, ann, recordAt(2, 2), "the record");
    await expectRecord(session, bob, recordAt(1, 6), "the one written anew");
    const row = await session.store.read(ann, { kind: "mark", key: "m" });
    expectSame(row?.bytes, Uint8Array.of(2), "the row");
  },

  async "commit() refuses an epoch before the last one"(session) {
    const { store } = session;
    const write = async (expected: number, epoch?: number): Promise<boolean> =>
      (await store.commit([{ ...writeOf(ann, expected, 1), epoch }])).length ===
        0;
    const seen = [
      await write(0, 5),
      await write(1, 4),
      await write(1, 5),
      await write(2, 7),
      // One without an epoch is not fenced, and lowers no fence.
      await write(3),
      await write(4, 6),
      await write(4, 7),
    ];
    const right = [true, false, true, true, true, false, true];
    expectSame(seen, right, "what is written under epochs 5, 4, 5, 7, -, 6, 7");
    await session.put({ ...writeOf(bob, 0, 1), epoch: 1 });
  },

  async "commit() keeps the epoch of an actor without a record"(session) {
    const { store } = session;
    await session.put({ ...writeOf(ann, 0, 1), epoch: 5 });
    await session.put({ actor: ann, expected: 1, record: null, epoch: 6 });
    const late = await store.commit([{ ...writeOf(ann, 0, 2), epoch: 5 }]);
    expectSame(late, [0], "what is refused when the record is deleted");
    const rows = [rowOf("m", 1)];
    await session.put({ actor: bob, expected: 0, rows, epoch: 5 });
    const other = await store.commit([{ ...writeOf(bob, 0, 2), epoch: 4 }]);
    expectSame(other, [0], "what is refused where only rows were written");
    await session.put({ ...writeOf(bob, 0, 2), epoch: 2 ** 53 - 1 });
  },

  async "commit() keeps times as they are"(session) {
    const times = [0, 0.25, 1_700_000_000_000.125, LAST_TIME];
    await session.put(
      ...times.map((at, index) =>
        writeOf({ type: "Account", id: String(index) }, 0, 1, at)
      ),
    );
    const due = await session.store.due({ until: LAST_TIME, limit: 9 });
    expectSame(due.map(({ wakeAt }) => wakeAt), times, "times to wake at");
    const rows = times.map((expiresAt) =>
      rowOf(String(expiresAt), 1, { expiresAt })
    );
    await session.putRows({ actor: ann, expected: 0 }, ...rows);
    for (const { key, expiresAt } of rows) {
      const row = await session.store.read(ann, { kind: "mark", key });
      expectSame(row?.expiresAt, expiresAt, "the time when a row expires");
    }
  },
};
