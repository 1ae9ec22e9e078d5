import type { Chance } from "../support/chance.ts";
import { instance, type Kind, scalar } from "./typed_kind.ts";

/** What every file of random types declares first. */
export const PRELUDE = `
declare const brand: unique symbol;
export type Id = string & { readonly [brand]: "id" };
export type Cents = number & { readonly __brand: "cents" };
export type Huge = bigint & { readonly [brand]: "huge" };
export enum Size { Small, Large = 7, Huge = -1 }
export enum Colour { Red = "red", Blue = "blue" }
export const enum Level { Low = 1, High = 10 }
export type Path = \`/\${string}\`;
export type Version = \`v\${number}.\${number}\`;
export type Side = \`\${"top" | "bottom"}-\${"left" | "right"}\`;
`;

const TEXTS = ["", "a", "ü😀", "\ud800", "constructor", "/a", "red", "id-7"];
const NUMBERS = [0, -0, 1, -1, 1.5, 7, 2 ** 40, NaN, -Infinity];
const BIGINTS = [0n, -1n, 5n, 2n ** 70n];

/** Tells whether a value is a string. */
export const isString = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const isBigint = (value: unknown) => typeof value === "bigint";
const like = (form: RegExp) => (value: unknown) =>
  typeof value === "string" && form.test(value);

/** The types that are not made of others, by group. */
const LEAVES: readonly (readonly Kind[])[] = [
  [scalar("string", TEXTS, isString)],
  [scalar("number", NUMBERS, isNumber)],
  [
    scalar("boolean", [true, false]),
    scalar("bigint", BIGINTS, isBigint),
  ],
  [scalar("null", [null]), scalar("undefined", [undefined])],
  [
    scalar('"red"', ["red"]),
    scalar('"" | "a" | "say \\"\\u{1f600}\\""', ["", "a", 'say "😀"']),
    scalar("0", [0]),
    scalar("-1 | 1.5", [-1, 1.5]),
    scalar("true", [true]),
    scalar("5n | -1n", [5n, -1n]),
  ],
  [
    scalar("Size", [0, 7, -1]),
    scalar("Colour", ["red", "blue"]),
    scalar("Colour.Red", ["red"]),
    scalar("Level", [1, 10]),
  ],
  [
    scalar("Path", ["/", "/a\nb"], like(/^\//)),
    scalar("Version", ["v1.2", "v0.5"], like(/^v\d+\.\d+$/)),
    scalar("Side", ["top-left", "bottom-left", "top-right", "bottom-right"]),
    scalar("`id-${bigint}`", ["id-7", "id--12"], like(/^id--?\d+$/)),
  ],
  [
    scalar("Id", TEXTS, isString),
    scalar("Cents", NUMBERS, isNumber),
    scalar("Huge", BIGINTS, isBigint),
  ],
  [
    instance(Date, (chance) => new Date(chance.pick([0, -1, 1e12 + 7, NaN]))),
    instance(URL, (chance) => new URL(`https://a.example/${chance.below(9)}`)),
    instance(RegExp, (chance) => new RegExp(chance.pick(["a", "/"]), "gi")),
  ],
  [
    instance(Uint8Array, makeBytes),
    instance(Float64Array, () => new Float64Array([0.5, NaN, -0])),
    instance(BigInt64Array, () => new BigInt64Array([-5n])),
    instance(Int16Array, (chance) => new Int16Array(makeBytes(chance))),
    instance(ArrayBuffer, (chance) => makeBytes(chance).slice().buffer),
    instance(DataView, () => new DataView(new ArrayBuffer(9), 3, 4)),
  ],
];

/** Picks a type that is not made of others. */
export function randomLeaf(chance: Chance): Kind {
  return chance.pick(chance.pick(LEAVES));
}

function makeBytes(chance: Chance): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16).map(() => chance.below(256));
  return bytes.subarray(chance.below(8), 8 + chance.below(8));
}

/** Values to put where they may not belong. */
export const STRAYS: readonly (() => unknown)[] = [
  ...[undefined, null, true, false, 0, 7, -1, 1.5, NaN, 5n, 3n].map(
    (value) => () => value,
  ),
  ...["", "a", "b", "red", "top-left", "/b", "v2.5", "id-7", "x"].map(
    (value) => () => value,
  ),
  () => [],
  () => [1],
  () => ["a", "b"],
  () => ({}),
  () => ({ a: 1 }),
  () => ({ kind: "red", a: "a", b: {} }),
  () => new Map(),
  () => new Map<unknown, unknown>([["a", 1], [1, "a"]]),
  () => new Set(),
  () => new Set([1, "a"]),
  () => new Date(5),
  () => new URL("https://b.example/"),
  () => /b/,
  () => new Uint8Array(2),
  () => new Float64Array(2),
  () => new DataView(new ArrayBuffer(2)),
  () => new ArrayBuffer(2),
];
