import { type ActorWrite, StoreError } from "@backstage/actors";
import { MemoryData } from "../../src/store/memory/data.ts";
import type { Tooth } from "./breach.ts";

/** Waits until all that is ready has run. */
const pause = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 0));

/** Stores that are wrong about their order, or their ends. */
export const BROKEN_LIVES: readonly Tooth[] = [
  ["a load that overtakes a commit", (right) => ({
    async commit(writes) {
      await pause();
      return await right.commit(writes);
    },
  }), "load() sees each commit"],
  ["commits of which the last is first", (right) => {
    const waiting: (() => void)[] = [];
    return {
      async commit(writes) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.push(resolve);
        await pause();
        waiting.pop()?.();
        await promise;
        return await right.commit(writes);
      },
    };
  }, "commit() writes in the order"],
  ["all that is lost when it is closed", (right, place) => ({
    close() {
      place.data = new MemoryData();
      return right.close();
    },
  }), "close() keeps everything"],
  ["rows that are lost when it is closed", (right, place) => ({
    async close() {
      const { data } = place;
      const records = data.list({ limit: 999 });
      place.data = new MemoryData();
      for (const { actor, version, wakeAt } of records) {
        const { bytes } = data.load(actor)!;
        for (let expected = 0; expected < version; expected++) {
          const record = { bytes, wakeAt };
          place.data.commit([{ actor, expected, record }], Date.now());
        }
      }
      await right.close();
    },
  }), "close() keeps everything"],
  ["a close that waits for no commit", (right) => {
    const asked: (() => void)[] = [];
    return {
      async commit(writes) {
        const { promise, resolve } = Promise.withResolvers<void>();
        asked.push(resolve);
        void pause().then(resolve);
        await promise;
        return await right.commit(writes);
      },
    };
  }, "close() waits for what was asked"],
  ["a store that is never closed", () => ({
    close: () => Promise.resolve(),
  }), "close() refuses what is asked"],
  ["another code when it is closed", (right) => {
    let isClosed = false;
    return {
      load(actor) {
        if (!isClosed) return right.load(actor);
        const error = new StoreError("Cannot load", { code: "failed" });
        return Promise.reject(error);
      },
      close() {
        isClosed = true;
        return right.close();
      },
    };
  }, "close() refuses what is asked"],
  ["a close that fails when it is closed", (right) => {
    let count = 0;
    return {
      close: () =>
        count++ === 0
          ? right.close()
          : Promise.reject(new StoreError("Cannot close", { code: "closed" })),
    };
  }, "close() refuses what is asked"],
  [
    "an answer that never comes",
    () => ({
      load: () => new Promise(() => {}),
    }),
    "load() returns null",
    10,
  ],
  ["a store that is lost when it is opened", () => ({
    open: (host) => host.lose(new Error("lost")),
  }), "load() returns null"],
  ["commits that are kept when it is closed alone", (right, place) => {
    // What it has on its disk is what it had when it was opened.
    const kept = place.data;
    let written: readonly ActorWrite[] = [];
    place.data = new MemoryData();
    return {
      commit(writes) {
        written = [...written, ...writes];
        return right.commit(writes);
      },
      async close() {
        kept.commit(written, Date.now());
        place.data = kept;
        await right.close();
      },
    };
  }, "commit() has kept what it answered"],
  ["rows that are written behind their record", (right, place) => ({
    async commit(writes) {
      const refused = await right.commit(
        writes.map(({ rows: _, ...write }) => write),
      );
      await pause();
      place.data.commit(
        writes.map(({ actor, rows }) => ({
          actor,
          expected: place.data.load(actor)?.version ?? 0,
          rows,
        })),
        Date.now(),
      );
      return refused;
    },
  }), "commit() keeps all of a write"],
];
