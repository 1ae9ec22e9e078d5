import { deepStrictEqual } from "node:assert";
import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import type { Codec } from "../../src/codec/bytes/byte_codec.ts";
import * as bytes from "../../src/codec/bytes/byte_codec.ts";
import { readAny } from "../../src/codec/bytes/read_any.ts";
import { Reader } from "../../src/codec/bytes/reader.ts";
import { writeAny } from "../../src/codec/bytes/write_any.ts";
import { writeTyped } from "../../src/codec/bytes/typed.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import * as check from "../../src/codec/check/check.ts";
import { copyValue } from "../../src/codec/copy/copy.ts";
import { ENCODING } from "../../src/codec/reference/reference.ts";
import { ActorReference, receiver } from "./actor_reference.ts";

function read(written: Uint8Array, how: (from: Reader) => unknown): unknown {
  const from = new Reader();
  from.owner = receiver;
  from.start(written, written.length);
  const value = how(from);
  from.checkEnd();
  return value;
}

function write(value: unknown, how: (value: unknown, to: Writer) => void) {
  const to = new Writer();
  how(value, to);
  return to.toBytes();
}

const generic = (value: unknown) =>
  write(copyValue(value, ENCODING), (copy, to) => writeAny(copy, to));

const order = bytes.of((value, to) => {
  const { sku, note } = to.object(value, 2);
  to.key("sku").string(sku);
  to.key("größe").nullable(note, bytes.string);
}, (from) => {
  from.object(2);
  return {
    sku: from.key("sku").string(),
    "größe": from.key("größe").nullable(bytes.string),
  };
});

const SAME: readonly [title: string, codec: Codec, value: unknown][] = [
  ["text", bytes.string, "größe"],
  ["no text", bytes.string, ""],
  ["text of 23, 24, 128 and 129 units", bytes.list(bytes.string), [
    "x".repeat(23),
    "x".repeat(24),
    "x".repeat(128),
    "x".repeat(129),
    "é".repeat(23),
    "é".repeat(130),
    "日本😀".repeat(20_000),
  ]],
  ["numbers", bytes.list(bytes.number), [
    0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    -1,
    -24,
    -25,
    -256,
    -257,
    -(2 ** 32),
    -(2 ** 32) - 1,
    1.5,
    NaN,
    -Infinity,
  ]],
  ["booleans", bytes.list(bytes.boolean), [true, false]],
  ["bigints", bytes.list(bytes.bigint), [0n, -1n, 2n ** 70n]],
  ["literals", bytes.tuple(bytes.literal("a"), bytes.literal(undefined)), [
    "a",
    undefined,
  ]],
  ["one of literals", bytes.list(bytes.oneOf(["a", 5, -0, null])), [
    null,
    "a",
    5,
  ]],
  ["a tuple", bytes.tuple(bytes.string, bytes.maybe(bytes.number)), [
    "a",
    undefined,
  ]],
  ["any number of arguments", bytes.rest(bytes.string, bytes.number), [
    5,
    "a",
    "b",
  ]],
  [
    "a map of sets",
    bytes.map(bytes.string, bytes.set(bytes.number)),
    new Map([["a", new Set([1, 2])]]),
  ],
  ["a record", bytes.record(bytes.number), { b: 1, 7: 2, "": 3 }],
  ["a date", bytes.instance(Date), new Date(1_234)],
  ["a view", bytes.copied(check.view), new Float32Array([1, 2])],
  [
    "a proxy",
    bytes.reference(ActorReference),
    new ActorReference("A", "1", ""),
  ],
  ["an error", bytes.copied(check.error), new TypeError("no", { cause: 1 })],
  ["what is not known", bytes.unknown, [1, { a: new Set(["b"]) }]],
  ["what has a copier alone", bytes.copied((value) => value), [1, "a"]],
  ["undefined", bytes.maybe(bytes.string), undefined],
];

for (const [title, codec, value] of SAME) {
  Deno.test(`\`Writer\` writes what others do when given ${title}`, () => {
    const written = write(value, codec.write);
    assertEquals(written.toHex(), generic(value).toHex());
    const found = read(written, codec.read);
    deepStrictEqual(found, read(written, (from) => readAny(from, receiver)));
    deepStrictEqual(found, copyValue(value, receiver));
  });
}

Deno.test("`Reader.key()` takes a name that is not ASCII", () => {
  const value = { sku: "a", note: null };
  const written = write(value, order.write);
  assertEquals(
    written.toHex(),
    generic({ sku: "a", "größe": null }).toHex(),
  );
  assertEquals(read(written, order.read), { sku: "a", "größe": null });
});

const UNUSUAL: readonly [title: string, codec: Codec, value: unknown][] = [
  ["a number as text", bytes.string, 5],
  ["minus zero", bytes.number, -0],
  ["a lone surrogate", bytes.string, "\ud800"],
  ["another member", order, { sku: "a", other: null }],
  ["a member too many", order, { sku: "a", "größe": null, more: 1 }],
  ["members in another order", order, { "größe": null, sku: "a" }],
  ["a list instead of an object", order, ["sku", "a"]],
  ["a longer tuple", bytes.tuple(bytes.string), ["a", "b"]],
  ["another literal", bytes.literal("a"), "b"],
  ["none of literals", bytes.oneOf(["a", 5]), "b"],
  ["a set instead of a list", bytes.list(bytes.number), new Set([1])],
  ["another class", bytes.instance(Date), new URL("a:b")],
];

for (const [title, codec, value] of UNUSUAL) {
  Deno.test(`\`Reader\` leaves it to others when there is ${title}`, () => {
    assertThrows(() => read(generic(value), codec.read));
  });
}

Deno.test("`Writer.literal()` does not take minus zero for zero", () => {
  assertThrows(() => write(-0, bytes.literal(0).write));
  const minusZero = Uint8Array.fromHex("fb8000000000000000");
  assertThrows(() => read(minusZero, bytes.literal(0).read));
});

Deno.test("`Writer.rewind()` takes back what was written since", () => {
  const to = new Writer();
  to.string("kept");
  const { length, objects } = to;
  assertThrows(() => bytes.list(bytes.string).write(["taken", 5], to));
  to.rewind(length, objects);
  to.number(7);
  assertEquals(to.toBytes().toHex(), "646b65707407");
});

Deno.test("`Writer.list()` leaves deep values to others", () => {
  const node: Codec = bytes.of(
    (value, to) => to.list(value, node),
    (from) => from.list(node),
  );
  let value: unknown = [];
  for (let level = 0; level < 60; level++) value = [value];
  const written = write(value, node.write);
  deepStrictEqual(read(written, node.read), value);
  for (let level = 0; level < 10; level++) value = [value];
  assertThrows(() => write(value, node.write));
  assertThrows(() => read(generic(value), node.read));
});

Deno.test("`Reader` refuses the end of the bytes wherever it is", () => {
  const codec = bytes.map(bytes.string, bytes.list(bytes.number));
  const whole = write(new Map([["größe", [1, 300, 1.5]]]), codec.write);
  for (let length = 0; length < whole.length; length++) {
    const from = new Reader();
    // What lies behind the end was left by an earlier message.
    from.start(whole, length);
    assertThrows(() => codec.read(from));
  }
});

Deno.test("`Reader.takeThis()` reads no text of another length", () => {
  const from = new Reader();
  const written = new Uint8Array(203).fill(0xff);
  // A text of 200 bytes that are not UTF-8.
  written.set([0x79, 0, 200]);
  from.start(written, written.length);
  assertEquals(from.takeThis("name"), false);
  assertEquals(from.takeThis("größe"), false);
  assertEquals(from.at, 0);
  assertThrows(() => from.readText(), CodecError, "not UTF-8");
});

Deno.test("`Writer.record()` writes no member that another deletes", () => {
  const make = () => {
    const record: Record<string, unknown> = {
      get a() {
        delete record["b"];
        return 1;
      },
      b: 2,
    };
    return record;
  };
  const to = new Writer();
  const codec = bytes.record(bytes.unknown);
  writeTyped(make(), to, codec, copyValue);
  assertEquals(to.toBytes(), generic(make()));
});
