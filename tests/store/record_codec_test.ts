import { StoreError } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { Decoder } from "cbor-x/decode";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_FRAME_BYTES } from "../../src/base/limits.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import { type ActorRecord, NO_RECORD } from "../../src/store/record.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import { Chance } from "../support/chance.ts";
import { randomRecord } from "./random_record.ts";

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
      key: "order-7",
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

/** The bytes of that record, part by part: they are what stores hold. */
const GOLDEN = [
  "8401",
  "81846762616c616e63650262316641a0",
  "8366633066666565",
  "08",
  "818a6443617274613763616464",
  "41a0676f726465722d3741a0",
  "07fb4278bcfe5680040001f6",
  "818a65636c6f736565636c6f7365",
  "41a0",
  "836463726f6e69302039202a202a202a63555443",
  "646f6e6365010200f6726974206661696c65642031302074696d6573",
].join("");

function fromHex(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

function readCode(hex: string): string {
  return assertThrows(() => decodeRecord(fromHex(hex)), StoreError).code;
}

Deno.test("encodeRecord() writes the bytes that stores hold", () => {
  assertEquals(encodeRecord(record).toHex(), GOLDEN);
  assertEquals(encodeRecord(NO_RECORD).toHex(), "840180f680");
});

Deno.test("decodeRecord() reads the bytes that stores hold", () => {
  assertEquals(decodeRecord(fromHex(GOLDEN)), record);
  assertEquals(decodeRecord(fromHex("840180f680")), NO_RECORD);
});

Deno.test("decodeRecord() reads what encodeRecord() wrote, of any kind", () => {
  const chance = new Chance(1_604);
  for (let round = 0; round < 1_000; round++) {
    const made = randomRecord(chance);
    const written = encodeRecord(made);
    // Minus zero is zero there: a time has no sign.
    const text = (one: ActorRecord): string => Deno.inspect(one, { depth: 9 });
    const read = decodeRecord(written);
    assertEquals(text(read), text(made).replaceAll(/-0(?=[,\s])/g, "0"));
    assertEquals(encodeRecord(read), written);
  }
});

Deno.test("encodeRecord() writes CBOR that any reader reads", () => {
  const decoder = new Decoder({ useRecords: false });
  const cron = ["cron", "0 9 * * *", "UTC"];
  assertEquals(decoder.decode(encodeRecord(record)), [
    1,
    [["balance", 2, "1f", bytes]],
    ["c0ffee", 8, [[
      ...["Cart", "7", "add", bytes, "order-7", bytes],
      ...[7, 1_700_000_000_000.25, 1, null],
    ]]],
    [[
      ...["close", "close", bytes, cron, "once"],
      ...[1, 2, 0, null, "it failed 10 times"],
    ]],
  ]);
});

Deno.test("decodeRecord() keeps texts that text cannot hold", () => {
  const texts = ["\ud800", "a\udfff", "\ufeffname", "\u{1f600}\ud83d"];
  for (const text of texts) {
    const read = decodeRecord(encodeRecord({
      ...record,
      states: [{ name: text, version: 1, shape: "", bytes }],
      reminders: [{ ...record.reminders[0]!, name: text, parked: text }],
    }));
    assertEquals(read.states[0]?.name, text);
    assertEquals(read.reminders[0]?.name, text);
    assertEquals(read.reminders[0]?.parked, text);
  }
});

Deno.test("decodeRecord() returns bytes that the caller's do not reach", () => {
  const written = encodeRecord(record);
  const read = decodeRecord(written);
  written.fill(0);
  assertEquals(read, record);
});

Deno.test("decodeRecord() knows a record of a later format", () => {
  const later = [
    ["840280f680", "three parts as today"],
    ["8102", "no other part"],
    ["8302ffff", "parts of kinds that are not known"],
    ["84fb40100000000000009fff", "a number of another length"],
    ["84191000f6f6f6", "a format far away"],
  ];
  for (const [hex, what] of later) {
    assertEquals(readCode(hex!), "newer", what);
  }
  assertThrows(
    () => decodeRecord(fromHex("8102"), { type: "Account", id: "ann" }),
    StoreError,
    'Cannot read the record of "Account/ann": it is of format 2, and this ' +
      "version of the library knows 1; run a later one",
  );
});

Deno.test("decodeRecord() refuses what is no record", () => {
  const wrong: Record<string, string> = {
    "no bytes": "",
    "a text": "6161",
    "an empty list": "80",
    "format 0": "840080f680",
    "a format below 0": "842080f680",
    "half a format": "84fb3ff800000000000080f680",
    "a format that is no number": "84f980f680",
    "too few parts": "830180f6",
    "too many parts": "850180f680f6",
    "a part behind its end": "840180f68000",
    "an outbox that is undefined": "840180f780",
    "a state of three parts": "84018183616101" + "6161" + "f680",
    "a state whose version is half": "8401818461" +
      "61fb3ff8000000000000" + "61614100f680",
    "a state whose version is below 0": "84018184616120" + "61614100f680",
    "a state whose bytes are a text": "84018184616101" + "61616100f680",
    "a state whose bytes are a list": "84018184616101" + "61618100f680",
    "a list that has no end": "84019ff680",
    "a list that promises much": "84019affffffff",
    "a text that promises much": "840181847affffffff",
    "bytes that promise much": "84018184616101" + "61615affffffff",
  };
  for (const [what, hex] of Object.entries(wrong)) {
    assertEquals(readCode(hex), "corrupt", what);
  }
  for (let end = 0; end < GOLDEN.length; end += 2) {
    assertEquals(readCode(GOLDEN.slice(0, end)), "corrupt", `${end}`);
  }
});

Deno.test("decodeRecord() says whose bytes are damaged, and how", () => {
  const actor = { type: "Account", id: "ann" };
  assertThrows(
    () => decodeRecord(fromHex("8401818461"), actor),
    StoreError,
    'Cannot read the record of "Account/ann": its bytes are damaged (they ' +
      "end at 5, before their item); restore it from a backup, or erase it",
  );
  assertThrows(
    () => decodeRecord(fromHex("840160f680")),
    StoreError,
    "Cannot read a record: its bytes are damaged (they hold something else ",
  );
});

Deno.test("decodeRecord() builds so many objects at most", () => {
  const to = new Writer();
  to.writeArray(4);
  to.writeNumber(1);
  to.writeArray(1_000_000);
  const state = fromHex("846001604000".slice(0, 10));
  const head = to.toBytes();
  const dense = new Uint8Array(head.length + 1_000_000 * state.length);
  dense.set(head);
  for (let at = head.length; at < dense.length; at += state.length) {
    dense.set(state, at);
  }
  assertThrows(() => decodeRecord(dense), StoreError, "objects");
  const large = new Uint8Array(MAX_FRAME_BYTES + 1);
  assertThrows(() => decodeRecord(large), StoreError, "they are more than");
});

Deno.test("encodeRecord() writes nothing that it could not read", () => {
  const [state] = record.states;
  for (const version of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
    const states = [{ ...state!, version }];
    assertThrows(
      () => encodeRecord({ ...record, states }),
      RangeError,
      `Cannot write a record: ${version} is in it`,
    );
  }
  for (const dueAt of [NaN, Infinity, -Infinity]) {
    const reminders = [{ ...record.reminders[0]!, dueAt }];
    assertThrows(() => encodeRecord({ ...record, reminders }), RangeError);
  }
  const large = [{ ...state!, bytes: new Uint8Array(MAX_FRAME_BYTES) }];
  assertThrows(() => encodeRecord({ ...record, states: large }), CodecError);
  assertEquals(encodeRecord(record).toHex(), GOLDEN);
});
