import { assertEquals, assertThrows } from "@std/assert";
import { ExpectedError, StoreError } from "@backstage/actors";
import { KEEP_MARKS_MS, MARK_MARGIN_MS } from "../../src/base/limits.ts";
import {
  judgeSend,
  nameMark,
  readMark,
  writeMark,
} from "../../src/actor/durable/once/mark.ts";
import {
  digestPayload,
  nameAnswer,
  StoredAnswer,
  writeAnswer,
} from "../../src/actor/durable/once/answer.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import { UNOWNED } from "../../src/codec/reference/reference.ts";
import type { SentOnce } from "../../src/envelope/once.ts";
import { check, defineActor } from "@backstage/actors/proxy";
import { mutate } from "../codec/fuzz_bytes.ts";
import { Chance } from "../support/chance.ts";

const send: SentOnce = {
  kind: "send",
  sender: { type: "Cart", id: "7" },
  line: "c0ffee",
  sequence: 9,
  after: 4,
  key: null,
};

Deno.test("judgeSend() lets no send overtake one before it", () => {
  assertEquals(judgeSend(0, { ...send, after: 0 }), "run");
  assertEquals(judgeSend(3, send), "early");
  assertEquals(judgeSend(4, send), "run");
  assertEquals(judgeSend(8, send), "run");
  assertEquals(judgeSend(9, send), "taken");
  assertEquals(judgeSend(10, send), "taken");
});

Deno.test("nameMark() tells senders and their outboxes apart", () => {
  const senders = [
    send,
    { ...send, line: "c0ffe" },
    { ...send, sender: { type: "Car", id: "t7" } },
    { ...send, sender: { type: "Cart", id: "17" } },
    { ...send, line: "c0ffee4:Cart", sender: { type: "7", id: "7" } },
    { ...send, sender: { type: "4:Cart", id: "7" } },
  ];
  const keys = senders.map((sender) => nameMark(sender).key);
  assertEquals(new Set(keys).size, senders.length);
});

Deno.test("readMark() reads what writeMark() wrote", () => {
  for (const sequence of [1, 23, 24, 70_000, Number.MAX_SAFE_INTEGER]) {
    const { bytes, expiresAt, kind } = writeMark({ ...send, sequence }, 5);
    const keptMs = KEEP_MARKS_MS + MARK_MARGIN_MS;
    assertEquals([kind, expiresAt], ["mark", 5 + keptMs]);
    const row = { ...nameMark(send), bytes: bytes!, expiresAt };
    assertEquals(readMark(row), sequence);
  }
  assertEquals(readMark(null), 0);
});

Deno.test("readMark() throws when the bytes are no mark", () => {
  const whole = encodeValue([1, 5]);
  const bad = [
    new Uint8Array(0),
    ...[[2, 5], [1, 0], [1, 1.5], [1, "5"], [1], [1, 5, 5], 5, [1, -1]]
      .map(encodeValue),
    whole.slice(0, -1),
    Uint8Array.of(...whole, 0),
  ];
  for (const bytes of bad) {
    assertThrows(
      () => readMark({ ...nameMark(send), bytes, expiresAt: null }),
      StoreError,
      "Cannot read a mark: the bytes are none",
    );
  }
});

const { methods: { add } } = defineActor({
  type: "Cart",
  create: () => ({}),
  methods: {
    add: {
      payload: "value",
      copyPayload: (value) => check.string(value, "name"),
      copyResult: (value) => check.string(value, null),
      invoke: () => "",
    },
  },
});

Deno.test("nameAnswer() tells methods and keys apart", () => {
  assertEquals(nameAnswer(add, "a"), { kind: "answer", key: "3:adda" });
  const named = (name: string, key: string) =>
    nameAnswer({ name } as typeof add, key).key;
  assertEquals(named("ad", "da") === named("add", "a"), false);
});

Deno.test("digestPayload() takes short payloads as they are", () => {
  assertEquals(digestPayload(add, "a").toHex(), "6161");
  assertEquals(digestPayload(add, "x".repeat(29)).length, 31);
  const long = digestPayload(add, "x".repeat(30));
  assertEquals(long.length, 32);
  assertEquals(digestPayload(add, "x".repeat(5_000)).length, 32);
  assertEquals(digestPayload(add, "x".repeat(30)), long);
  assertEquals(
    digestPayload(add, "y".repeat(30)).toHex() === long.toHex(),
    false,
  );
});

Deno.test("StoredAnswer.read() reads a result that writeAnswer() wrote", () => {
  const digest = digestPayload(add, "a");
  const bytes = writeAnswer(add, digest, { kind: "result", value: "done" });
  const answer = new StoredAnswer({ bytes });
  assertEquals(answer.isTo(digest), true);
  assertEquals(answer.isTo(digestPayload(add, "b")), false);
  assertEquals(answer.isTo(digestPayload(add, "aa")), false);
  assertEquals(answer.read(add, UNOWNED), { kind: "result", value: "done" });
});

Deno.test("StoredAnswer.read() keeps the class of a refusal", () => {
  const error = new ExpectedError("no seat is left", {
    code: "sold-out",
    details: { free: 2 },
  });
  const digest = digestPayload(add, "a");
  const bytes = writeAnswer(add, digest, { kind: "refused", error });
  const read = new StoredAnswer({ bytes }).read(add, UNOWNED);
  const refusal = read.kind === "refused" ? read.error : read;
  assertEquals(refusal instanceof ExpectedError, true);
  assertEquals({ ...refusal as ExpectedError }, { ...error });
});

Deno.test("StoredAnswer.read() throws when the bytes are no answer", () => {
  const digest = digestPayload(add, "a");
  const whole = writeAnswer(add, digest, { kind: "result", value: "done" });
  const bad = [
    ...Array.from(whole, (_, at) => whole.slice(0, at)),
    Uint8Array.of(...whole, 0),
    encodeValue([2, digest, false, "done"]),
    encodeValue([1, digest, false, 7]),
    encodeValue([1, digest, 1, "done"]),
  ];
  for (const bytes of bad) {
    assertThrows(
      () => new StoredAnswer({ bytes }).read(add, UNOWNED),
      StoreError,
      "Cannot read an answer: the bytes are none of its method",
    );
  }
});

/** Another seed makes other bytes; the one of a failure repeats them. */
const SEED = 61;

Deno.test("StoredAnswer.read() throws a StoreError when bytes are bad", () => {
  const digest = digestPayload(add, "x".repeat(99));
  const error = new ExpectedError("no", { code: "no", details: [1, { a: 2 }] });
  const originals = [
    writeAnswer(add, digest, { kind: "result", value: "done" }),
    writeAnswer(add, digest, { kind: "refused", error }),
    writeMark(send, 0).bytes!,
  ].map((bytes) => Uint8Array.from(bytes));
  let read = 0;
  for (let input = 0; input < 20_000; input++) {
    const chance = new Chance(SEED + input);
    const bytes = mutate(chance.pick(originals), chance);
    const row = { ...nameMark(send), bytes, expiresAt: null };
    const readers = [
      () => new StoredAnswer(row).read(add, UNOWNED),
      () => new StoredAnswer(row).isTo(digest),
      () => readMark(row),
    ];
    for (const tryTo of readers) {
      try {
        tryTo();
        read++;
      } catch (thrown) {
        if (thrown instanceof StoreError && thrown.code === "corrupt") continue;
        throw new Error(`seed ${SEED + input}`, { cause: thrown });
      }
    }
  }
  assertEquals(read > 100, true, `${read} could be read`);
});
