import { deepStrictEqual } from "node:assert";
import { assert, assertEquals } from "@std/assert";
import type { Method } from "../../src/proxy/mod.ts";
import { account } from "./copier_ways.ts";
import {
  authority,
  type Part,
  typed,
  usesCopier,
  writeUnchecked,
} from "./codec_ways.ts";
import { BankProxy } from "./fixtures/copiers/generated/bank_proxy.gen.ts";
import { OtherProxy } from "./fixtures/copiers/generated/other_proxy.gen.ts";
import { RegistryProxy } from "./fixtures/copiers/generated/registry_proxy.gen.ts";
import { Money, Purse, Word } from "./fixtures/copiers/money.ts";
import { Point } from "./fixtures/copiers/shapes.ts";
import { HTTPShelf2ActorProxy } from "./fixtures/methods/generated/http_shelf2_actor_proxy.gen.ts";
import { OddProxy } from "./fixtures/oddities/generated/odd_proxy.gen.ts";
import { TickerProxy } from "./fixtures/streaming/generated/ticker_proxy.gen.ts";

/** A value of a method that has a codec for it. */
type Case = readonly [
  proxy: { readonly definition: { readonly methods: object } },
  method: string,
  value: unknown,
  part?: Part,
];

function methodOf([proxy, name]: Case): Method {
  const method: unknown = Reflect.get(proxy.definition.methods, name);
  assert(method !== undefined, `no method ${name}`);
  return method as Method;
}

const many = { a: "a", b: [1], c: { d: new Date(5) }, e: null };

/** Has all members that there may be. */
const full = { ...many, f: true, g: 2n, i: [1], j: "x", k: "k", l: "l" };

function chain(length: number): unknown {
  let folder: unknown = null;
  for (let at = 0; at < length; at++) {
    folder = { files: new Map(), parent: folder };
  }
  return folder;
}

const wide = Object.fromEntries(
  Array.from({ length: 25 }, (_, index) => [`m${index + 1}`, 1]),
);

/** What a codec takes, there and back. */
const QUICK: Readonly<Record<string, Case>> = {
  "members of many kinds": [RegistryProxy, "account", account],
  "an optional member": [
    RegistryProxy,
    "account",
    { ...account, version: "v1.0" },
  ],
  "members that are not declared": [
    RegistryProxy,
    "account",
    { ...account, secret: 1 },
  ],
  "no optional member at all": [RegistryProxy, "options", {}],
  "optional members": [
    RegistryProxy,
    "options",
    { depth: 1, filter: null, inner: { limit: 2 } },
  ],
  "an optional member that is undefined": [
    RegistryProxy,
    "options",
    { depth: undefined, inner: {} },
  ],
  "a required member that is undefined": [
    RegistryProxy,
    "undefinedMember",
    {},
  ],
  "an instance of a class without methods": [
    RegistryProxy,
    "point",
    new Point(),
  ],
  "a discriminated union": [
    RegistryProxy,
    "shape",
    { kind: "rhombus", side: 2 },
  ],
  "a discriminated union with null": [RegistryProxy, "shape", null],
  "a boolean discriminant": [
    RegistryProxy,
    "outcome",
    { ok: false, reason: "no" },
  ],
  "a type that holds itself": [
    RegistryProxy,
    "tree",
    { name: "a", children: [{ name: "b", children: [] }] },
  ],
  "a type that holds itself in an optional member": [
    RegistryProxy,
    "page",
    { items: [{ size: 1 }], next: { items: [] } },
  ],
  "a chain of 60": [RegistryProxy, "folder", chain(60)],
  "proxies": [
    OtherProxy,
    "registries",
    [],
  ],
  "a class with a codec": [BankProxy, "add", new Money(5, "CHF")],
  "a list of such a class as plain data": [
    BankProxy,
    "count",
    [new Purse(new Money(1, "EUR"), new Money(2, "CHF")), null],
  ],
  "arguments": [HTTPShelf2ActorProxy, "rename", ["a", "b"]],
  "an argument that may be left out": [
    HTTPShelf2ActorProxy,
    "rename",
    [undefined, "b"],
  ],
  "fewer arguments than there are": [HTTPShelf2ActorProxy, "summary", ["a"]],
  "more arguments than there are": [
    HTTPShelf2ActorProxy,
    "rename",
    ["a", "b", "c"],
  ],
  "any number of arguments": [
    HTTPShelf2ActorProxy,
    "tag",
    ["a", "b", "c", "d"],
  ],
  "fewer arguments than stand before any number": [
    RegistryProxy,
    "optional",
    ["a"],
  ],
  "none of any number of arguments": [HTTPShelf2ActorProxy, "tag", ["a"]],
  "nothing but any number of arguments": [
    HTTPShelf2ActorProxy,
    "sum",
    [1, 2, 3],
  ],
  "a map that holds itself": [OddProxy, "m", new Map([["a", new Map()]])],
  "a list that holds itself": [OddProxy, "arr", [[], [[]]]],
  "optional members of loose types": [
    OddProxy,
    "loose",
    { id: 1, note: { a: 1 } },
  ],
  "no optional members of loose types": [
    OddProxy,
    "loose",
    { id: 1, note: undefined, label: undefined },
  ],
  "a union that is told apart by a later member": [
    OddProxy,
    "late",
    [
      { kind: "b", more: { id: "a", at: 1, kind: "a", of: ["b"] } },
      { of: ["a"], kind: "a" },
    ],
  ],
  "many members": [
    OddProxy,
    "many",
    [{ ...full, e: many, h: [many, full] }, { a: "a", i: { h: "h" } }],
  ],
  "few of many members": [OddProxy, "many", [many, {}]],
  "what may be null, undefined or a value": [
    OddProxy,
    "nullables",
    { b: undefined, c: null },
  ],
};

/** What crosses the other way. */
const RETURNED: Readonly<Record<string, Case>> = {
  "a result": [RegistryProxy, "account", account, "result"],
  "a result that may be undefined": [
    HTTPShelf2ActorProxy,
    "find",
    undefined,
    "result",
  ],
  "a list": [
    HTTPShelf2ActorProxy,
    "search",
    [{ title: "a", tags: [], sequel: { title: "b", tags: ["c"] } }],
    "result",
  ],
  "a map of a class with a codec": [
    BankProxy,
    "history",
    new Map([["a", new Money(5, "CHF")]]),
    "result",
  ],
  "a yielded value": [
    TickerProxy,
    "quotes",
    { symbol: "a", price: 5 },
    "yield",
  ],
  "the result behind yielded values": [TickerProxy, "quotes", 5, "result"],
};

function compare(found: Case): void {
  const [, , value, part] = found;
  const method = methodOf(found);
  const written = authority.write(method, value, part);
  assert(written.is === "bytes", Deno.inspect(written));
  deepStrictEqual(typed.write(method, value, part), written);
  deepStrictEqual(
    typed.read(method, written.bytes, part),
    authority.read(method, written.bytes, part),
  );
}

/** What a codec leaves to the copier, at least in part. */
const RARE: Readonly<Record<string, Case>> = {
  "instances that encode to the same": [
    BankProxy,
    "words",
    [
      new Set([new Word("a"), new Word("a")]),
      new Map([[new Word("a"), 1], [new Word("a"), 2], [null, 3]]),
    ],
  ],
  "a chain of 200": [RegistryProxy, "folder", chain(200)],
  "zero that is minus zero": [OddProxy, "zero", { n: -0, text: "a" }],
  "members in the order of another type": [OddProxy, "wideAlone", [
    { first: 1, ...wide },
    { first: 1, ...wide },
  ]],
};

const ALL = { ...QUICK, ...RETURNED, ...RARE };

for (const [title, found] of Object.entries(ALL)) {
  Deno.test(`generate() writes a codec that agrees about ${title}`, () => {
    compare(found);
  });
}

for (const [title, found] of Object.entries(QUICK)) {
  Deno.test(`generate() writes a codec that takes ${title}`, () => {
    const method = methodOf(found);
    const isLeft = usesCopier(method, () => {
      const written = typed.write(method, found[2]);
      if (written.is === "bytes") typed.read(method, written.bytes);
    });
    assertEquals(isLeft, false);
  });
}

/** What neither way takes. */
const WRONG: Readonly<Record<string, Case>> = {
  "a chain of 300": [RegistryProxy, "folder", chain(300)],
  "a map as an object whose members may be undefined": [
    RegistryProxy,
    "undefinedMember",
    new Map(),
  ],
  "a map as an object whose members may be missing": [
    RegistryProxy,
    "options",
    new Map(),
  ],
  "a map as an object of many members that may be missing": [
    OddProxy,
    "many",
    [many, new Map()],
  ],
  "a wrong one of many members": [
    OddProxy,
    "many",
    [many, { i: { a: 5 } }],
  ],
};

for (const [title, found] of Object.entries(WRONG)) {
  Deno.test(`generate() writes a codec that refuses ${title}`, () => {
    const [, , value] = found;
    const refused = authority.write(methodOf(found), value);
    assertEquals(refused.is, "refused");
    deepStrictEqual(typed.write(methodOf(found), value), refused);
  });
}

const methods: Readonly<Record<string, Method>> = {
  ...OddProxy.definition.methods,
  ...RegistryProxy.definition.methods,
};
const shape = methods["shape"]!;

/** Bytes that no codec writes; only some of them are right. */
const OTHERS: Readonly<Record<string, readonly [Method, unknown]>> = {
  "members in another order": [shape, { radius: 1, kind: "circle" }],
  "members that nobody knows": [shape, { kind: "circle", radius: 1, more: 1 }],
  "an optional member that is undefined": [
    shape,
    { kind: "circle", radius: 1, label: undefined },
  ],
  "a member of the object around": [
    methods["page"]!,
    { items: [], next: { items: [], more: 1 } },
  ],
  "an optional member of any type that is undefined": [
    methods["loose"]!,
    { id: 1, note: undefined },
  ],
  "an optional member that may be undefined and is": [
    methods["loose"]!,
    { id: 1, label: undefined },
  ],
  "many members in another order": [
    methods["many"]!,
    [{ ...many, l: "l", k: "k" }, { b: "b", a: "a" }],
  ],
  "one of many members that is undefined": [
    methods["many"]!,
    [{ ...many, i: undefined }, {}],
  ],
  "more than many members": [methods["many"]!, [{ ...many, z: 1 }, {}]],
  "another member before what tells a union apart": [
    methods["late"]!,
    [{ more: { kind: "b" }, kind: "b" }, { id: "a", kind: "b" }],
  ],
  "another discriminant": [shape, { kind: "cube", side: 1 }],
  "no discriminant": [shape, { side: 1 }],
  "a list where an object should be": [shape, ["kind", "circle"]],
  "too little": [shape, { kind: "circle" }],
  "a number for a text": [shape, { kind: "circle", radius: 1, label: 5 }],
  "a chain of 300": [methods["folder"]!, chain(300)],
};

for (const [title, [method, value]] of Object.entries(OTHERS)) {
  Deno.test(`generate() writes a codec that leaves ${title}`, () => {
    const bytes = writeUnchecked(value);
    const expected = authority.read(method, bytes);
    deepStrictEqual(typed.read(method, bytes), expected);
    assert(usesCopier(method, () => typed.read(method, bytes)));
  });
}
