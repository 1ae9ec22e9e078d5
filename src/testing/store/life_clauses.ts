import type { Store } from "../../store/store.ts";
import { expectCode, expectSame } from "./expectation.ts";
import { ann, bob, deletionOf, recordOf, rowOf, writeOf } from "./samples.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

/** How many commits are under way at once. */
const MANY = 50;

/** Commits again and again, each behind the one before, and waits for none. */
function commitMany({ store }: StoreSession): Promise<readonly number[]>[] {
  return Array.from({ length: MANY }, (_, index) =>
    store.commit([{
      ...writeOf(ann, index, index),
      rows: [rowOf("m", index)],
    }]));
}

/** Throws unless all that can be asked is refused. */
async function expectRefused(store: Store, when: string): Promise<void> {
  const asked: Record<string, Promise<unknown>> = {
    "load()": store.load(ann),
    "read()": store.read(ann, { kind: "mark", key: "m" }),
    "commit()": store.commit([writeOf(bob, 0, 1)]),
    "due()": store.due({ until: 1, limit: 1 }),
    "list()": store.list({ limit: 1 }),
    "listRows()": store.listRows(ann, { limit: 1 }),
    "expire()": store.expire(1, 1),
  };
  // At once: each of them rejects, also while another is awaited.
  await Promise.all(
    Object.entries(asked).map(([name, promise]) =>
      expectCode(promise, "closed", `${name} ${when}`)
    ),
  );
}

/** What a store must do in its order, and until it is closed. */
export const LIFE_CLAUSES: Clauses = {
  async "load() sees each commit that was asked before it"(session) {
    const { store } = session;
    const mark = { kind: "mark", key: "m" } as const;
    const seen = await Promise.all([
      store.load(ann),
      store.commit([{ ...writeOf(ann, 0, 1, 9), rows: [rowOf("m", 1)] }]),
      store.load(ann),
      store.read(ann, mark),
      store.due({ until: 9, limit: 9 }),
      store.list({ limit: 9 }),
      store.listRows(ann, { limit: 9 }),
      store.commit([{
        actor: ann,
        expected: 1,
        record: null,
        rows: [deletionOf("m"), rowOf("n", 2, { expiresAt: 5 })],
      }]),
      store.load(ann),
      store.read(ann, mark),
      store.expire(5, 9),
      store.listRows(ann, { limit: 9 }),
      store.commit([writeOf(ann, 0, 3)]),
    ]);
    const bytes = Uint8Array.of(1);
    expectSame(seen, [
      null,
      [],
      { version: 1, bytes: recordOf(1).bytes },
      { bytes },
      [{ actor: ann, wakeAt: 9 }],
      [{ actor: ann, version: 1 }],
      [{ key: "m", bytes }],
      [],
      null,
      null,
      1,
      [],
      [],
    ], "what is answered where nothing is waited for");
  },

  async "commit() writes in the order in which it is asked"(session) {
    const refused = await Promise.all(commitMany(session));
    expectSame(refused.flat(), [], "what is refused of many commits at once");
    const found = await session.store.load(ann);
    expectSame(found?.version, MANY, "the version");
  },

  async "close() keeps everything for the store that is opened next"(session) {
    await session.put(
      { ...writeOf(ann, 0, 1, 20.25), rows: [rowOf("m", 1)] },
      writeOf(ann, 1, 2, 10.5),
      { ...writeOf(bob, 0, 1), epoch: 5, rows: [rowOf("old", 1)] },
      { actor: bob, expected: 1, record: null, rows: [deletionOf("old")] },
      { ...writeOf({ type: "Cart", id: "\u{1f600}\0" }, 0, 7), epoch: 3 },
    );
    const row = rowOf("k", 3, { kind: "answer", expiresAt: 30.5 });
    await session.putRows({ actor: ann, expected: 2 }, row);
    const read = async ({ store }: StoreSession): Promise<unknown[]> => [
      await store.load(ann),
      await store.load(bob),
      await store.listRows(ann, { limit: 9 }),
      await store.listRows(bob, { limit: 9 }),
      await store.due({ until: 99, limit: 9 }),
      await store.list({ limit: 9 }),
    ];
    const before = await read(session);
    await session.reopen();
    expectSame(await read(session), before, "what is there again");
    const record = { version: 2, bytes: recordOf(2).bytes };
    expectSame(before[0], record, "the record");
    const { store } = session;
    const late = await store.commit([{ ...writeOf(bob, 0, 2), epoch: 4 }]);
    expectSame(late, [0], "what is refused of an earlier epoch");
    expectSame(await store.commit([writeOf(ann, 1, 9)]), [0], "a conflict");
    await session.put(writeOf(ann, 2, 3), { ...writeOf(bob, 0, 2), epoch: 5 });
    expectSame(await store.expire(31, 9), 1, "how many rows expire");
  },

  async "close() waits for what was asked"(session) {
    const asked = commitMany(session);
    const last = session.store.load(ann);
    await session.reopen();
    expectSame((await Promise.all(asked)).flat(), [], "what was refused");
    expectSame((await last)?.version, MANY, "the version that was loaded");
    const found = await session.store.load(ann);
    expectSame(found?.version, MANY, "the version that is kept");
  },

  async "close() refuses what is asked from then on"(session) {
    await session.put(writeOf(ann, 0, 1));
    const { store } = session;
    const closed = store.close();
    await expectRefused(store, "while it closes");
    await closed;
    await expectRefused(store, "of a closed store");
    await store.close();
    await session.reopen();
    expectSame((await session.store.load(ann))?.version, 1, "the version");
    expectSame(await session.store.load(bob), null, "what was refused");
  },
};

/** What a store must do where its process is killed. */
export const KILL_CLAUSES: Clauses = {
  async "commit() has kept what it answered when it is killed"(session) {
    await session.put(
      { ...writeOf(ann, 0, 1, 5), epoch: 2, rows: [rowOf("m", 1)] },
      writeOf(bob, 0, 1),
    );
    await session.put(writeOf(ann, 1, 2, 6));
    await session.kill();
    const { store } = session;
    const versions = [await store.load(ann), await store.load(bob)]
      .map((found) => found?.version);
    expectSame(versions, [2, 1], "the versions that are there again");
    const due = await store.due({ until: 9, limit: 9 });
    expectSame(due, [{ actor: ann, wakeAt: 6 }], "what is due");
    const rows = await store.listRows(ann, { limit: 9 });
    expectSame(rows.length, 1, "the number of rows");
  },

  async "commit() keeps all of a write or nothing when killed"(session) {
    for (let round = 0; round < 3; round++) {
      void Promise.allSettled(commitMany(session));
      await session.kill();
      const { store } = session;
      const version = (await store.load(ann))?.version ?? 0;
      const row = await store.read(ann, { kind: "mark", key: "m" });
      const right = version === 0 ? undefined : Uint8Array.of(version - 1);
      expectSame(row?.bytes, right, `the row of version ${version}`);
      await session.put({
        actor: ann,
        expected: version,
        record: null,
        rows: [deletionOf("m")],
      });
    }
  },
};
