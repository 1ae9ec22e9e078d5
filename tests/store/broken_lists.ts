import type {
  ActorId,
  DueActor,
  ListQuery,
  RowName,
  Store,
  StoredRow,
} from "@backstage/actors";
import { breakWrites, type Tooth } from "./breach.ts";

const ALL = 10_000;

/** Sorts by UTF-16 code units, as JavaScript does. */
function compareUnits(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** Takes a page that begins where another one ended, and not behind that. */
function pageFrom<Item>(
  all: readonly Item[],
  limit: number,
  after: unknown,
  nameOf: (item: Item) => unknown,
): Item[] {
  const last = JSON.stringify(after);
  const at = all.findIndex((item) => JSON.stringify(nameOf(item)) === last);
  return all.slice(at + 1, at + 1 + limit);
}

const nameOfRow = ({ kind, key }: RowName): RowName => ({ kind, key });

/** Breaks how an actor is listed. */
function breakList(
  list: (right: Store, query: ListQuery) => ReturnType<Store["list"]>,
): Tooth[1] {
  return (right) => ({ list: (query) => list(right, query) });
}

function nameOfActor({ type, id }: ActorId): ActorId {
  return { type, id };
}

function nameOfDue({ actor, wakeAt }: DueActor): DueActor {
  return { actor: nameOfActor(actor), wakeAt };
}

/** Stores that are wrong about rows. */
export const BROKEN_ROWS: readonly Tooth[] = [
  ["rows that are written once alone", (right, { data }) => ({
    commit: (writes) =>
      right.commit(writes.map((write) => ({
        ...write,
        rows: write.rows?.filter((row) =>
          row.bytes === null || data.read(write.actor, row) === null
        ),
      }))),
  }), "read() returns a row"],
  [
    "rows that are never deleted",
    breakWrites((write) => ({
      ...write,
      rows: write.rows?.filter(({ bytes }) => bytes !== null),
    })),
    "read() returns a row",
  ],
  ["a row of any kind", (right) => ({
    read: async (actor, row) =>
      await right.read(actor, { ...row, kind: "answer" }) ??
        await right.read(actor, row),
  }), "read() tells kinds"],
  ["rows in the order of UTF-16", (right) => ({
    async listRows(actor, { limit, after, kind }) {
      const all = await right.listRows(actor, { limit: ALL, kind });
      const sorted = all.toSorted((left, other) =>
        compareUnits(left.kind, other.kind) ||
        compareUnits(left.key, other.key)
      );
      return pageFrom(sorted, limit, after, nameOfRow);
    },
  }), "listRows() lists by kind"],
  ["rows of one kind behind the other's", (right) => ({
    async listRows(actor, { limit, after, kind }) {
      const all = await right.listRows(actor, { limit: ALL, kind });
      const sorted = all.toSorted((left, other) =>
        compareUnits(left.key, other.key)
      );
      return pageFrom(sorted, limit, after, nameOfRow);
    },
  }), "listRows() lists by kind"],
  ["rows without a limit", (right) => ({
    listRows: (actor, query) => right.listRows(actor, { ...query, limit: ALL }),
  }), "listRows() lists by kind"],
  ["a page of rows that begins anew where a row is gone", (right) => ({
    async listRows(actor, { limit, after, kind }) {
      const all = await right.listRows(actor, { limit: ALL, kind });
      return pageFrom<StoredRow>(all, limit, after, nameOfRow);
    },
  }), "listRows() goes on"],
  ["rows that live on at the time when they expire", (right) => ({
    expire: (now, limit) => right.expire(now - 0.001, limit),
  }), "expire() forgets rows"],
  ["rows that are gone before they are expired", (right) => ({
    async read(actor, row) {
      const found = await right.read(actor, row);
      return found?.expiresAt === null ? found : null;
    },
  }), "expire() forgets rows"],
  ["rows that expire without a limit", (right) => ({
    expire: (now) => right.expire(now, ALL),
  }), "expire() forgets so many"],
  ["rows that expire when they were told to first", (right) => {
    const first = new Map<string, number | null>();
    return {
      commit: (writes) =>
        right.commit(writes.map((write) => ({
          ...write,
          rows: write.rows?.map((row) => {
            const key = JSON.stringify([write.actor, row.kind, row.key]);
            if (!first.has(key)) first.set(key, row.expiresAt);
            return { ...row, expiresAt: first.get(key)! };
          }),
        }))),
    };
  }, "expire() goes by the time"],
];

/** Stores that are wrong about what they list. */
export const BROKEN_LISTS: readonly Tooth[] = [
  ["due actors in the order of UTF-16", (right) => ({
    async due({ until, limit, after }) {
      const all = await right.due({ until, limit: ALL });
      const sorted = all.toSorted((left, other) =>
        left.wakeAt - other.wakeAt ||
        compareUnits(left.actor.type, other.actor.type) ||
        compareUnits(left.actor.id, other.actor.id)
      );
      return pageFrom(sorted, limit, after, nameOfDue);
    },
  }), "due() lists by time"],
  ["due actors before their time", (right) => ({
    due: ({ until, ...query }) => right.due({ ...query, until: until + 1 }),
  }), "due() lists by time"],
  ["due actors behind their time alone", (right) => ({
    due: ({ until, ...query }) => right.due({ ...query, until: until - 0.001 }),
  }), "due() lists by time"],
  ["a page of due actors that begins behind all of one time", (right) => ({
    async due({ until, limit, after }) {
      const all = await right.due({ until, limit: ALL });
      const time = after?.wakeAt ?? -1;
      return all.filter(({ wakeAt }) => wakeAt > time).slice(0, limit);
    },
  }), "due() lists by time"],
  ["an actor that is due when it was first", (right) => {
    const first = new Map<string, number | null>();
    return {
      commit: (writes) =>
        right.commit(writes.map((write) => {
          const { actor, record } = write;
          if (record === undefined || record === null) return write;
          const key = JSON.stringify(actor);
          if (!first.has(key)) first.set(key, record.wakeAt);
          const wakeAt = first.get(key)!;
          return { ...write, record: { ...record, wakeAt } };
        })),
    };
  }, "due() goes by what"],
  ["a page of due actors that begins anew", (right) => ({
    async due({ until, limit, after }) {
      const all = await right.due({ until, limit: ALL });
      return pageFrom(all, limit, after, nameOfDue);
    },
  }), "due() goes on"],
  [
    "records in the order of UTF-16",
    breakList(async (right, { type, limit, after }) => {
      const all = await right.list({ type, limit: ALL });
      const sorted = all.toSorted(({ actor: left }, { actor: other }) =>
        compareUnits(left.type, other.type) || compareUnits(left.id, other.id)
      );
      const nameOf = (one: { readonly actor: ActorId }): ActorId =>
        nameOfActor(one.actor);
      return pageFrom(sorted, limit, after, nameOf);
    }),
    "list() lists by type",
  ],
  [
    "records without a limit",
    breakList((right, query) => right.list({ ...query, limit: ALL })),
    "list() lists by type",
  ],
  [
    "types that begin with what is asked for",
    breakList(async (right, { type = "", limit, after }) => {
      const all = await right.list({ limit: ALL, after });
      return all.filter(({ actor }) => actor.type.startsWith(type))
        .slice(0, limit);
    }),
    "list() lists one type",
  ],
  [
    "a page of records that begins anew",
    breakList(async (right, { type, limit, after }) => {
      const all = await right.list({ type, limit: ALL });
      return pageFrom(all, limit, after, ({ actor }) => nameOfActor(actor));
    }),
    "list() goes on",
  ],
  [
    "times in seconds",
    breakList(async (right, query) =>
      (await right.list(query)).map((info) => ({
        ...info,
        committedAt: info.committedAt / 1_000,
      }))
    ),
    "list() describes records",
  ],
  [
    "sizes that are a record's first",
    (right) => {
      const sizes = new Map<string, number>();
      return {
        async list(query) {
          return (await right.list(query)).map((info) => ({
            ...info,
            size: sizes.get(JSON.stringify(info.actor)) ?? 0,
          }));
        },
        commit(writes) {
          for (const { actor, record } of writes) {
            const key = JSON.stringify(actor);
            if (!sizes.has(key)) sizes.set(key, record?.bytes.length ?? 0);
          }
          return right.commit(writes);
        },
      };
    },
    "list() describes records",
  ],
];
