import {
  assertAlmostEquals,
  assertEquals,
  AssertionError,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

class Point {
  constructor(readonly x: number) {}
}

class Pixel {
  constructor(readonly x: number) {}
}

class Moment extends Date {}

/** A class without a member of its own that could be seen. */
class Safe {
  readonly #secret: number;

  constructor(secret: number) {
    this.#secret = secret;
  }

  isEmpty(): boolean {
    return this.#secret === 0;
  }
}

class Even {
  readonly #number: number;

  constructor(number: number) {
    this.#number = number;
  }

  get isEven(): boolean {
    return this.#number % 2 === 0;
  }
}

const ERROR = new Error("no");

function holes(first: number): number[] {
  const list = [first];
  list.length = 3;
  return list;
}

function hide(owner: object, value: number): object {
  return Object.defineProperty(owner, "hidden", { value });
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
  "an error and itself": [ERROR, ERROR],
  "times of two classes": [new Date(5), new Moment(5)],
  "arrays that end in holes": [holes(1), [1]],
  "what a class keeps to itself": [new Safe(1), new Safe(2)],
  "boxed values": [Object(1), Object(2)],
  "an item that matches twice": [
    new Set([{ a: 1 }, { a: 1 }]),
    new Set([{ a: 1 }, { a: 2 }]),
  ],
  "dates of the calendar": [
    Temporal.PlainDate.from("2026-01-31"),
    Temporal.PlainDate.from("2026-01-31"),
  ],
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
  "errors of two places": [new Error("no"), new Error("no")],
  "errors of two sentences": [new Error("yes"), new Error("no")],
  "members that are hidden": [hide(new Point(1), 1), hide(new Point(1), 2)],
  "what a getter of a class says": [new Even(1), new Even(2)],
  "buffers": [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  "arrays of numbers of two widths": [new Int8Array([1]), new Int16Array([1])],
  "dates of the calendar": [
    Temporal.PlainDate.from("2026-01-31"),
    Temporal.PlainDate.from("2026-01-30"),
  ],
  "functions": [() => 1, () => 1],
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

Deno.test("assertEquals() refuses what cannot be looked into", () => {
  const sentence = "Cannot compare WeakMap instances";
  assertThrows(
    () => assertEquals(new WeakMap(), new WeakMap()),
    TypeError,
    sentence,
  );
});

/** Returns the sentence of a failed assertion, without colours. */
function readFailure(assertion: () => void): string {
  const { message } = assertThrows(assertion, AssertionError);
  // deno-lint-ignore no-control-regex
  return message.replaceAll(/\x1b\[[0-9;]*m/g, "");
}

Deno.test("assertEquals() shows what is with -, what should be with +", () => {
  const [actual, expected] = [{ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }];
  assertEquals(
    readFailure(() => assertEquals(actual, expected, "lists")),
    `Values are not equal: lists


    [Diff] Actual / Expected


    {
      a: 1,
      b: [
        1,
-       2,
+       3,
      ],
    }
`,
  );
});

Deno.test("assertEquals() shows what ends the lines of a text", () => {
  const message = readFailure(() => assertEquals("a\nb\tc", "a\r\nb\tc"));
  assertStringIncludes(message, "\n-   a\\n\n");
  assertStringIncludes(message, "\n+   a\\r\\n\r\n");
  assertStringIncludes(message, "\n    b\\tc\n");
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
  assertEquals(
    readFailure(() => assertStrictEquals(list, [1])),
    "Values have the same structure but are not reference-equal.\n\n" +
      "    [\n      1,\n    ]\n",
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
  assertThrows(
    () => assertAlmostEquals(1.5, 1, 0.25, "why"),
    AssertionError,
    'Expected actual: "1.5e+0" to be close to "1": delta "5e-1" is greater ' +
      'than "2.5e-1": why',
  );
});
