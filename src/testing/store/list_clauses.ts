import type { ActorId } from "../../envelope/actor_id.ts";
import type { DueActor } from "../../store/store.ts";
import { expectSame } from "./expectation.ts";
import { ann, bob, cid, rowOf, writeOf } from "./samples.ts";
import type { Clauses, StoreSession } from "./store_session.ts";

const DAY_MS = 86_400_000;

/** Ids in the order of their UTF-8 bytes, which is not that of UTF-16. */
const SORTED = [
  "10",
  "9",
  "A",
  "B",
  "a",
  "aa",
  "b",
  "é",
  "\uffff",
  "\u{10000}",
];

function name({ type, id }: ActorId): string {
  return `${type}/${id}`;
}

/** Lists all that is due by then, page by page. */
async function readDue(
  { store }: StoreSession,
  until: number,
  limit: number,
): Promise<string[]> {
  const names: string[] = [];
  let after: DueActor | undefined;
  for (;;) {
    const page = await store.due({ until, limit, after });
    if (page.length > limit) throw new Error("Cannot take more than asked for");
    names.push(...page.map((due) => `${due.wakeAt} ${name(due.actor)}`));
    after = page.at(-1);
    if (after === undefined || names.length > 99) return names;
  }
}

/** Lists all records, page by page. */
async function readList(
  { store }: StoreSession,
  limit: number,
  type?: string,
): Promise<string[]> {
  const names: string[] = [];
  let after: ActorId | undefined;
  for (;;) {
    const page = await store.list({ type, limit, after });
    if (page.length > limit) throw new Error("Cannot take more than asked for");
    names.push(...page.map(({ actor }) => name(actor)));
    after = page.at(-1)?.actor;
    if (after === undefined || names.length > 99) return names;
  }
}

/** What a store must do to list records. */
export const LIST_CLAUSES: Clauses = {
  async "due() lists by time, then by type and id, in pages"(session) {
    const ids = SORTED.toReversed();
    await session.put(
      ...ids.map((id) => writeOf({ type: "T", id }, 0, 1, 50)),
      ...ids.map((id) => writeOf({ type: "S", id }, 0, 1, 50)),
      writeOf({ type: "Z", id: "z" }, 0, 1, 49.5),
      writeOf({ type: "A", id: "a" }, 0, 1, 50.5),
      writeOf({ type: "A", id: "late" }, 0, 1, 51),
      writeOf({ type: "A", id: "never" }, 0, 1),
    );
    const right = [
      "49.5 Z/z",
      ...SORTED.map((id) => `50 S/${id}`),
      ...SORTED.map((id) => `50 T/${id}`),
      "50.5 A/a",
    ];
    for (const limit of [1, 7, 22, 99]) {
      const what = `what is due in pages of ${limit}`;
      expectSame(await readDue(session, 50.5, limit), right, what);
    }
    const early = await session.store.due({ until: 49, limit: 9 });
    expectSame(early, [], "what is due too early");
  },

  async "due() goes by what an actor's record asks for last"(session) {
    await session.put(
      writeOf(ann, 0, 1, 50),
      writeOf(bob, 0, 1, 50),
      writeOf(cid, 0, 1),
    );
    await session.put(
      writeOf(ann, 1, 2, 20),
      writeOf(bob, 1, 2),
      writeOf(cid, 1, 2, 10),
    );
    const seen = await readDue(session, 99, 9);
    expectSame(seen, ["10 Cart/ann", "20 Account/ann"], "what is due");
  },

  async "due() goes on behind an actor that is due no more"(session) {
    await session.put(
      writeOf(ann, 0, 1, 10),
      writeOf(bob, 0, 1, 10),
      writeOf(cid, 0, 1, 20),
    );
    const [, last] = await session.store.due({ until: 99, limit: 2 });
    await session.put(writeOf(bob, 1, 2, 90));
    const rest = await session.store.due({ until: 50, limit: 9, after: last });
    const names = rest.map(({ actor }) => name(actor));
    expectSame(names, ["Cart/ann"], "the rest");
  },

  async "list() lists by type and id in UTF-8, in pages"(session) {
    const types = ["\u{10000}", "\uffff", "b", "B", "a"];
    const ids = SORTED.toReversed();
    await session.put(
      ...types.flatMap((type) => ids.map((id) => writeOf({ type, id }, 0, 1))),
    );
    await session.putRows({ actor: ann, expected: 0 }, rowOf("m", 1));
    const right = ["B", "a", "b", "\uffff", "\u{10000}"]
      .flatMap((type) => SORTED.map((id) => `${type}/${id}`));
    for (const limit of [7, 50, 99]) {
      const what = `the records in pages of ${limit}`;
      expectSame(await readList(session, limit), right, what);
    }
  },

  async "list() lists one type alone where it is asked to"(session) {
    const types = ["Ca", "Cart", "cart", "Cart_", "C%", "Carts"];
    await session.put(
      ...types.flatMap((type) => [
        writeOf({ type, id: "1" }, 0, 1),
        writeOf({ type, id: "2" }, 0, 1),
      ]),
    );
    for (const type of ["Cart", "C%", "Ca"]) {
      const right = [`${type}/1`, `${type}/2`];
      expectSame(await readList(session, 1, type), right, `type ${type}`);
    }
    expectSame(await readList(session, 9, "C"), [], "a type that is not there");
  },

  async "list() goes on behind a record that is gone"(session) {
    const dan = { type: "Account", id: "dan" };
    await session.put(
      writeOf(ann, 0, 1),
      writeOf(bob, 0, 1),
      writeOf(dan, 0, 1),
    );
    await session.put({ actor: bob, expected: 1, record: null });
    for (const type of [undefined, "Account"]) {
      const rest = await session.store.list({ type, limit: 9, after: bob });
      const names = rest.map(({ actor }) => name(actor));
      expectSame(names, ["Account/dan"], "the rest");
    }
  },

  async "list() describes records as they were written last"(session) {
    const bytes = new Uint8Array(700);
    const record = { bytes, wakeAt: 12.5 };
    await session.put(
      { actor: ann, expected: 0, record },
      writeOf(ann, 1, 1, 70),
      writeOf(bob, 0, 1),
      { actor: bob, expected: 1, record },
    );
    const found = await session.store.list({ limit: 9 });
    expectSame(found, [
      { actor: ann, version: 2, size: 3, wakeAt: 70 },
      { actor: bob, version: 2, size: 700, wakeAt: 12.5 },
    ], "what is listed");
    const now = session.now();
    for (const { committedAt } of found) {
      const isNear = Math.abs(committedAt - now) < DAY_MS;
      expectSame(
        isNear,
        true,
        `whether ${committedAt} is near ${now}, the time`,
      );
    }
  },
};
