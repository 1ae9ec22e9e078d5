import { assertEquals } from "@std/assert";
import type { ActorRecord } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";

const bytes = Uint8Array.of(0xa0);
const record: ActorRecord = {
  states: [{ name: "balance", version: 2, shape: "1f", bytes }],
  outbox: {
    line: "c0ffee",
    next: 8,
    sends: [{
      to: { type: "Cart", id: "7" },
      method: "add",
      payload: bytes,
      key: "order-12",
      carried: bytes,
      sequence: 7,
      sentAt: 1_700_000_000_000.25,
      tries: 1,
      parked: null,
    }],
  },
  reminders: [{
    name: "close",
    method: "close",
    payload: bytes,
    schedule: { kind: "cron", cron: "0 9 * * *", timeZone: "UTC" },
    missed: "once",
    setAt: 1,
    dueAt: 2,
    tries: 0,
    retryAt: null,
    parked: "it failed 10 times",
  }],
};

Deno.test("decodeRecord() reads what encodeRecord() wrote", () => {
  assertEquals(decodeRecord(encodeRecord(record)), record);
});
