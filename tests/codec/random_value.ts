import { CallError, InboxFullError } from "../../src/base/errors.ts";
import { ActorReference } from "./actor_reference.ts";
import type { Chance } from "../support/chance.ts";

const TEXTS = [
  "",
  "a",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "0",
  "17",
  "größe",
  "日本語",
  "😀",
  "\ud800",
  "a\udfffb",
  "\ufeff",
  `\ufeff${"bom ".repeat(40)}`,
  "\u0000",
  "x".repeat(23),
  "x".repeat(24),
  "x".repeat(63),
  `${"x".repeat(64)}é`,
  "é".repeat(200),
  `${"y".repeat(300)}\ud83d`,
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  23,
  24,
  -24,
  -25,
  255,
  256,
  65_535,
  65_536,
  -65_537,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32 - 1,
  2 ** 32,
  -(2 ** 32),
  -(2 ** 32) - 1,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  2 ** 53,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  0.1,
  1.5,
  NaN,
  Infinity,
  -Infinity,
];

const BIGINTS = [
  0n,
  1n,
  -1n,
  255n,
  256n,
  -256n,
  -257n,
  2n ** 63n,
  2n ** 64n,
  -(2n ** 64n),
  -(2n ** 64n) - 1n,
  3n ** 500n,
];

const DATES = [0, 1, 999, -1, -12_345, 1e12 + 7, 8.64e15, -8.64e15, NaN];

const VIEWS = [
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Float16Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

type Maker = (chance: Chance, depth: number) => unknown;

const LEAVES: readonly Maker[] = [
  () => undefined,
  () => null,
  () => true,
  () => false,
  (chance) => chance.pick(NUMBERS),
  (chance) => chance.below(2 ** 32) - 2 ** 31,
  (chance) => (chance.below(2 ** 32) - 2 ** 31) / 1024,
  (chance) => chance.pick(BIGINTS),
  (chance) => chance.pick(TEXTS),
  (chance) => chance.pick(TEXTS),
  (chance) => new Date(chance.pick(DATES)),
  (chance) => new Date(chance.below(2 ** 32) * 1000 + chance.below(1000)),
  (chance) => new URL(`https://example.com/${chance.below(9)}?q=ü#x`),
  (chance) => new RegExp(chance.pick(["", "a/b", "\\d+", "ü"]), "gi"),
  (chance) => randomBytes(chance).buffer,
  (chance) => new DataView(randomBytes(chance).buffer, 8, chance.below(9)),
  (chance) => new (chance.pick(VIEWS))(randomBytes(chance).buffer),
  (chance) => randomBytes(chance).subarray(3, 3 + chance.below(9)),
  (chance) =>
    new ActorReference("Cart", `id-${chance.pick(TEXTS)}`, "receiver"),
];

const CONTAINERS: readonly Maker[] = [
  (chance, depth) => randomList(chance, depth),
  (chance, depth) => Object.fromEntries(randomEntries(chance, depth)),
  (chance, depth) => Object.fromEntries(randomEntries(chance, depth)),
  (chance, depth) =>
    Object.assign(
      Object.create(null),
      Object.fromEntries(randomEntries(chance, depth)),
    ),
  (chance, depth) =>
    Object.freeze(Object.fromEntries(randomEntries(chance, depth))),
  (chance, depth) => new Map(randomEntries(chance, depth)),
  (chance, depth) =>
    new Map(
      randomList(chance, depth).map((key) => [key, chance.pick(NUMBERS)]),
    ),
  (chance, depth) => new Set(randomList(chance, depth)),
  // The hole in front is what is meant.
  (chance, depth) => Object.assign([], { 1: randomValue(chance, depth + 1) }),
  (chance, depth) => randomError(chance, depth),
];

/** Makes a value that can be a message, with all that is odd in one. */
export function randomValue(chance: Chance, depth = 0): unknown {
  const isContainer = depth === 0 || depth < 5 && chance.below(3) === 0;
  return chance.pick(isContainer ? CONTAINERS : LEAVES)(chance, depth);
}

function randomBytes(chance: Chance): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + 8 * chance.below(5));
  return bytes.map(() => chance.below(256));
}

function randomList(chance: Chance, depth: number): unknown[] {
  return Array.from(
    { length: chance.pick([0, 1, 2, 3, 5, 8, 30]) },
    () => randomValue(chance, depth + 1),
  );
}

function randomEntries(chance: Chance, depth: number): [string, unknown][] {
  return randomList(chance, depth).map((value) => [
    `${chance.pick(TEXTS)}${chance.pick(["", chance.below(9)])}`,
    value,
  ]);
}

function randomError(chance: Chance, depth: number): Error {
  const cause = randomValue(chance, depth + 1);
  const message = chance.pick(TEXTS);
  return chance.pick([
    new Error(message),
    new TypeError(message, { cause }),
    new AggregateError([cause, new RangeError(message)], message),
    new DOMException(message, "AbortError"),
    Object.assign(new Error(message), { code: cause }),
    new InboxFullError(message, 7),
    new CallError(message, { code: "remote", outcome: "unknown", cause }),
  ]);
}
