import { assert, assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { receiver } from "../codec/actor_reference.ts";
import { WAYS } from "../gen/copier_ways.ts";
import { generateClass } from "./generated_class.ts";

/** A recursive union without a discriminant, and values of it. */
interface Case {
  readonly type: string;
  /** Puts a value one level deeper. */
  readonly wrap: (inner: unknown) => Record<string, unknown>;
  readonly leaf: Record<string, unknown>;
  /** A leaf that is wrong. */
  readonly wrong: Record<string, unknown>;
}

const CASES: Readonly<Record<string, Case>> = {
  "arrays of one union": {
    type: "{ c: Tree[]; name: string } | { c: Tree[]; id: number }",
    wrap: (inner) => ({ c: [inner], id: 1 }),
    leaf: { c: [], id: 1 },
    wrong: { c: [], id: "1" },
  },
  "arrays of different unions": {
    type:
      "{ c: Tree[]; name: string } | { c: (Tree | { x: 1 })[]; id: number }",
    wrap: (inner) => ({ c: [inner], id: 1 }),
    leaf: { c: [], id: 1 },
    wrong: { c: [], id: "1" },
  },
  "maps of different unions": {
    type: "{ c: Map<string, Tree>; a: 1 } | " +
      "{ c: Map<string, Tree | { x: 1 }>; b: 1 }",
    wrap: (inner) => ({ c: new Map([["k", inner]]), b: 1 }),
    leaf: { c: new Map(), b: 1 },
    wrong: { c: new Map(), b: 2 },
  },
  "tuples and arrays": {
    type: "{ c: [Tree?]; a: 1 } | { c: Tree[]; b: 1 }",
    wrap: (inner) => ({ c: [inner], a: 1, b: 1 }),
    leaf: { c: [], b: 1 },
    wrong: { c: [], b: 2 },
  },
  "sets of different unions": {
    type: "{ c: Set<Tree>; a: 1 } | { c: Set<Tree | { x: 1 }>; b: 1 }",
    wrap: (inner) => ({ c: new Set([inner]), b: 1 }),
    leaf: { c: new Set(), b: 1 },
    wrong: { c: new Set(), b: 2 },
  },
  "index signatures": {
    type: "{ [key: string]: Tree | number } | { c: Tree; n: number }",
    wrap: (inner) => ({ c: inner, n: 1 }),
    leaf: { c: 1, n: 1 },
    wrong: { c: "1", n: 1 },
  },
  "unknown parts": {
    type: "{ c: unknown; a: 1 } | { c: Tree | null; b: 1 }",
    wrap: (inner) => ({ c: inner, a: 1, b: 1 }),
    leaf: { c: null, b: 1 },
    wrong: { c: () => 1, b: 1 },
  },
};

const LEVELS = 40;

/** Replaces the members of an object by getters that count. */
function count(object: Record<string, unknown>, reads: number[]): object {
  const counted = {};
  for (const [name, value] of Object.entries(object)) {
    const at = reads.push(0) - 1;
    const get = () => {
      reads[at]!++;
      return value;
    };
    Object.defineProperty(counted, name, { get, enumerable: true });
  }
  return counted;
}

for (const [name, { type, wrap, leaf, wrong }] of Object.entries(CASES)) {
  Deno.test(`G10: a recursive union with ${name} is read once`, async () => {
    const { methods, problems } = await generateClass([
      `export type Tree = ${type};`,
      "// @generate-proxy",
      "export class A { take(tree: Tree): void { void tree; } }",
    ].join("\n"));
    assertEquals(problems.filter((one) => !one.includes("GEN402")), []);
    const method = methods["take"]!;
    const reads: number[] = [];
    let counted: unknown = count(leaf, reads);
    let plain: unknown = leaf;
    let bad: unknown = wrong;
    for (let level = 0; level < LEVELS; level++) {
      counted = count(wrap(counted), reads);
      plain = wrap(plain);
      bad = wrap(bad);
    }
    assertEquals(method.copyPayload(counted, receiver), plain);
    assertEquals(reads.filter((one) => one > 1), []);
    for (const send of Object.values(WAYS)) {
      assertEquals(send(method, plain), plain);
      assertThrows(() => send(method, bad), CodecError);
    }
  });
}

Deno.test("G10: a union of 500 objects looks at those that fit", async () => {
  const numbers = Array.from({ length: 500 }, (_, at) => at);
  const { methods, code } = await generateClass([
    "export interface Other { other: number }",
    "export interface Base { id: string; at: number; note?: string }",
    ...numbers.map((at) =>
      `export interface T${at} extends Base { kind: "k${at}"; m${at}: number }`
    ),
    `export type All = ${numbers.map((at) => `T${at}`).join(" | ")};`,
    "// @generate-proxy",
    "export class A { take(all: All | Other): void { void all; } }",
  ].join("\n"));
  const method = methods["take"]!;
  const right = { id: "a", at: 1, kind: "k499", m499: 5, more: 1 };
  const { more: _, ...copy } = right;
  for (const send of Object.values(WAYS)) {
    assertEquals(send(method, right), copy);
    assertEquals(send(method, { other: 1 }), { other: 1 });
    assertEquals(send(method, { ...right, other: 2 }), { ...copy, other: 2 });
    assertThrows(() => send(method, { ...right, m499: "5" }), CodecError);
    assertThrows(() => send(method, { ...right, kind: "k500" }), CodecError);
  }
  assert(code.length < 250_000, `${code.length}`);
});
