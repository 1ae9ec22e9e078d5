import { StoreError } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import { mutate } from "../codec/fuzz_bytes.ts";
import { Chance } from "../support/chance.ts";
import { randomRecord } from "./random_record.ts";

/** Another seed makes other bytes; the one of a failure repeats them. */
const SEED = 16_042;
const INPUTS = 10_000;

Deno.test("decodeRecord() throws StoreError alone when bytes are bad", () => {
  const chance = new Chance(SEED);
  const counts = { read: 0, corrupt: 0, newer: 0 };
  for (let input = 0; input < INPUTS; input++) {
    const bytes = mutate(encodeRecord(randomRecord(chance)), chance);
    const before = bytes.toHex();
    try {
      const record = decodeRecord(bytes);
      counts.read++;
      // What is read is a record, which can be written and read again.
      const written = encodeRecord(record);
      const again = encodeRecord(decodeRecord(written));
      assertEquals(again.toHex(), written.toHex());
    } catch (error) {
      const isRight = error instanceof StoreError &&
        (error.code === "corrupt" || error.code === "newer");
      if (!isRight) {
        throw new Error(`seed ${SEED}, input ${input}: ${before}`, {
          cause: error,
        });
      }
      counts[error.code === "newer" ? "newer" : "corrupt"]++;
    }
    assertEquals(bytes.toHex(), before);
  }
  assert(counts.read > INPUTS / 20, `${counts.read} were read`);
  assert(counts.corrupt > INPUTS / 4, `${counts.corrupt} were corrupt`);
  assert(counts.newer > 0, "none was newer");
  assert(Reflect.get({}, "polluted") === undefined);
});
