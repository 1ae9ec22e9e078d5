import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { readUtf8, SHORT_TEXT, writeUtf8 } from "../../src/codec/bytes/text.ts";
import { Chance } from "../support/chance.ts";

/** Another seed makes other bytes; the one of a failure repeats them. */
const SEED = 40_411;
const TEXTS = 20_000;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns what the platform reads, or `null` where it refuses. */
function readByPlatform(bytes: Uint8Array): string | null {
  try {
    const text = decoder.decode(bytes);
    return text.startsWith("\ufeff") ? null : text;
  } catch {
    return null;
  }
}

function assertSame(bytes: Uint8Array): void {
  const expected = readByPlatform(bytes);
  if (expected === null) {
    assertThrows(() => readUtf8(bytes, 0, bytes.length), CodecError);
    return;
  }
  assertEquals(readUtf8(bytes, 0, bytes.length), expected);
  const written = new Uint8Array(3 * expected.length);
  const end = writeUtf8(written, 0, expected);
  assertEquals(written.subarray(0, end), bytes);
}

/** Bytes beside which the rules change for what follows a head. */
const BORDERS = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];

Deno.test("`readUtf8()` takes what the platform does of two bytes", () => {
  for (let first = 0; first < 256; first++) {
    for (const second of [0, 0x41, ...BORDERS, 0xff]) {
      assertSame(new Uint8Array([first, second]));
    }
  }
});

Deno.test("`readUtf8()` takes what the platform does at all borders", () => {
  const heads = [0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef];
  for (const head of [...heads, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff]) {
    for (const second of BORDERS) {
      for (const third of BORDERS) {
        assertSame(new Uint8Array([head, second, third]));
        for (const fourth of [0x7f, 0x80, 0xbf, 0xc0]) {
          assertSame(new Uint8Array([head, second, third, fourth]));
        }
      }
    }
  }
});

Deno.test("`readUtf8()` takes what the platform does of mutated text", () => {
  const parts = [
    "a",
    "é",
    "ß",
    "日",
    "本",
    "😀",
    "\u0000",
    "\uffff",
    "\u{10ffff}",
  ];
  const encoder = new TextEncoder();
  for (let seed = SEED; seed < SEED + TEXTS; seed++) {
    const chance = new Chance(seed);
    const length = chance.below(chance.pick([8, SHORT_TEXT, 2 * SHORT_TEXT]));
    const text = Array.from({ length }, () => chance.pick(parts)).join("");
    const bytes = encoder.encode(text);
    if (bytes.length > 0 && chance.below(3) === 0) {
      bytes[chance.below(bytes.length)] = chance.below(256);
    }
    try {
      assertSame(bytes);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
});
