import type { RowKind, RowName, StoredRow } from "../../store/store.ts";
import { expectSame } from "./expectation.ts";
import { ann, bob, deletionOf, rowOf, writeOf } from "./samples.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

function markOf(key: string): RowName {
  return { kind: "mark", key };
}

async function expectRow(
  { store }: StoreSession,
  row: RowName,
  expected: Partial<StoredRow> | null,
  what: string,
): Promise<void> {
  expectSame(await store.read(ann, row), expected, what);
}

/** Lists all rows of an actor, page by page, by their kinds and keys. */
async function readPages(
  { store }: StoreSession,
  limit: number,
  kind?: RowKind,
): Promise<string[]> {
  const names: string[] = [];
  let after: RowName | undefined;
  for (;;) {
    const page = await store.listRows(ann, { kind, limit, after });
    if (page.length > limit) throw new Error("Cannot take more than asked for");
    names.push(...page.map((row) => `${row.kind} ${row.key}`));
    after = page.at(-1);
    if (after === undefined || names.length > 99) return names;
  }
}

const atOnce = { actor: ann, expected: 0 };

/** What a store must do with rows. */
export const ROW_CLAUSES: Clauses = {
  async "read() returns a row as it was written last"(session) {
    await expectRow(session, markOf("m"), null, "a row of none");
    await session.putRows(atOnce, rowOf("m", 1, { expiresAt: 60 }));
    const first = { ...markOf("m"), bytes: Uint8Array.of(1), expiresAt: 60 };
    await expectRow(session, markOf("m"), first, "the row");
    await session.putRows(atOnce, rowOf("m", 2));
    const second = { bytes: Uint8Array.of(2), expiresAt: null };
    await expectRow(session, markOf("m"), second, "the row written again");
    await session.putRows(atOnce, deletionOf("m"), deletionOf("other"));
    await expectRow(session, markOf("m"), null, "the deleted row");
  },

  async "read() tells kinds, keys and actors apart"(session) {
    await session.putRows(
      atOnce,
      rowOf("k", 1),
      rowOf("k", 2, { kind: "answer" }),
      rowOf("K", 3),
    );
    await session.putRows({ actor: bob, expected: 0 }, rowOf("k", 4));
    const bytes = async (actor: typeof ann, kind: RowKind, key: string) =>
      (await session.store.read(actor, { kind, key }))?.bytes[0];
    const seen = [
      await bytes(ann, "mark", "k"),
      await bytes(ann, "answer", "k"),
      await bytes(ann, "mark", "K"),
      await bytes(bob, "mark", "k"),
      await bytes(bob, "answer", "k"),
    ];
    expectSame(seen, [1, 2, 3, 4, undefined], "what the rows hold");
    await session.putRows(atOnce, deletionOf("k"));
    const left = [
      await bytes(ann, "answer", "k"),
      await bytes(bob, "mark", "k"),
    ];
    expectSame(left, [2, 4], "what is left where another was deleted");
  },

  async "commit() writes the rows of one actor in their order"(session) {
    await session.putRows(
      atOnce,
      rowOf("m", 1),
      rowOf("m", 2),
      rowOf("n", 1),
      deletionOf("n"),
      deletionOf("o"),
      rowOf("o", 3),
    );
    const names = await readPages(session, 9);
    expectSame(names, ["mark m", "mark o"], "the rows that are left");
    await expectRow(session, markOf("m"), { bytes: Uint8Array.of(2) }, "one");
  },

  async "commit() keeps rows when it deletes their record"(session) {
    await session.put({ ...writeOf(ann, 0, 1), rows: [rowOf("m", 1)] });
    await session.put({ actor: ann, expected: 1, record: null });
    await expectRow(session, markOf("m"), { bytes: Uint8Array.of(1) }, "a row");
    const rows = [deletionOf("m"), rowOf("n", 2)];
    await session.put({ ...writeOf(ann, 0, 1), rows });
    await session.put({
      actor: ann,
      expected: 1,
      record: null,
      rows: [rowOf("o", 3)],
    });
    expectSame(await readPages(session, 9), ["mark n", "mark o"], "the rows");
    expectSame(await session.store.list({ limit: 9 }), [], "the records");
  },

  async "listRows() lists by kind and key, in pages"(session) {
    const keys = ["b", "a", "\u{10000}", "\uffff", "B", "aa", ""];
    const rows = keys.filter((key) => key !== "").flatMap((key) => [
      rowOf(key, 1),
      rowOf(key, 2, { kind: "answer", expiresAt: 7 }),
    ]);
    await session.putRows(atOnce, ...rows);
    await session.putRows({ actor: bob, expected: 0 }, rowOf("c", 1));
    const sorted = ["B", "a", "aa", "b", "\uffff", "\u{10000}"];
    const marks = sorted.map((key) => `mark ${key}`);
    const all = [...sorted.map((key) => `answer ${key}`), ...marks];
    for (const limit of [1, 5, 12, 99]) {
      const what = `the rows in pages of ${limit}`;
      expectSame(await readPages(session, limit), all, what);
      expectSame(await readPages(session, limit, "mark"), marks, what);
    }
    const [first] = await session.store.listRows(ann, { limit: 1 });
    const right = { ...rowOf("B", 2, { kind: "answer", expiresAt: 7 }) };
    expectSame(first, right, "the first row");
  },

  async "listRows() goes on behind a row that is gone"(session) {
    await session.putRows(atOnce, rowOf("a", 1), rowOf("b", 1), rowOf("c", 1));
    await session.putRows(atOnce, deletionOf("b"));
    const rows = await session.store.listRows(ann, {
      limit: 9,
      after: markOf("b"),
    });
    expectSame(rows.map(({ key }) => key), ["c"], "the rows behind it");
    const late = { limit: 9, after: markOf("c") };
    expectSame(await session.store.listRows(ann, late), [], "those behind all");
  },

  async "expire() forgets rows that have expired, and no other"(session) {
    const { store } = session;
    const rows = [null, 10, 20, 20.5, 30].map((expiresAt) =>
      rowOf(String(expiresAt), 1, { expiresAt })
    );
    await session.put({ ...writeOf(ann, 0, 1, 5), rows });
    const old = rowOf("old", 1, { expiresAt: 15 });
    await session.putRows({ actor: bob, expected: 0 }, old);
    expectSame(await store.expire(9, 99), 0, "how many expire too early");
    const name = markOf("10");
    await expectRow(session, name, { expiresAt: 10 }, "a row before expire()");
    expectSame(await store.expire(20, 99), 3, "how many expire by 20");
    const left = ["mark 20.5", "mark 30", "mark null"];
    expectSame(await readPages(session, 9), left, "the rows that are left");
    const other = await store.listRows(bob, { limit: 9 });
    expectSame(other, [], "those of another actor");
    expectSame(await store.expire(20, 99), 0, "how many expire again");
    expectSame((await store.load(ann))?.version, 1, "the record");
  },

  async "expire() forgets so many rows at most"(session) {
    const { store } = session;
    const rows = Array.from(
      { length: 7 },
      (_, at) => rowOf(String(at), 1, { expiresAt: at }),
    );
    await session.putRows(atOnce, ...rows);
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      counts.push(await store.expire(100, 3));
    }
    expectSame(counts, [3, 3, 1, 0], "how many of 7 expire, 3 at once");
  },

  async "expire() goes by the time that a row was given last"(session) {
    const { store } = session;
    const at = (expiresAt: number | null) => ({ expiresAt });
    await session.putRows(atOnce, rowOf("m", 1, at(10)), rowOf("n", 1, at(10)));
    await session.putRows(atOnce, rowOf("m", 1, at(30)), rowOf("n", 1));
    expectSame(await store.expire(20, 9), 0, "how many expire");
    await session.putRows(atOnce, rowOf("m", 1, at(15)));
    expectSame(await store.expire(20, 9), 1, "how many expire that must");
    expectSame(await readPages(session, 9), ["mark n"], "the row that stays");
  },
};
