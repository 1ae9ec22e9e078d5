import { assertEquals } from "@std/assert";
import { findRecord } from "../../src/store/find_record.ts";
import { memoryStore } from "../../src/store/memory/store_in_memory.ts";

const IDS = ["\0", "a", "a\0", "a\0\0", "aa", "b", "\ue000", "\u{10ffff}"];

Deno.test("findRecord() finds an actor among its neighbours", async () => {
  const store = memoryStore();
  const record = { bytes: Uint8Array.of(1), wakeAt: 7 };
  const more = Array.from({ length: 40 }, (_, at) => `a\u{10ffff}${at}`);
  for (const id of [...IDS, ...more]) {
    const actor = { type: "Account", id };
    await store.commit([{ actor, expected: 0, record }]);
  }
  for (const id of IDS) {
    const actor = { type: "Account", id };
    const found = await findRecord(store, actor);
    assertEquals([found?.actor, found?.wakeAt], [actor, 7]);
  }
  for (const id of ["ab", "a\0\x01", "c", "\ud7ff", "\x01"]) {
    assertEquals(await findRecord(store, { type: "Account", id }), null);
  }
  assertEquals(await findRecord(store, { type: "Accounts", id: "a" }), null);
});
