import { deepStrictEqual } from "node:assert";
import { assertEquals, assertInstanceOf } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_DEPTH } from "../../src/base/limits.ts";
import { ActorReference } from "./actor_reference.ts";
import { BOTH_WAYS, nest } from "./both_ways.ts";

class Point {
  x = 1;
  y = 2;
}

class Circle extends Point {
  radius = 3;
}

class PaymentError extends Error {
  override name = "PaymentError";
  code = 402;
  retry = () => {};
}

const shared = { price: 1 };
const view = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]);

/** What arrives, by what was sent. */
const ACCEPTED: readonly [title: string, sent: unknown, arrived: unknown][] = [
  ["undefined members are not missing ones", { a: undefined, b: null }, {
    a: undefined,
    b: null,
  }],
  ["minus zero", [-0, 0], [-0, 0]],
  ["not a number and infinities", [NaN, Infinity, -Infinity], [
    NaN,
    Infinity,
    -Infinity,
  ]],
  ["lone surrogates", { "\ud800": "a\udfff" }, { "\ud800": "a\udfff" }],
  ["a byte order mark", "\ufeff".padEnd(99, "x"), "\ufeff".padEnd(99, "x")],
  ["a large integer and its bigint", [2 ** 60, 2n ** 60n, 5n, -1n], [
    2 ** 60,
    2n ** 60n,
    5n,
    -1n,
  ]],
  ["holes in an array", Object.assign([], { 2: "c" }), [
    undefined,
    undefined,
    "c",
  ]],
  ["further members of an array", Object.assign([1], { extra: 2 }), [1]],
  ["no prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["symbol keys", { a: 1, [Symbol("secret")]: 2 }, { a: 1 }],
  [
    "members that are not enumerable",
    Object.defineProperty({ a: 1 }, "hidden", { value: 2 }),
    { a: 1 },
  ],
  ["a constructor key", JSON.parse('{"constructor": {"prototype": 1}}'), {
    constructor: { prototype: 1 },
  }],
  ["keys of Object's own", { toString: 1, hasOwnProperty: 2, valueOf: 3 }, {
    toString: 1,
    hasOwnProperty: 2,
    valueOf: 3,
  }],
  ["an instance of a class without methods", new Circle(), {
    x: 1,
    y: 2,
    radius: 3,
  }],
  ["one object twice", [shared, shared], [{ price: 1 }, { price: 1 }]],
  [
    "a map in a map",
    new Map([[{ k: 1 }, new Map([[1, "a"]])]]),
    new Map([[
      { k: 1 },
      new Map([[1, "a"]]),
    ]]),
  ],
  ["a set", new Set([1, "1", -0, [2]]), new Set([1, "1", 0, [2]])],
  ["an invalid date", new Date(NaN), new Date(NaN)],
  ["the last date", new Date(8.64e15), new Date(8.64e15)],
  ["a URL", new URL("https://a.example/ü"), new URL("https://a.example/ü")],
  ["a pattern", /a\/b/giu, /a\/b/giu],
  ["a window on bytes", view.subarray(2, 5), new Uint8Array([2, 3, 4])],
  [
    "a window on data",
    new DataView(view.buffer, 6),
    new DataView(
      new Uint8Array([6, 7]).buffer,
    ),
  ],
  ["a buffer", view.buffer, new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]).buffer],
  [
    "shared memory under a view",
    new Uint8Array(new SharedArrayBuffer(1)),
    new Uint8Array(1),
  ],
  [
    "big integers in a view",
    new BigInt64Array([-1n]),
    new BigInt64Array([
      -1n,
    ]),
  ],
  [
    "a reference",
    new ActorReference("Cart", "7", "sender"),
    new ActorReference("Cart", "7", "receiver"),
  ],
  ["the deepest nesting", nest(MAX_DEPTH), nest(MAX_DEPTH)],
];

for (const [path, send] of Object.entries(BOTH_WAYS)) {
  for (const [title, sent, arrived] of ACCEPTED) {
    Deno.test(`\`${path}\` keeps its promise when given ${title}`, () => {
      const result = send(sent);
      deepStrictEqual(result, arrived);
      if (typeof sent === "object") assertEquals(result === sent, false);
    });
  }
}

for (const [path, send] of Object.entries(BOTH_WAYS)) {
  Deno.test(`\`${path}\` reads a getter once when a value has one`, () => {
    let reads = 0;
    const value = {
      get price(): number {
        return ++reads;
      },
    };
    deepStrictEqual(send(value), { price: 1 });
    assertEquals(reads, 1);
  });

  Deno.test(`\`${path}\` copies own members only when it inherits`, () => {
    Object.defineProperty(Object.prototype, "inherited", {
      configurable: true,
      enumerable: true,
      value: 1,
    });
    try {
      assertEquals(Object.keys(send({ a: 1 }) as object), ["a"]);
    } finally {
      Reflect.deleteProperty(Object.prototype, "inherited");
    }
  });

  Deno.test(`\`${path}\` thaws a copy when the value is frozen`, () => {
    const result = send(Object.freeze({ a: 1 })) as Record<string, number>;
    result["a"] = 2;
    assertEquals(result, { a: 2 });
  });

  Deno.test(`\`${path}\` keeps an error whole when it is our own`, () => {
    const sent = new CodecError("qty: expected number, got string", {
      path: "qty",
      expected: "number",
      actual: "string",
      cause: new TypeError("why"),
    });
    const error = send(sent);
    assertInstanceOf(error, CodecError);
    deepStrictEqual(error, sent);
    assertEquals(error.stack, sent.stack);
    assertInstanceOf(error.cause, TypeError);
  });

  Deno.test(`\`${path}\` drops what no message may be when in errors`, () => {
    const sent = new PaymentError("declined", { cause: () => {} });
    const error = send(sent);
    assertInstanceOf(error, Error);
    assertEquals(Object.getPrototypeOf(error), Error.prototype);
    assertEquals([error.name, error.message], ["PaymentError", "declined"]);
    assertEquals(Reflect.get(error, "code"), 402);
    assertEquals([Object.hasOwn(error, "retry"), "cause" in error], [
      false,
      false,
    ]);
  });

  Deno.test(`\`${path}\` ends when errors hold themselves`, () => {
    const sent = new AggregateError([new RangeError("one"), () => {}], "all");
    sent.errors.push(sent);
    sent.cause = { of: sent };
    const error = send(sent);
    assertInstanceOf(error, AggregateError);
    assertEquals(error.errors.length, 1);
    assertInstanceOf(error.errors[0], RangeError);
    assertEquals("cause" in error, false);
  });
}
