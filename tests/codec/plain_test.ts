import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { toHex } from "../../src/base/hex.ts";
import { MAX_WIRE_DEPTH } from "../../src/base/limits.ts";
import { fromPlain } from "../../src/codec/json/from_plain.ts";
import { layOutPlain, type Plain } from "../../src/codec/json/plain.ts";
import {
  bytesToPlain,
  plainToBytes,
  showBytes,
} from "../../src/codec/json/plain_bytes.ts";
import { toPlain } from "../../src/codec/json/to_plain.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import { Chance } from "../support/chance.ts";
import { randomValue } from "./random_value.ts";

const FORMS: readonly (readonly [value: unknown, plain: Plain])[] = [
  [{ text: "a", list: [1, null, true] }, { text: "a", list: [1, null, true] }],
  [undefined, { $undefined: true }],
  [NaN, { $number: "NaN" }],
  [-0, { $number: "-0" }],
  [-(2n ** 64n), { $bigint: "-18446744073709551616" }],
  [new Date(1_700_000_000_001), { $Date: "2023-11-14T22:13:20.001Z" }],
  [new Date(NaN), { $Date: null }],
  [Uint8Array.of(0, 255), { $Uint8Array: "00ff" }],
  [Float32Array.of(1), { $Float32Array: "0000803f" }],
  [Uint8Array.of(7).buffer, { $ArrayBuffer: "07" }],
  [new URL("https://example.com/a"), { $URL: "https://example.com/a" }],
  [/a\/b/gi, { $RegExp: ["a\\/b", "gi"] }],
  [new Map([[{ id: 1 }, "a"]]), { $Map: [[{ id: 1 }, "a"]] }],
  [new Set([1n]), { $Set: [{ $bigint: "1" }] }],
  [{ $Date: 1 }, { $object: { $Date: 1 } }],
  [{ $Date: 1, other: 2 }, { $Date: 1, other: 2 }],
  ["\ud800", "\ud800"],
];

Deno.test("toPlain() writes what JSON has no form for under its name", () => {
  for (const [value, plain] of FORMS) {
    assertEquals(toPlain(value), plain);
    assertEquals(fromPlain(JSON.parse(JSON.stringify(plain))), value);
  }
});

Deno.test("bytesToPlain() loses nothing of any value on its way", () => {
  const seed = Number(Deno.args[0] ?? Math.floor(Math.random() * 2 ** 32));
  const chance = new Chance(seed);
  for (let round = 0; round < 400; round++) {
    const bytes = encodeValue(randomValue(chance));
    const plain = bytesToPlain(bytes);
    assertEquals(JSON.stringify(plain).startsWith('{"$cbor"'), false);
    const line = JSON.stringify(plain);
    const again = plainToBytes(JSON.parse(line));
    assertEquals(toHex(again), toHex(bytes), `seed ${seed}: ${line}`);
  }
});

Deno.test("bytesToPlain() keeps bytes that are no value here", () => {
  // An indefinite list, half a text, a number that has a longer head than due.
  for (const hex of ["9f01ff", "6261", "1801", ""]) {
    const bytes = Uint8Array.fromHex(hex);
    const plain = bytesToPlain(bytes);
    assertEquals(plain, { $cbor: hex });
    assertEquals(plainToBytes(plain), bytes);
  }
  assertThrows(() => showBytes(Uint8Array.fromHex("6261")), CodecError);
});

Deno.test("showBytes() names the actor that a proxy stands for", () => {
  const hex = "d81b836f6261636b73746167652e6163746f7264436172746137";
  const bytes = Uint8Array.fromHex(hex);
  assertEquals(showBytes(bytes), { $actor: ["Cart", "7"] });
  assertEquals(toHex(plainToBytes({ $actor: ["Cart", "7"] })), hex);
});

Deno.test("fromPlain() says where a value is none", () => {
  const deep = JSON.parse("[".repeat(600) + "]".repeat(600));
  const cases: [Plain, string][] = [
    [
      { a: [{ $bigint: 7 }] },
      "a[0]: under $bigint must be the text of a whole number",
    ],
    [{ $Date: "soon" }, "under $Date must be a date in UTC as ISO 8601"],
    [{ a: { $dat: 1 } }, 'a: "$dat" is no form; a member of that name is'],
    [{ $Map: [[1]] }, "[0]: under $Map must be a list of entries, each a key"],
    [{ $Map: [[1, 2], [1, 3]] }, "[1]: the key stands twice"],
    [{ $Set: [1, 1] }, "[1]: the member stands twice"],
    [{ $Float64Array: "00" }, "under $Float64Array must be two hexadecimal"],
    [{ $Error: { name: 7 } }, "under $Error must be an object of its fields"],
    [JSON.parse('{"__proto__":1}'), "__proto__: no member can have this name"],
    [{ $cbor: "00" }, '"$cbor" is no form'],
    [deep, `nests deeper than ${MAX_WIRE_DEPTH}`],
  ];
  for (const [plain, message] of cases) {
    const error = assertThrows(() => fromPlain(plain), CodecError);
    assertEquals(error.message.includes(message), true, error.message);
  }
});

Deno.test("layOutPlain() gives a line to what fits into one", () => {
  const plain = {
    id: 7,
    tags: ["a", "\u202e\x1b"],
    entries: [{ cents: 1, note: "x".repeat(20) }, {}, []],
  };
  assertEquals(
    layOutPlain(plain, 40),
    `{
  "id": 7,
  "tags": ["a", "\\u202e\\u001b"],
  "entries": [
    {
      "cents": 1,
      "note": "xxxxxxxxxxxxxxxxxxxx"
    },
    {},
    []
  ]
}`,
  );
  assertEquals(JSON.parse(layOutPlain(plain, 40)), plain);
});
