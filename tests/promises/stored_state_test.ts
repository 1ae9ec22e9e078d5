import { CallError, StoredStateError } from "@backstage/actors";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { makeTask, safeOf } from "../support/safes.ts";
import { testPromise } from "../support/promises.ts";

const ACTOR = { type: "Safe", id: "v0" };
/** A number, which is no list of entries. */
const NUMBER = Uint8Array.of(7);
/** A list of entries, one without a step. */
const NO_STEP = Uint8Array.of(0x81, 0xa1, 0x63, 0x6b, 0x65, 0x79, 1);
const EMPTY = Uint8Array.of(0x80);

/** Stores a state that another class, or a later version of it, has written. */
async function store(bytes: Uint8Array, version = 1): Promise<{
  store: MemoryStore;
  record: Uint8Array;
}> {
  const record = encodeRecord({
    states: [{ name: "log", version, shape: "another", bytes }],
    outbox: null,
    reminders: [],
  });
  const store = memoryStore();
  const write = { bytes: record, wakeAt: null };
  await store.commit([{ actor: ACTOR, expected: 0, record: write }]);
  return { store, record };
}

const MISFITS = {
  "of another type": { bytes: NUMBER, path: "log" },
  "without a member": { bytes: NO_STEP, path: "log[0].step" },
  "of a later version": { bytes: EMPTY, version: 2, path: "log" },
};

for (const [what, { path, ...misfit }] of Object.entries(MISFITS)) {
  testPromise(
    `promise 23: a stored state ${what} is neither misread nor reset`,
    async (stage) => {
      const { version } = { version: 1, ...misfit };
      const stored = await store(misfit.bytes, version);
      const engine = stage.open({ store: stored.store });
      const call = () => safeOf(engine, "v0").run(makeTask(1, "add"));
      for (let tries = 0; tries < 2; tries++) {
        const failed = assertRejects(call, CallError, "Safe/v0");
        const { outcome, cause } = await stage.finish(failed);
        assertEquals(outcome, "not-run");
        assert(cause instanceof StoredStateError);
        assertEquals(cause.state, "log");
        assertStringIncludes(cause.message, path);
      }
      await stage.finish(engine.stop());
      const kept = await stored.store.crash().load(ACTOR);
      assertEquals(kept, { version: 1, bytes: stored.record });
    },
  );
}
