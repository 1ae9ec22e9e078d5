import { deepStrictEqual } from "node:assert";
import { assertEquals } from "@std/assert";
import { account, WAYS } from "./copier_ways.ts";
import { RegistryProxy } from "./fixtures/copiers/generated/registry_proxy.gen.ts";
import { Point, StockError } from "./fixtures/copiers/shapes.ts";

const { methods } = RegistryProxy.definition;

type Case = readonly [method: string, sent: unknown, arrives: unknown];

const circle = { kind: "circle", radius: 1 };
const leaf = { size: 1 };

/** What arrives when a value of the right type is sent. */
const FITTING: Readonly<Record<string, Case>> = {
  "members that are not declared": [
    "account",
    { ...account, secret: 1, version: "v1.0" },
    { ...account, version: "v1.0" },
  ],
  "an optional member that is undefined": [
    "options",
    { depth: undefined, filter: null, inner: { limit: undefined } },
    { filter: null, inner: {} },
  ],
  "a required member that may be undefined": [
    "undefinedMember",
    {},
    { note: undefined },
  ],
  "a discriminated union's first variant": [
    "shape",
    { ...circle, side: 2 },
    circle,
  ],
  "a discriminated union's second variant": [
    "shape",
    { kind: "rhombus", side: 2, radius: 1 },
    { kind: "rhombus", side: 2 },
  ],
  "a union with null": ["shape", null, null],
  "a generic alias applied to a class of fields": [
    "outcome",
    { ok: true, value: new Point() },
    { ok: true, value: { x: 0, y: 0 } },
  ],
  "a boolean discriminant": [
    "outcome",
    { ok: false, reason: "no", value: 1 },
    { ok: false, reason: "no" },
  ],
  "one of the variants that nothing tells apart": [
    "reading",
    { celsius: 1, place: { city: "Ulm", country: "DE" }, other: 1 },
    { celsius: 1, place: { city: "Ulm" } },
  ],
  "all the variants that nothing tells apart": [
    "reading",
    { celsius: 1, kelvin: 274, place: { city: "Ulm", country: "DE" } },
    { celsius: 1, kelvin: 274, place: { city: "Ulm", country: "DE" } },
  ],
  "a variant that excludes the other": ["either", { right: 1 }, { right: 1 }],
  "one of two lists": ["lists", [1, 2], [1, 2]],
  "a list that fits two types": ["lists", [], []],
  "a literal beside other kinds": ["mixed", "auto", "auto"],
  "a date beside other kinds": ["mixed", new Date(5), new Date(5)],
  "a map beside other kinds": [
    "mixed",
    new Map([["a", 1]]),
    new Map([["a", 1]]),
  ],
  "a list beside other kinds": ["mixed", ["a"], ["a"]],
  "an object beside other kinds": ["mixed", { ...circle, x: 1 }, circle],
  "a recursive type": [
    "tree",
    { name: "a", children: [{ name: "b", children: [], more: 1 }] },
    { name: "a", children: [{ name: "b", children: [] }] },
  ],
  "types that hold each other through a map": [
    "folder",
    {
      files: new Map<string, unknown>([
        ["a", leaf],
        ["b", { files: new Map(), parent: null }],
      ]),
      parent: null,
    },
    {
      files: new Map<string, unknown>([
        ["a", leaf],
        ["b", { files: new Map(), parent: null }],
      ]),
      parent: null,
    },
  ],
  "any JSON": [
    "json",
    [1, "a", null, { b: [true], "": {} }],
    [1, "a", null, { b: [true], "": {} }],
  ],
  "a recursive generic type": [
    "page",
    { items: [leaf], next: { items: [] } },
    { items: [leaf], next: { items: [] } },
  ],
  "records, with and without known members": [
    "records",
    [
      { a: 1, b: 2 },
      { small: 1, huge: 5 },
      { id: "i", a: "x" },
      { "data-a": 1, other: "x" },
      { 1: true, a: 5 },
    ],
    [
      { a: 1, b: 2 },
      { small: 1 },
      { a: "x", id: "i" },
      { "data-a": 1 },
      { 1: true },
    ],
  ],
  "tuples": [
    "tuples",
    [[1, "a"], [1], [true, 1, 2], ["a", "b", 3]],
    [[1, "a"], [1], [true, 1, 2], ["a", "b", 3]],
  ],
  "utility, mapped and conditional types": [
    "utilities",
    [
      {},
      account,
      { size: 1, extra: new Date(0) },
      Object.freeze({ size: 2 }),
      { x: "a", y: "b" },
      "yes",
    ],
    [
      {},
      { id: "a1", cents: 5 },
      { extra: new Date(0) },
      { size: 2 },
      { x: "a", y: "b" },
      "yes",
    ],
  ],
  "a type parameter, which keeps what it is": [
    "generic",
    [{ id: "a", more: [1] }, [{ id: "b", date: new Date(0) }]],
    [{ id: "a", more: [1] }, [{ id: "b", date: new Date(0) }]],
  ],
  "default and rest parameters": [
    "optional",
    ["a", undefined, "x", "y"],
    ["a", undefined, "x", "y"],
  ],
  "the first overload": ["overloaded", ["a"], ["a"]],
  "the second overload": ["overloaded", [1, undefined], [1, undefined]],
  "numbers that are no numbers": [
    "point",
    { x: -0, y: NaN },
    { x: -0, y: NaN },
  ],
  "lone surrogates": ["optional", ["\ud800", "\ufeff"], ["\ud800", "\ufeff"]],
};

for (const [what, [name, sent, arrives]] of Object.entries(FITTING)) {
  for (const [way, send] of Object.entries(WAYS)) {
    Deno.test(`copiers take ${what} (${way})`, () => {
      deepStrictEqual(send(methods[name]!, sent), arrives);
    });
  }
}

const wide = {
  x: 0,
  get y() {
    return 1;
  },
};

const SOURCES: Readonly<Record<string, unknown>> = {
  "a getter's object": wide,
  "an object without a prototype": Object.assign(Object.create(null), wide),
  "a frozen object": Object.freeze({ x: 0, y: 1 }),
  "an instance": Object.assign(new Point(), { y: 1 }),
  "inherited members": Object.create({ x: 0, y: 1 }),
};

for (const [what, source] of Object.entries(SOURCES)) {
  Deno.test(`copiers make a plain object of ${what}`, () => {
    const copy = WAYS["copy"]?.(methods["point"]!, source) as object;
    assertEquals(Object.getPrototypeOf(copy), Object.prototype);
    deepStrictEqual(copy, { x: 0, y: 1 });
    assertEquals(Object.isFrozen(copy), false);
  });
}

Deno.test("copiers read every getter once", () => {
  let reads = 0;
  const counted = (members: Record<string, unknown>) => {
    const object = {};
    for (const [name, value] of Object.entries(members)) {
      Object.defineProperty(object, name, {
        enumerable: true,
        get: () => (reads++, value),
      });
    }
    return object;
  };
  const place = { city: "Ulm" };
  const sent: readonly [string, Record<string, unknown>][] = [
    ["point", { x: 1, y: 2 }],
    ["options", { depth: 1, filter: "a" }],
    ["shape", { kind: "circle", radius: 1, label: "a" }],
    ["reading", { celsius: 1, place }],
    ["json", { a: 1, b: 2 }],
  ];
  for (const [name, members] of sent) {
    reads = 0;
    WAYS["copy"]?.(methods[name]!, counted(members));
    assertEquals(reads, Object.keys(members).length, name);
  }
});

Deno.test("copiers copy what the platform has", () => {
  const error = Object.assign(new StockError("none left"), { sku: "a" });
  const sent = [
    new Date(5),
    new URL("https://example.com/a"),
    /a+/g,
    error,
    new Uint8Array([1, 2]),
    new Float64Array([0.5]),
    new Set([{ size: 1, more: 2 }]),
  ];
  for (const send of Object.values(WAYS)) {
    const copies = send(methods["platform"]!, sent) as typeof sent;
    const [date, url, pattern, failure, ...lists] = copies;
    deepStrictEqual([date, url, pattern], sent.slice(0, 3));
    deepStrictEqual((failure as StockError).message, "none left");
    deepStrictEqual((failure as StockError).sku, "a");
    deepStrictEqual(lists, [
      new Uint8Array([1, 2]),
      new Float64Array([0.5]),
      new Set([{ size: 1 }]),
    ]);
    for (const [index, copy] of copies.entries()) {
      assertEquals(copy === sent[index], false, `${index}`);
    }
  }
});
