import { assert, assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_FRAME_OBJECTS } from "../../src/base/limits.ts";
import * as bytes from "../../src/codec/bytes/byte_codec.ts";
import { Reader } from "../../src/codec/bytes/reader.ts";
import { readTyped } from "../../src/codec/bytes/typed.ts";
import * as check from "../../src/codec/check/check.ts";
import { copyValue } from "../../src/codec/copy/copy.ts";
import { readWhole } from "../../src/codec/wire/cbor.ts";
import { receiver } from "./actor_reference.ts";

const MIB = 2 ** 20;

/** How many bytes are watched: a look that is counted takes long. */
const WATCHED = 2 ** 15;

/** How many looks at its bytes a hostile message may cost, for each of them. */
const LOOKS_PER_BYTE = 6;

/** Repeats bytes behind a head, up to a size. */
function fill(size: number, head: string, repeated: string): Uint8Array {
  const first = Uint8Array.fromHex(head);
  const piece = Uint8Array.fromHex(repeated);
  const filled = new Uint8Array(size);
  for (let at = 0; at < size; at++) filled[at] = piece[at % piece.length]!;
  return new Uint8Array([...first, ...filled]);
}

/** Writes the head of a container that has so many items. */
function head(kind: number, items: number): string {
  const bits = (kind << 5 | 26).toString(16);
  return `${bits}${items.toString(16).padStart(8, "0")}`;
}

const HOSTILE: Readonly<Record<string, (size: number) => Uint8Array>> = {
  "lists in lists": (size) => fill(size, "", "81"),
  "maps in maps": (size) => fill(size, "", "a16161"),
  "sets in sets": (size) => fill(size, "", "d9010281"),
  "errors in errors": (size) => fill(size, "", "d81b82654572726f72a165636175"),
  "empty lists": (size) => fill(size, head(4, size), "80"),
  "empty byte strings": (size) => fill(size, head(4, size), "40"),
  "the same key again and again": (size) =>
    fill(size, head(5, size / 4), "61610161"),
  "the same member again and again": (size) =>
    fill(size, `d90102${head(4, size)}`, "01"),
  "lengths that nothing follows": (size) => fill(size, "", "9a00100000"),
  "maps that declare a lot": (size) => fill(size, "82", "ba00080000"),
  "a text that is broken at its end": (size) => {
    const text = fill(size, head(3, size), "c3a9");
    text[text.length - 1] = 0xff;
    return text;
  },
  "keys that are tagged": (size) =>
    fill(size, head(5, size / 16), "d81b8266537472696e674261000000f6"),
  "tags on tags": (size) => fill(size, "", "c1"),
  "breaks": (size) => fill(size, "9f", "ff"),
};

/** Reads bytes and counts the looks at them. */
function countLooks(
  hostile: Uint8Array,
  read: (from: Reader) => unknown,
): { looks: number; error: unknown } {
  let looks = 0;
  const watched = new Proxy(hostile, {
    get(target, key) {
      looks++;
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const from = new Reader();
  from.owner = receiver;
  try {
    from.start(watched, hostile.length);
    readWhole(from, read);
  } catch (error) {
    return { looks, error };
  }
  return { looks, error: undefined };
}

const COPIES = { untyped: undefined, typed: bytes.list(bytes.number) };

for (const [title, make] of Object.entries(HOSTILE)) {
  for (const [way, codec] of Object.entries(COPIES)) {
    const name = `${title}, ${way}`;
    const read = (from: Reader) => readTyped(from, codec, copyValue);

    Deno.test(`\`Reader\` reads no byte often when given ${name}`, () => {
      const hostile = make(WATCHED);
      const { looks } = countLooks(hostile, read);
      const most = LOOKS_PER_BYTE * hostile.length;
      assert(looks <= most, `${looks} looks at ${hostile.length} bytes`);
    });

    Deno.test(`\`Reader\` refuses a mebibyte when given ${name}`, () => {
      const hostile = make(MIB);
      const from = new Reader();
      from.start(hostile, hostile.length);
      assertThrows(() => readWhole(from, read), CodecError);
    });
  }
}

Deno.test("`Reader` builds nothing for lengths without bytes", () => {
  for (const hex of ["9bffffffffffffffff", "9a00100000", "ba00100000"]) {
    const { looks } = countLooks(
      Uint8Array.fromHex(`${hex}00`),
      (from) => readTyped(from, bytes.list(bytes.number), copyValue),
    );
    assert(looks < 60, `${looks}`);
  }
});

Deno.test("`readTyped()` names the place when the last item is wrong", () => {
  const many = fill(MIB - 1, head(4, MIB), "07");
  const hostile = new Uint8Array([...many, 0x60]);
  const copy = (value: unknown) =>
    check.array(value).map((item, index) => check.number(item, index));
  const from = new Reader();
  from.start(hostile, hostile.length);
  const error = assertThrows(
    () => readTyped(from, bytes.list(bytes.number), copy),
    CodecError,
  );
  assertEquals(error.path, "[1048575]");
  assertEquals(error.message, "[1048575]: expected number, got string");
});

Deno.test("`Reader` counts objects once when bytes are read again", () => {
  const half = MAX_FRAME_OBJECTS / 2 + 10;
  const list = fill(half, head(4, half), "80");
  const from = new Reader();
  from.start(list, list.length);
  const copied = readTyped(
    from,
    bytes.list(bytes.of(() => {}, (from) => {
      from.readArray();
      if (from.at > half) throw new Error("unusual");
    })),
    (value) => value,
  );
  assertEquals((copied as unknown[]).length, half);
  assertThrows(() => from.peekKind(), CodecError);
});
