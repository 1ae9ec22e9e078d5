import { Buffer } from "node:buffer";
import type { ActorId, ActorWrite, Store } from "@backstage/actors";
import { MemoryData } from "../../src/store/memory/data.ts";
import {
  breakIds,
  breakKeys,
  breakWrites,
  commitEach,
  type Tooth,
  versionOf,
} from "./breach.ts";

/** Keeps what was written last of each actor, whatever it was written with. */
function makeEpochs(isRefused: (epoch: number, last: number) => boolean) {
  const last = new Map<string, number>();
  return {
    judge({ actor, epoch = Infinity }: ActorWrite): boolean {
      return isRefused(epoch, last.get(JSON.stringify(actor)) ?? -1);
    },
    keep({ actor, epoch }: ActorWrite): void {
      if (epoch !== undefined) last.set(JSON.stringify(actor), epoch);
    },
  };
}

function withoutEpoch({ epoch: _, ...write }: ActorWrite): ActorWrite {
  return write;
}

/** Stores that are wrong about what they write and refuse. */
export const BROKEN_COMMITS: readonly Tooth[] = [
  [
    "versions that are not compared",
    commitEach((write, place) => [{
      ...write,
      expected: versionOf(write, place),
    }]),
    "commit() refuses a version",
  ],
  [
    "a first write that takes the place of any",
    commitEach((write, place) => [
      write.expected === 0
        ? { ...write, expected: versionOf(write, place) }
        : write,
    ]),
    "commit() refuses a version",
  ],
  ["versions that begin at 0", (right) => ({
    async load(actor) {
      const found = await right.load(actor);
      return found && { ...found, version: found.version - 1 };
    },
  }), "commit() writes records whose versions"],
  ["one refusal that refuses all", (right, { data }) => ({
    async commit(writes) {
      const isRefused = writes.some((write) =>
        versionOf(write, { data }) !== write.expected
      );
      return isRefused ? [...writes.keys()] : await right.commit(writes);
    },
  }), "commit() writes the others"],
  ["one refusal that ends the commit", (right) => ({
    async commit(writes) {
      for (const [index, write] of writes.entries()) {
        const refused = await right.commit([write]);
        if (refused.length > 0) return [index];
      }
      return [];
    },
  }), "commit() writes the others"],
  ["rows of what is refused", (right) => ({
    async commit(writes) {
      for (const { actor, rows } of writes) {
        const expected = (await right.load(actor))?.version ?? 0;
        await right.commit([{ actor, expected, rows }]);
      }
      return await right.commit(writes);
    },
  }), "commit() writes nothing of an actor"],
  [
    "versions that go on when a record is gone",
    (right) => {
      const deleted = new Map<string, number>();
      const base = (actor: ActorId): number =>
        deleted.get(JSON.stringify(actor)) ?? 0;
      return {
        async load(actor) {
          const found = await right.load(actor);
          return found &&
            { ...found, version: found.version + base(actor) };
        },
        async commit(writes) {
          const refused = await right.commit(writes);
          for (const { actor, record, expected } of writes) {
            if (record === null && expected > 0) {
              deleted.set(JSON.stringify(actor), expected);
            }
          }
          return refused;
        },
      };
    },
    "commit() deletes a record",
  ],
  [
    "rows alone that count as a version",
    commitEach((write, { data }) => {
      const bytes = data.load(write.actor)?.bytes;
      if (write.record !== undefined || bytes === undefined) return [write];
      return [{ ...write, record: { bytes, wakeAt: null } }];
    }),
    "commit() leaves a record alone",
  ],
  ["an actor's second write that does not see its first", (right, place) => ({
    async commit(writes) {
      const versions = writes.map((write) => versionOf(write, place));
      const lost = writes.flatMap(({ expected }, index) =>
        expected === versions[index] ? [] : [index]
      );
      await right.commit(writes);
      return lost;
    },
  }), "commit() sees what it wrote"],
  [
    "epochs that are not compared",
    breakWrites(withoutEpoch),
    "commit() refuses an epoch",
  ],
  ["an epoch that is refused when it comes again", (right) => {
    const epochs = makeEpochs((epoch, last) => epoch <= last);
    return {
      async commit(writes) {
        if (epochs.judge(writes[0]!)) return [0];
        writes.forEach(epochs.keep);
        return await right.commit(writes);
      },
    };
  }, "commit() refuses an epoch"],
  [
    "a write without an epoch that lowers the fence",
    breakWrites((write) => ({ ...write, epoch: write.epoch ?? -Infinity })),
    "commit() refuses an epoch",
  ],
  ["an epoch that goes with the record", (right) => {
    const epochs = makeEpochs((epoch, last) => epoch < last);
    return {
      async commit(writes) {
        const refused = new Set(
          writes.keys().filter((index) => epochs.judge(writes[index]!)),
        );
        for (const write of writes) {
          epochs.keep(
            write.record === null ? { ...write, epoch: -1 } : write,
          );
        }
        const more = await right.commit(
          writes.map((write, index) =>
            withoutEpoch(
              refused.has(index) ? { ...write, expected: -1 } : write,
            )
          ),
        );
        return more;
      },
    };
  }, "commit() keeps the epoch"],
  [
    "a deletion that takes the rows along",
    commitEach((write, { data }) => {
      if (write.record !== null) return [write];
      const rows = data.listRows(write.actor, { limit: 99 });
      const gone = rows.map((row) => ({ ...row, bytes: null }));
      return [{ ...write, rows: [...gone, ...write.rows ?? []] }];
    }),
    "commit() keeps rows",
  ],
  [
    "rows that are written from the last to the first",
    breakWrites(({ rows, ...write }) => ({
      ...write,
      rows: rows?.toReversed(),
    })),
    "commit() writes the rows of one actor",
  ],
  [
    "a record of no bytes that is none",
    breakWrites((write) => ({
      ...write,
      record: write.record?.bytes.length === 0 ? null : write.record,
    })),
    "commit() keeps bytes",
  ],
  [
    "the buffer in place of a part of it",
    breakWrites(({ record, ...write }) => ({
      ...write,
      record: record &&
        { ...record, bytes: new Uint8Array(record.bytes.buffer) },
    })),
    "commit() keeps bytes",
  ],
  [
    "records of 64 KiB at most",
    breakWrites(({ record, ...write }) => ({
      ...write,
      record: record && { ...record, bytes: record.bytes.slice(0, 65_536) },
    })),
    "commit() keeps records and rows that are large",
  ],
  ["commits of 500 writes at most", (right) => ({
    commit: (writes) => right.commit(writes.slice(0, 500)),
  }), "commit() writes many actors"],
  ["bytes that it keeps as they are", (_, { data }) => ({
    commit: (writes) => Promise.resolve(data.commit(writes, Date.now())),
  }), "commit() leaves what it is given"],
  ["bytes that it takes from the caller", (right) => ({
    commit(writes) {
      const committed = right.commit(writes);
      for (const { record } of writes) record?.bytes.fill(0);
      return committed;
    },
  }), "commit() leaves what it is given"],
  ["bytes that it hands out again", (right) => {
    const cached = new Map<string, Awaited<ReturnType<Store["load"]>>>();
    return {
      async load(actor) {
        const key = JSON.stringify(actor);
        const found = await right.load(actor);
        if (cached.get(key)?.version !== found?.version) {
          cached.set(key, found);
        }
        return cached.get(key) ?? null;
      },
    };
  }, "load() and read() return"],
  ["bytes of Node's own kind", (right) => ({
    async load(actor) {
      const found = await right.load(actor);
      return found && { ...found, bytes: Buffer.from(found.bytes) };
    },
  }), "load() and read() return"],
  [
    "times in whole milliseconds",
    breakWrites(({ record, ...write }) => ({
      ...write,
      record: record &&
        { ...record, wakeAt: record.wakeAt && Math.floor(record.wakeAt) },
    })),
    "commit() keeps times",
  ],
  [
    "ids without regard to case",
    breakIds((id) => id.toLowerCase()),
    "commit() tells actors",
  ],
  [
    "ids that end at a NUL",
    breakIds((id) => id.split("\0")[0]!),
    "commit() tells actors",
  ],
  [
    "ids in one of Unicode's forms",
    breakIds((id) => id.normalize()),
    "commit() tells actors",
  ],
  [
    "ids without spaces at their ends",
    breakIds((id) => id.trim()),
    "commit() tells actors",
  ],
  [
    "ids without a byte order mark",
    breakIds((id) => id.replace("\ufeff", "")),
    "commit() tells actors",
  ],
  [
    "ids that look like numbers",
    breakIds((id) => /^[\d.e]+$/.test(id) ? String(Number(id)) : id),
    "commit() tells actors",
  ],
  [
    "ids of 1,023 units",
    breakIds((id) => id.slice(0, 1_023)),
    "commit() tells actors",
  ],
  [
    "keys of 255 units",
    breakKeys((key) => key.slice(0, 255)),
    "commit() tells rows",
  ],
  ["another actor's record where there is none", (right) => ({
    load: async (actor) =>
      await right.load(actor) ?? await right.load({ ...actor, id: "ann" }),
  }), "load() returns null"],
  ["a commit of nothing that is refused", (right) => ({
    commit: async (writes) =>
      writes.length === 0 ? [0] : await right.commit(writes),
  }), "commit() of nothing"],
  ["no data at all", () => {
    const data = new MemoryData();
    return { load: (actor) => Promise.resolve(data.load(actor)) };
  }, "commit() writes records whose versions"],
];
