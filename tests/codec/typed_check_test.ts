import { deepStrictEqual } from "node:assert";
import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import * as check from "../../src/codec/check/check.ts";
import type { PartCopier } from "../../src/codec/check/mismatch.ts";
import { Refusal, toCodecError } from "../../src/codec/refusal.ts";
import { ActorReference, receiver } from "./actor_reference.ts";

class Parcel {
  weight = 1;
}

class Buffer extends Uint8Array {}

/** What a check says of a value. */
function complain(run: () => unknown): string {
  try {
    run();
  } catch (refusal) {
    assertInstanceOf(refusal, Refusal);
    return toCodecError(refusal).message;
  }
  return "nothing";
}

const text: PartCopier<string> = check.string;

/** The sentence of each refusal, by what was checked. */
const REFUSED: readonly [sentence: string, run: () => unknown][] = [
  ["a: expected string, got undefined", () => check.string(undefined, "a")],
  ["[2]: expected number, got null", () => check.number(null, 2)],
  ["expected boolean, got function", () => check.boolean(() => 1, null)],
  [
    '["a b"]: expected bigint, got symbol',
    () => check.bigint(Symbol("secret"), "a b"),
  ],
  ["a: expected 1n, got number", () => check.literal(1, "a", 1n)],
  [
    'a: expected "x", 5 or undefined, got object',
    () => check.oneOf({}, "a", ["x", 5, undefined]),
  ],
  [
    "a: expected 1, 2, 3, 4, 5, 6, 7, 8 or one of 2 more, got number",
    () => check.oneOf(0, "a", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  ],
  ["a: expected text like ^x$, got string", () => check.text("y", "a", /^x$/)],
  ["a: expected nothing, got Parcel", () => check.never(new Parcel(), "a")],
  ["expected object, got array", () => check.object([])],
  ["expected object, got function", () => check.object(() => 1)],
  ["expected object, got Map", () => check.open(new Map())],
  ["expected object, got Promise", () => check.open(Promise.resolve())],
  ["expected array, got string", () => check.array("abc")],
  ["expected array, got Uint8Array", () => check.array(new Uint8Array(1))],
  ["expected 1 to 2 elements, got 3", () => check.tuple([1, 2, 3], 1, 2)],
  [
    "a: expected Date, got object",
    () => check.instance(Object.create(null), "a", Date),
  ],
  [
    "a: expected Uint8Array, got Buffer",
    () => check.instance(new Buffer(1), "a", Uint8Array),
  ],
  [
    "a: what cannot be read cannot be a message",
    () => check.instance(Object.create(Date.prototype), "a", Date),
  ],
  [
    "a: expected ArrayBufferView, got ArrayBuffer",
    () => check.view(new ArrayBuffer(1), "a"),
  ],
  ["a: expected Error, got string", () => check.error("x", "a", receiver)],
  [
    "a: functions cannot be messages",
    () => check.unknown(() => 1, "a", receiver),
  ],
  [
    "a.b: symbols cannot be messages",
    () => check.unknown({ b: Symbol() }, "a", receiver),
  ],
  [
    "a: expected ActorReference, got Parcel",
    () => check.reference(new Parcel(), "a", receiver, ActorReference),
  ],
  [
    "a.b: expected string, got number",
    () => check.record({ b: 1 }, "a", check.string),
  ],
  [
    "a: expected object, got Set",
    () => check.record(new Set(), "a", check.string),
  ],
  [
    "a.get(5): expected string, got number",
    () => check.map(new Map([[5, 5]]), "a", check.number, check.string),
  ],
  [
    "a.keys()[1]: expected string, got number",
    () =>
      check.map(
        new Map<unknown, 1>([["x", 1], [5, 1]]),
        "a",
        text,
        check.number,
      ),
  ],
  [
    "a.values()[1]: expected string, got number",
    () => check.set(new Set(["x", 5]), "a", check.string),
  ],
];

for (const [sentence, run] of REFUSED) {
  Deno.test(`check says ${JSON.stringify(sentence)}`, () => {
    assertEquals(complain(run), sentence);
  });
}

Deno.test("check.reference() hands a proxy to its owner", () => {
  const sent = new ActorReference("Cart", "7", "sender");
  const { owner } = check.reference(sent, "a", receiver, ActorReference);
  assertEquals(owner, "receiver");
});

Deno.test("check.record() copies what has the form and no name", () => {
  const source = { id: "x", a1: "a", b: 5 };
  const keys = { except: ["id"], like: /^a/ };
  deepStrictEqual(
    check.record(source, null, check.string, receiver, keys),
    { a1: "a" },
  );
});

Deno.test("check.union() puts the copies of all variants together", () => {
  const place = check.members(() => ({ must: { city: check.string } }));
  const named = check.members(() => ({
    must: { name: check.string, at: place },
  }));
  const value = {
    name: "Ann",
    at: { city: "Ulm", country: "DE" },
    tags: new Map([["a", { b: 1 }]]),
  };
  const other = { ...value, name: 5 };
  for (const variants of [[named, check.unknown], [check.unknown, named]]) {
    const any = check.union("any", () => variants);
    deepStrictEqual(any(value, "a", receiver), value);
    deepStrictEqual(any(other, "a", receiver), other);
  }
});

Deno.test("check.union() takes no map for an object that may be empty", () => {
  const left = check.members(() => ({
    may: { left: check.string },
    isOpen: true,
  }));
  const right = check.members(() => ({
    may: { right: check.string },
    isOpen: true,
  }));
  const either = check.union("any", () => [left, right]);
  const complaint = complain(() => either(new Map(), "a"));
  assertEquals(complaint, "a: expected object, got Map");
  deepStrictEqual(either({}, "a"), {});
});

Deno.test("check.unnest() leaves the depth as it was after a failure", () => {
  for (let round = 0; round < 300; round++) {
    const sentence = "a: expected string, got number";
    const run = () => check.record({ a: 1 }, null, check.string);
    assertEquals(complain(run), sentence);
  }
  const copy = check.record({ a: "b" }, null, check.string);
  assertStrictEquals(copy["a"], "b");
});
