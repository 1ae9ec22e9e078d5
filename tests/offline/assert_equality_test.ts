import {
  assertAlmostEquals,
  assertEquals,
  assertFalse,
  AssertionError,
  assertMatch,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
// Stricter than some of std's releases, so it is tested by its own name.
import { equal } from "../../offline/assert/equal.ts";

class Point {
  constructor(readonly x: number) {}
}

class Pixel {
  constructor(readonly x: number) {}
}

function cycle(): unknown[] {
  const list: unknown[] = [1];
  list.push(list);
  return list;
}

const EQUAL: Record<string, [unknown, unknown]> = {
  "NaN and NaN": [NaN, NaN],
  "0 and -0": [0, -0],
  "objects in another order": [{ a: 1, b: [2] }, { b: [2], a: 1 }],
  "objects with and without a prototype": [
    { a: 1 },
    Object.assign(Object.create(null), { a: 1 }),
  ],
  "sets of objects": [new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
  "maps keyed by objects": [
    new Map([[{ a: 1 }, new Date(5)]]),
    new Map([[{ a: 1 }, new Date(5)]]),
  ],
  "bytes": [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  "buffers": [new ArrayBuffer(2), new ArrayBuffer(2)],
  "patterns": [/a/g, /a/g],
  "addresses": [new URL("a:b"), new URL("a:b")],
  "errors": [new Error("no"), new Error("no")],
  "cycles": [cycle(), cycle()],
};

const DIFFERENT: Record<string, [unknown, unknown]> = {
  "a number and its text": [1, "1"],
  "null and undefined": [null, undefined],
  "a missing and an undefined member": [{}, { a: undefined }],
  "arrays of other lengths": [[1, undefined], [1]],
  "objects of different classes": [new Point(1), new Pixel(1)],
  "an array and an object": [[1], { 0: 1 }],
  "sets of different items": [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  "maps of different values": [new Map([["a", 1]]), new Map([["a", 2]])],
  "times": [new Date(1), new Date(2)],
  "patterns of other flags": [/a/g, /a/i],
  "members under symbols": [{ [Symbol.for("a")]: 1 }, {
    [Symbol.for("a")]: 2,
  }],
};

for (const [title, [actual, expected]] of Object.entries(EQUAL)) {
  Deno.test(`assertEquals() accepts ${title}`, () => {
    assertEquals(actual, expected);
    assertThrows(() => assertNotEquals(actual, expected), AssertionError);
  });
}

for (const [title, [actual, expected]] of Object.entries(DIFFERENT)) {
  Deno.test(`assertEquals() tells apart ${title}`, () => {
    assertThrows(() => assertEquals(actual, expected), AssertionError);
    assertNotEquals(actual, expected);
  });
}

Deno.test("equal() compares what a class hides, and each item once", () => {
  assertFalse(equal(new Error("yes"), new Error("no")));
  assertFalse(equal(new Uint8Array([1]).buffer, new Uint8Array([2]).buffer));
  assertFalse(equal(
    new Set([{ a: 1 }, { a: 1 }]),
    new Set([{ a: 1 }, { a: 2 }]),
  ));
});

Deno.test("assertEquals() shows the lines that differ", () => {
  const error = assertThrows(
    () => assertEquals({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }, "lists"),
    AssertionError,
    "Values are not equal: lists",
  );
  // deno-lint-ignore no-control-regex
  const message = error.message.replaceAll(/\x1b\[[0-9;]*m/g, "");
  assertMatch(message, /^[-+] +2,?$/m);
  assertMatch(message, /^[-+] +3,?$/m);
});

Deno.test("assertStrictEquals() wants one and the same value", () => {
  const list = [1];
  assertStrictEquals(list, list);
  assertStrictEquals(NaN, NaN);
  assertThrows(
    () => assertStrictEquals(list, [1]),
    AssertionError,
    "not reference-equal",
  );
  assertThrows(() => assertStrictEquals(0, -0), AssertionError);
});

Deno.test("assertNotStrictEquals() fails for one and the same value", () => {
  const list = [1];
  assertNotStrictEquals(list, [1]);
  assertThrows(() => assertNotStrictEquals(list, list), AssertionError);
});

Deno.test("assertAlmostEquals() allows the tolerance and no more", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(1.05, 1, 0.1);
  assertThrows(() => assertAlmostEquals(1.2, 1, 0.1), AssertionError);
  assertThrows(() => assertAlmostEquals(NaN, 1), AssertionError);
});
