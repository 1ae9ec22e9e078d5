import type { ActorId } from "../../envelope/actor_id.ts";
import type { ActorWrite, DueActor, Store } from "../../store/store.ts";
import { expectCode, expectSame } from "./expectation.ts";
import { ann, bob, cid, recordOf, rowOf, writeOf } from "./samples.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

/** How many commits are under way as a fence is raised. */
const MANY = 30;

/** Returns a write under the epoch of a shard. */
function ownWrite(
  write: ActorWrite,
  shard: number,
  epoch?: number,
): ActorWrite {
  return { ...write, shard, epoch };
}

/** Commits one write; returns whether it was written. */
async function isWritten(store: Store, write: ActorWrite): Promise<boolean> {
  return (await store.commit([write])).length === 0;
}

/** Lists all that is due in shards, page by page. */
async function readDue(
  store: Store,
  shards: readonly number[],
  limit = 99,
): Promise<string[]> {
  const names: string[] = [];
  let after: DueActor | undefined;
  for (;;) {
    const page = await store.due({ until: 999, limit, after, shards });
    names.push(...page.map(({ actor, wakeAt }) => `${actor.id} ${wakeAt}`));
    after = page.at(-1);
    if (after === undefined || names.length > 99) return names;
  }
}

function clock(id: number | string): ActorId {
  return { type: "Clock", id: `${id}` };
}

/** What a store must do that engines share. */
export const FENCE_CLAUSES: Clauses = {
  async "fence() refuses lower epochs of all actors of a shard"(session) {
    const { store } = session;
    await session.put(ownWrite(writeOf(ann, 0, 1), 3, 5));
    await session.fence(3, 7);
    const seen = [
      await isWritten(store, ownWrite(writeOf(ann, 1, 2), 3, 6)),
      // One that was never written is in the shard all the same.
      await isWritten(store, ownWrite(writeOf(bob, 0, 1), 3, 6)),
      await isWritten(store, ownWrite(writeOf(bob, 0, 2), 3, 7)),
      await isWritten(store, ownWrite(writeOf(ann, 1, 3), 3, 8)),
      await isWritten(store, ownWrite(writeOf(cid, 0, 1), 4, 1)),
      // One without an epoch is not fenced.
      await isWritten(store, writeOf(clock(1), 0, 1)),
      await isWritten(store, ownWrite(writeOf(clock(2), 0, 1), 3)),
    ];
    const right = [false, false, true, true, true, true, true];
    expectSame(seen, right, "what is written in a shard of epoch 7");
    const rows = [rowOf("m", 1)];
    const late = ownWrite({ actor: cid, expected: 1, rows }, 3, 6);
    expectSame(await isWritten(store, late), false, "whether late rows are");
    expectSame(await store.listRows(cid, { limit: 9 }), [], "its rows");
    const found = await store.load(ann);
    expectSame(found, { version: 2, bytes: recordOf(3).bytes }, "the record");
  },

  async "fence() lets the others of a commit be written"(session) {
    const { store } = session;
    await session.fence(3, 7);
    const refused = await store.commit([
      ownWrite(writeOf(ann, 0, 1), 3, 6),
      ownWrite(writeOf(bob, 0, 2), 4, 6),
      ownWrite(writeOf(cid, 0, 3), 3, 7),
      writeOf(clock(1), 0, 4),
      ownWrite(writeOf(clock(2), 1, 5), 3, 7),
    ]);
    expectSame(refused, [0, 4], "the places of those that are refused");
    const ids = (await store.list({ limit: 9 })).map(({ actor }) => actor.id);
    expectSame(ids, ["bob", "ann", "1"], "what is written");
  },

  async "fence() refuses an epoch below the last one"(session) {
    const { store } = session;
    await session.fence(0, 1);
    await session.fence(1, 2 ** 53 - 1);
    await session.fence(2, 5);
    await session.fence(2, 5);
    await expectCode(session.fence(2, 4), "fenced", "fence() of epoch 4");
    const seen = [
      await isWritten(store, ownWrite(writeOf(ann, 0, 1), 2, 4)),
      await isWritten(store, ownWrite(writeOf(ann, 0, 1), 2, 5)),
    ];
    expectSame(seen, [false, true], "what is written of epochs 4 and 5");
    await session.fence(2, 6);
    await expectCode(session.fence(2, 5), "fenced", "fence() of epoch 5");
    const late = await isWritten(store, ownWrite(writeOf(ann, 1, 2), 2, 5));
    expectSame(late, false, "whether epoch 5 is written below 6");
  },

  async "fence() outlives the store that has raised it"(session) {
    await session.fence(3, 7);
    await session.put(ownWrite(writeOf(ann, 0, 1, 50), 3, 7));
    await session.reopen();
    const { store } = session;
    const late = await isWritten(store, ownWrite(writeOf(ann, 1, 2), 3, 6));
    expectSame(late, false, "whether epoch 6 is written below 7");
    await expectCode(session.fence(3, 6), "fenced", "fence() of epoch 6");
    expectSame(await readDue(store, [3]), ["ann 50"], "what is due");
    await session.fence(3, 8);
    await session.put(ownWrite(writeOf(ann, 1, 2), 3, 8));
  },

  async "fence() holds for all engines that share the store"(session) {
    const other = await session.openOther();
    await session.fence(3, 5);
    await session.put(
      { ...ownWrite(writeOf(ann, 0, 1), 3, 5), rows: [rowOf("m", 1)] },
      ownWrite(writeOf(bob, 0, 1), 3, 5),
    );
    await session.fence(3, 6, other);
    const found = [await other.load(ann), await other.load(bob)];
    expectSame(found.map((record) => record?.version), [1, 1], "the versions");
    const row = await other.read(ann, { kind: "mark", key: "m" });
    expectSame(row?.bytes, Uint8Array.of(1), "the row");
    const late = [
      await isWritten(session.store, ownWrite(writeOf(ann, 1, 2), 3, 5)),
      await isWritten(session.store, ownWrite(writeOf(cid, 0, 2), 3, 5)),
      await isWritten(other, ownWrite(writeOf(ann, 1, 3), 3, 6)),
    ];
    expectSame(late, [false, false, true], "what is written of epochs 5, 5, 6");
    await expectCode(session.fence(3, 5), "fenced", "fence() of epoch 5");
    // It comes back to the one that had it.
    await session.fence(3, 9);
    const record = { version: 2, bytes: recordOf(3).bytes };
    expectSame(await session.store.load(ann), record, "what is loaded again");
    await session.put(ownWrite(writeOf(ann, 2, 4), 3, 9));
  },

  async "commit() sees what another engine has written unfenced"(session) {
    const other = await session.openOther();
    const { store } = session;
    await session.fence(3, 1);
    await session.put(ownWrite(writeOf(ann, 0, 1), 3, 1));
    await session.put(ownWrite(writeOf(ann, 1, 2), 3, 1));
    // As a person's repair is, of an actor that its owner has in mind.
    expectSame(await other.commit([writeOf(ann, 2, 9)]), [], "what is refused");
    const late = await isWritten(store, ownWrite(writeOf(ann, 2, 3), 3, 1));
    expectSame(late, false, "whether its owner writes over it");
    const found = await store.load(ann);
    expectSame(found, { version: 3, bytes: recordOf(9).bytes }, "the record");
    await session.put(ownWrite(writeOf(ann, 3, 4), 3, 1));
    const rows = [rowOf("m", 1)];
    await session.put(ownWrite({ actor: ann, expected: 4, rows }, 3, 1));
    const gone = { actor: ann, expected: 4, record: null };
    expectSame(await other.commit([gone]), [], "what is refused again");
    const again = await isWritten(store, ownWrite(writeOf(ann, 4, 5), 3, 1));
    expectSame(again, false, "whether its owner writes what is deleted");
    await session.put(ownWrite(writeOf(ann, 0, 6), 3, 1));
    // What it does meanwhile for another actor does not tell it.
    await session.put(ownWrite(writeOf(bob, 0, 1), 3, 1));
    expectSame(await other.commit([writeOf(ann, 1, 9)]), [], "what is refused");
    await session.put(ownWrite(writeOf(bob, 1, 2), 3, 1));
    const last = [
      await isWritten(store, ownWrite({ actor: ann, expected: 1, rows }, 3, 1)),
      await isWritten(store, ownWrite(writeOf(ann, 1, 3), 3, 1)),
    ];
    expectSame(last, [false, false], "what its owner writes over it later");
  },

  async "fence() is behind a commit under way, or refuses it"(session) {
    const other = await session.openOther();
    for (let epoch = 1; epoch <= 6; epoch++) {
      const actor = clock(epoch);
      await session.fence(3, epoch);
      const asked = Array.from(
        { length: MANY },
        (_, at) =>
          session.store.commit([ownWrite(writeOf(actor, at, at), 3, epoch)]),
      );
      // Some of them are under way, wherever the store has come to.
      if (epoch % 2 === 0) await asked[epoch];
      await session.fence(3, epoch + 1, other);
      const before = (await other.load(actor))?.version ?? 0;
      const refused = await Promise.all(asked);
      const written = refused.filter(({ length }) => length === 0).length;
      expectSame(written, before, "how many commits are before the fence");
      const after = (await other.load(actor))?.version ?? 0;
      expectSame(after, before, "the version behind the fence");
    }
  },

  async "due() lists the actors of the shards asked for"(session) {
    const { store } = session;
    const shardOf = (id: number) => id % 3;
    await session.put(
      ...[0, 1, 2, 3, 4, 5].map((id) =>
        ownWrite(writeOf(clock(id), 0, 1, 100 - id), shardOf(id), 1)
      ),
    );
    await session.put(
      writeOf(clock("none"), 0, 1, 5),
      ownWrite(writeOf(clock("never"), 0, 1), 1, 1),
      ownWrite(writeOf(clock("moved"), 0, 1, 40), 1, 1),
    );
    const pairs: [shards: number[], right: string[]][] = [
      [[0], ["3 97", "0 100"]],
      [[1], ["moved 40", "4 96", "1 99"]],
      [[2, 0], ["5 95", "3 97", "2 98", "0 100"]],
      [[7], []],
      [[], []],
    ];
    for (const [shards, right] of pairs) {
      const what = `what is due in shards ${shards}`;
      expectSame(await readDue(store, shards), right, what);
      expectSame(await readDue(store, shards, 1), right, `${what}, by pages`);
    }
    const all = await store.due({ until: 95, limit: 99 });
    const ids = all.map(({ actor }) => actor.id);
    expectSame(ids, ["none", "moved", "5"], "what is due in all");
  },

  async "due() goes by the shard that an actor was written with last"(session) {
    const { store } = session;
    await session.put(
      ownWrite(writeOf(clock("moved"), 0, 1, 10), 1, 1),
      ownWrite(writeOf(clock("kept"), 0, 1, 20), 1, 1),
      ownWrite(writeOf(clock("rows"), 0, 1, 30), 1, 1),
      ownWrite(writeOf(clock("gone"), 0, 1, 40), 1, 1),
      writeOf(clock("new"), 0, 1, 50),
    );
    expectSame((await readDue(store, [1])).length, 4, "how many are due");
    await session.put(
      ownWrite(writeOf(clock("moved"), 1, 1, 10), 2, 1),
      // One that names none leaves its actor where it is.
      writeOf(clock("kept"), 1, 1, 21),
      { actor: clock("rows"), expected: 1, rows: [rowOf("m", 1)] },
      ownWrite({ actor: clock("gone"), expected: 1, record: null }, 1, 1),
      ownWrite(writeOf(clock("new"), 1, 1, 50), 2, 1),
    );
    const right = [["kept 21", "rows 30"], ["moved 10", "new 50"]];
    const seen = [await readDue(store, [1]), await readDue(store, [2])];
    expectSame(seen, right, "what is due in shards 1 and 2");
    await session.reopen();
    const again = [
      await readDue(session.store, [1]),
      await readDue(session.store, [2]),
    ];
    expectSame(again, right, "what is due when it is opened again");
  },

  async "due() sees what others have written before the fence"(session) {
    const other = await session.openOther();
    const { store } = session;
    await session.fence(1, 1);
    await session.put(ownWrite(writeOf(clock(1), 0, 1, 10), 1, 1));
    expectSame(await readDue(store, [1]), ["1 10"], "what is due at first");
    expectSame(await readDue(other, [1]), ["1 10"], "what the other sees");
    await session.put(
      ownWrite(writeOf(clock(1), 1, 1), 1, 1),
      ownWrite(writeOf(clock(2), 0, 1, 20), 1, 1),
    );
    await session.fence(1, 2, other);
    expectSame(await readDue(other, [1]), ["2 20"], "what is due to the other");
    const write = ownWrite(writeOf(clock(2), 1, 1, 30), 1, 2);
    expectSame(await other.commit([write]), [], "what the other is refused");
    await session.fence(1, 3);
    expectSame(await readDue(store, [1]), ["2 30"], "what is due to the first");
  },

  async "close() of one engine's store leaves those of others"(session) {
    const other = await session.openOther();
    await session.put(ownWrite(writeOf(ann, 0, 1), 3, 1));
    const asked = other.commit([ownWrite(writeOf(bob, 0, 1), 3, 1)]);
    await session.reopen();
    expectSame(await asked, [], "what is refused as another is closed");
    expectSame((await other.load(ann))?.version, 1, "the version it loads");
    expectSame((await session.store.load(bob))?.version, 1, "and the other");
    await other.close();
    await expectCode(other.load(ann), "closed", "load() of a closed store");
    await session.put(ownWrite(writeOf(ann, 1, 2), 3, 1));
  },
};

/** What a shared store must do where a process is killed. */
export const FENCE_KILL_CLAUSES: Clauses = {
  async "fence() has kept what it answered when it is killed"(session) {
    await session.fence(3, 7);
    await session.put(ownWrite(writeOf(ann, 0, 1, 50), 3, 7));
    await session.kill();
    const { store } = session;
    const late = await isWritten(store, ownWrite(writeOf(ann, 1, 2), 3, 6));
    expectSame(late, false, "whether epoch 6 is written below 7");
    expectSame(await readDue(store, [3]), ["ann 50"], "what is due");
    await expectCode(session.fence(3, 6), "fenced", "fence() of epoch 6");
  },

  async "kill() of one engine's store leaves those of others"(session) {
    const other = await session.openOther();
    await session.fence(3, 1);
    await session.put(ownWrite(writeOf(ann, 0, 1), 3, 1));
    void Promise.allSettled(
      Array.from(
        { length: MANY },
        (_, at) =>
          session.store.commit([ownWrite(writeOf(ann, at + 1, at), 3, 1)]),
      ),
    );
    await session.kill();
    await session.fence(3, 2, other);
    const before = (await other.load(ann))?.version ?? 0;
    const write = ownWrite(writeOf(ann, before, 9), 3, 2);
    expectSame(await other.commit([write]), [], "what the other is refused");
    const found = await session.store.load(ann);
    expectSame(found?.version, before + 1, "the version for the next store");
  },
};

/** Whether a session's store can do what the clauses above ask. */
export function isShared({ store }: StoreSession): boolean {
  return store.fence !== undefined;
}
