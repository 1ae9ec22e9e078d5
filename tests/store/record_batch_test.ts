import { assert, assertEquals, assertThrows } from "@std/assert";
import { RecordBatch } from "../../src/store/record_batch.ts";
import { NO_RECORD } from "../../src/store/record.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { Chance } from "../support/chance.ts";
import { randomRecord } from "./random_record.ts";

Deno.test("RecordBatch.encode() makes the bytes that one record has", () => {
  const chance = new Chance(20_251);
  const batch = new RecordBatch();
  for (let round = 0; round < 3; round++) {
    const records = Array.from({ length: 200 }, () => randomRecord(chance));
    const encoded = records.map((record) => batch.encode(record));
    // All are as they were, though the buffer has grown behind them.
    for (const [at, record] of records.entries()) {
      assertEquals(encoded[at], encodeRecord(record));
    }
    batch.clear();
  }
});

Deno.test("RecordBatch.encode() keeps large records apart", () => {
  const batch = new RecordBatch();
  const large = (byte: number) => ({
    ...NO_RECORD,
    states: [{
      name: "large",
      version: 1,
      shape: "1f",
      bytes: new Uint8Array(700_000).fill(byte),
    }],
  });
  const encoded = [1, 2, 3, 4, 5].map((byte) => batch.encode(large(byte)));
  for (const [at, bytes] of encoded.entries()) {
    assertEquals(bytes, encodeRecord(large(at + 1)));
  }
  assert(encoded[0]!.buffer !== encoded[4]!.buffer);
});

Deno.test("RecordBatch.encode() leaves nothing of a record that throws", () => {
  const batch = new RecordBatch();
  const first = batch.encode(NO_RECORD);
  const broken = {
    ...NO_RECORD,
    states: [{ name: "a", version: 1, shape: "1f", bytes: null }],
  };
  assertThrows(() => batch.encode(broken as never));
  assertEquals(batch.encode(NO_RECORD), encodeRecord(NO_RECORD));
  assertEquals(first, encodeRecord(NO_RECORD));
});
