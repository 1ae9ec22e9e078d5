import { assert, assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_COLLECTION_SIZE, MAX_FRAME_BYTES } from "../../src/base/limits.ts";
import { decodeValue, encodeValue } from "../../src/codec/wire/cbor.ts";
import { ActorReference, receiver } from "./actor_reference.ts";

/** How values stand on the wire, which other CBOR tools must understand. */
const WRITTEN: readonly [title: string, value: unknown, hex: string][] = [
  ["an integer", 500, "1901f4"],
  ["a fraction", 1.5, "fb3ff8000000000000"],
  ["null and undefined", [null, undefined], "82f6f7"],
  ["text", "é", "62c3a9"],
  ["an object", { a: [true] }, "a1616181f5"],
  ["a bigint", -256n, "c341ff"],
  ["a date", new Date(5_000), "c105"],
  ["bytes", new Uint8Array([1, 2]), "420102"],
  ["a typed array", new Uint16Array([1]), "d845420100"],
  ["a set", new Set([1]), "d901028101"],
  ["a map", new Map([[1, 2]]), "d90103a10102"],
  ["a URL", new URL("a:b"), "d82063613a62"],
  ["a pattern", /a/g, "d81b836652656745787061616167"],
  [
    "a reference",
    new ActorReference("C", "7", "sender"),
    "d81b836f6261636b73746167652e6163746f7261436137",
  ],
  ["minus zero", -0, "d81b82664e756d626572622d30"],
];

for (const [title, value, hex] of WRITTEN) {
  Deno.test(`\`encodeValue()\` writes plain CBOR when given ${title}`, () => {
    assertEquals(encodeValue(value).toHex(), hex);
  });
}

/** What another encoder may write, though ours does not. */
const READ: readonly [title: string, hex: string, value: unknown][] = [
  ["an integer in eight bytes", "1b0000000000000005", 5],
  ["a negative integer in eight bytes", "3b001ffffffffffffe", -(2 ** 53) + 1],
  ["half and single floats", "82f93e00fa3fc00000", [1.5, 1.5]],
  ["infinity as a half float", "f97c00", Infinity],
  ["bytes as a typed array", "d8404101", new Uint8Array([1])],
  ["a date with a fraction", "c1fb3ff8000000000000", new Date(1_500)],
  ["an empty bigint", "c240", 0n],
  ["longer heads than needed", "98011805", [5]],
  ["a tag in a longer head", "d80101", new Date(1_000)],
];

for (const [title, hex, value] of READ) {
  Deno.test(`\`decodeValue()\` reads foreign CBOR when given ${title}`, () => {
    assertEquals(decodeValue(Uint8Array.fromHex(hex), receiver), value);
  });
}

const REFUSED: readonly [state: string, hex: string][] = [
  ["they end at 0, before their item", ""],
  ["they end at 1, before their item", "18"],
  ["they end at 2, before their item", "8201"],
  ["they end at 1, before their item", "61"],
  ["they end at 9, before their item", "9b7fffffffffffffff"],
  ["they end at 5, before their item", "9a00100000"],
  ["they end at 5, before their item", "ba00100000"],
  ["they end at 5, before their item", "5affffffff"],
  ["they end at 2, before their item", "a101"],
  ["they go on after the end at 1", "0000"],
  ["the item before 1 has no definite length", "9fff"],
  ["the item before 1 has no definite length", "7f6161ff"],
  ["the item before 1 has no definite length", "ff"],
  ["the item before 1 has no definite length", "1c"],
  ["the item at 1 is of the wrong kind", "a10101"],
  ["the item at 1 is of the wrong kind", "c16161"],
  ["the item at 1 is of the wrong kind", "c28101"],
  ["the item at 1 is of the wrong kind", "c1c101"],
  ["the tag at 0 is unknown", "c001"],
  ["the tag at 0 is unknown", "d81c01"],
  ["the tag at 0 is unknown", "d9dfff8300816161"],
  ["the tag at 0 is unknown", "da0000000101"],
  ["the simple value 19 is unknown", "f3"],
  ["the simple value 32 is unknown", "f820"],
  ["the integer before 9 is beyond what a number holds", "1b0020000000000000"],
  ["the integer before 9 is beyond what a number holds", "3b001fffffffffffff"],
  ["the text before 2 is not UTF-8", "61ff"],
  ["the text before 4 is not UTF-8", "63eda080"],
  ["the text at 1 begins with a byte order mark", "63efbbbf"],
  ["they nest deeper than 512", "81".repeat(513) + "01"],
  ["they nest deeper than 512", "81".repeat(100_000) + "01"],
  ["a key or a member of a set stands twice", "a2616101616102"],
  ["a key or a member of a set stands twice", "d90103a20101f93c0002"],
  ["a key or a member of a set stands twice", "d90102820101"],
  ["a key or a member of a set stands twice", "a26161a1616201616102"],
  ["a key stands twice", "a2d81b8266537472696e6742610001616102"],
  ["a member is named __proto__", "a1695f5f70726f746f5f5f01"],
  ["a member's name is no text", "a1c10101"],
  ["what stands under a tag is not a number", "c1f5"],
  ["what stands under a tag is not text", "d81b8366526567457870016161"],
  [
    "what stands under a tag is not bytes",
    "d81b81684461746156696577",
  ],
  ["an object is of unknown type", "d81b8163466f6f"],
  ["an object is of unknown type", "d81b80"],
  [
    "they hold what cannot be built",
    "d8206161",
  ],
  ["they hold what cannot be built", "d84541ff"],
  ["they hold what cannot be built", "d81b836652656745787061286167"],
];

for (const [state, hex] of REFUSED) {
  const bytes = hex.length > 60 ? `${hex.slice(0, 60)}...` : hex;
  Deno.test(`\`decodeValue()\` throws "${state}" when given ${bytes}`, () => {
    const error = assertThrows(
      () => decodeValue(Uint8Array.fromHex(hex), receiver),
      CodecError,
    );
    assertEquals(error.message, `Cannot decode bytes: ${state}`);
  });
}

Deno.test("`decodeValue()` tells members whose names are alike", () => {
  // Names that were read before are looked up by a few of their bytes.
  const names = Array.from({ length: 26 }, (_, at) => {
    const letter = String.fromCharCode(97 + at);
    return [`a${letter}x${letter}z`, `a${letter}é${letter}z`, `${letter}`];
  }).flat();
  for (let time = 0; time < 2; time++) {
    for (const name of names) {
      const value = { [name]: { [`${name}${name}`]: name } };
      assertEquals(decodeValue(encodeValue(value), receiver), value);
    }
    const all = Object.fromEntries(names.map((name) => [name, name]));
    assertEquals(decodeValue(encodeValue(all), receiver), all);
  }
});

Deno.test("`decodeValue()` throws when there are too many bytes", () => {
  assertThrows(
    () => decodeValue(new Uint8Array(MAX_FRAME_BYTES + 1), receiver),
    CodecError,
    "Cannot decode bytes: they are more than 16777216",
  );
});

Deno.test("`decodeValue()` throws when a list has too many entries", () => {
  const bytes = new Uint8Array(5 + MAX_COLLECTION_SIZE + 1);
  bytes.set([0x9a, 0x00, 0x10, 0x00, 0x01]);
  assertThrows(
    () => decodeValue(bytes, receiver),
    CodecError,
    "Cannot decode bytes: they declare more than 1048576 entries",
  );
});

Deno.test("`decodeValue()` throws a `TypeError` when given no bytes", () => {
  const text: unknown = "text";
  assertThrows(() => decodeValue(text as Uint8Array, receiver), TypeError);
});

Deno.test("`decodeValue()` leaves the bytes alone when it reads them", () => {
  const bytes = encodeValue([new Date(0), new Uint8Array([1, 2])]);
  const before = bytes.toHex();
  const [, view] = decodeValue(bytes, receiver) as [Date, Uint8Array];
  view.fill(9);
  assertEquals(bytes.toHex(), before);
  // A view on the frame would keep all of it alive.
  assertEquals(view.buffer.byteLength, 2);
  assertEquals(Object.keys(bytes).includes("dataView"), false);
});

Deno.test("`decodeValue()` throws as its owner when a name is unknown", () => {
  const unknown = new CodecError("actor type Cart is unknown", {
    path: "",
    expected: "an actor type of this engine",
    actual: "unknown actor type",
  });
  const bytes = encodeValue(new ActorReference("Cart", "7", "sender"));
  const error = assertThrows(() =>
    decodeValue(bytes, {
      bind: receiver.bind,
      resolve() {
        throw unknown;
      },
    })
  );
  assert(error === unknown);
});

Deno.test("`encodeValue()` keeps its bytes apart when called again", () => {
  const first = encodeValue("first");
  const before = first.toHex();
  for (let index = 0; index < 1_000; index++) encodeValue(`later ${index}`);
  assertEquals(first.toHex(), before);
  assertEquals(first.buffer.byteLength, first.byteLength);
});

Deno.test("`encodeValue()` throws when there are too many bytes", () => {
  assertThrows(
    () => encodeValue(new Uint8Array(MAX_FRAME_BYTES)),
    CodecError,
    "the value is too large to be a message",
  );
});

Deno.test("`encodeValue()` throws when there are too many objects", () => {
  const list = Array.from({ length: 3 }, () => new Array(400_000).fill([]));
  const error = assertThrows(() => encodeValue(list), CodecError);
  assertEquals(
    error.message,
    "[2][248572]: what holds more than 1048576 objects cannot be a message",
  );
});

Deno.test("`decodeValue()` throws when there are too many objects", () => {
  for (const hex of ["40", "80", "a0", "c240"]) {
    const list = `9a00066666${hex.repeat(0x66666)}`;
    const bytes = Uint8Array.fromHex(`83${list}${list}${list}`);
    const error = assertThrows(() => decodeValue(bytes, receiver), CodecError);
    assertEquals(
      error.message,
      "Cannot decode bytes: they hold more than 1048576 objects",
    );
  }
});

Deno.test("`decodeValue()` needs no permission when used", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      new URL("./no_permission.ts", import.meta.url).href,
    ],
    stdout: "null",
    stderr: "piped",
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
});
