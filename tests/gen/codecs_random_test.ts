import { deepStrictEqual } from "node:assert";
import { assert, assertEquals } from "@std/assert";
import { Decoder } from "cbor-x/decode";
import { Encoder } from "cbor-x/encode";
import { ENCODING } from "../../src/codec/reference/reference.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { Chance } from "../support/chance.ts";
import {
  authority,
  type Outcome,
  typed,
  usesCopier,
  writeUnchecked,
} from "./codec_ways.ts";
import {
  createProject,
  forEachType,
  makeActors,
  type RandomType,
  TYPES_PER_ACTOR,
} from "./random_actors.ts";
import { change, strip } from "./typed_change.ts";
import { disturb, mutate } from "./typed_disturbance.ts";

/** Another seed makes other types; the one of a failure repeats them. */
const SEED = 8_949;
const ACTORS = 10;
const VALUES_PER_TYPE = 100;
const MUTATIONS_PER_VALUE = 2;

const options = { mapsAsObjects: true, useRecords: false };
const encoder = new Encoder({ ...options, variableMapSize: true });
const decoder = new Decoder(options);

/** How often each thing came of what the test did. */
interface Counts {
  /** Types with a codec. */
  types: number;
  refused: number;
  exchanged: number;
  taken: number;
  fuzzed: number;
}

/** Tells whether two ways come to the same, and what. */
function same(actual: Outcome, expected: Outcome): Outcome {
  deepStrictEqual(actual, expected);
  return actual;
}

/** What comes of a value that is of its type. */
interface Legal {
  readonly bytes: Uint8Array;
  /** Whether the codec left it to the copier, there or back. */
  readonly isLeft: boolean;
}

function compareLegal(method: Method, value: unknown): Legal {
  const expected = authority.write(method, value);
  assert(expected.is === "bytes");
  const { bytes } = expected;
  const isLeft = usesCopier(method, () => {
    same(typed.write(method, value), expected);
    const read = typed.read(method, bytes);
    assert(read.is === "value");
    assertEquals(read.end, bytes.length);
  });
  same(typed.read(method, bytes), authority.read(method, bytes));
  return { bytes, isLeft };
}

/** Whether a value holds nothing that CBOR has no place for without a tag. */
function isOrdinary(value: unknown): boolean {
  if (typeof value === "string") {
    return value.isWellFormed() && !value.startsWith("\ufeff");
  }
  if (typeof value !== "object" || value === null) return !Object.is(value, -0);
  if (value instanceof Map || value instanceof Set) {
    return [...value].flat().every(isOrdinary);
  }
  return ArrayBuffer.isView(value) ||
    Object.entries(value).flat().every(isOrdinary);
}

/** Whether a value is of what JSON knows, which all of CBOR's readers read. */
function isSimple(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return typeof value !== "bigint";
  }
  const isPlain = Array.isArray(value) ||
    Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(isSimple);
}

/** Lets another library read what is written here, and write what is read. */
function exchange(
  method: Method,
  bytes: Uint8Array,
  value: unknown,
  counts: Counts,
): void {
  if (!isSimple(value) || !isOrdinary(value)) return;
  deepStrictEqual(strip(decoder.decode(bytes)), strip(value));
  const foreign = Uint8Array.from(encoder.encode(value));
  const read = same(
    typed.read(method, foreign),
    authority.read(method, foreign),
  );
  assert(read.is === "value");
  counts.exchanged++;
}

/** Lets bytes be as a sender of another version, or of none, writes them. */
function compareOthers(
  method: Method,
  bytes: Uint8Array,
  copy: unknown,
  chance: Chance,
  counts: Counts,
): void {
  const others = [writeUnchecked(disturb(copy, chance))];
  for (let at = 0; at < MUTATIONS_PER_VALUE; at++) {
    others.push(mutate(bytes, chance));
  }
  for (const other of others) {
    try {
      const { is } = same(
        typed.read(method, other),
        authority.read(method, other),
      );
      counts.fuzzed++;
      if (is === "value") counts.taken++;
    } catch (cause) {
      throw new Error(`bytes ${other.toHex()}`, { cause });
    }
  }
}

/** Compares one value; returns whether it was left to the copier. */
function compare(type: RandomType, at: number, counts: Counts): boolean {
  const { kind, method, seed } = type;
  const make = () => kind.make(new Chance(seed * 1_000 + at), 0);
  const chance = new Chance(seed * 1_000 + at + 1_000_000_000);
  const value = make();
  const { bytes, isLeft } = compareLegal(method, value);
  exchange(method, bytes, value, counts);
  const changed = change(make(), chance, "value").value;
  const outcome = same(
    typed.write(method, changed),
    authority.write(method, changed),
  );
  if (outcome.is === "refused") counts.refused++;
  const copy = method.copyPayload(make(), ENCODING);
  compareOthers(method, bytes, copy, chance, counts);
  return isLeft && isOrdinary(value);
}

function compareType(type: RandomType, counts: Counts): void {
  let left = 0;
  for (let at = 0; at < VALUES_PER_TYPE; at++) {
    try {
      if (compare(type, at, counts)) left++;
    } catch (error) {
      throw new Error(`value ${at}: ${error}`, { cause: error });
    }
  }
  if (!type.hasCodec) return;
  counts.types++;
  assertEquals(left, 0, "ordinary values were left to the copier");
}

Deno.test("generate() writes codecs that agree with the copiers", async () => {
  const actors = makeActors(SEED, ACTORS);
  await using project = await createProject(actors);
  const counts = { types: 0, refused: 0, exchanged: 0, taken: 0, fuzzed: 0 };
  await forEachType(actors, project, SEED, (type) => compareType(type, counts));
  const types = ACTORS * TYPES_PER_ACTOR;
  const values = types * VALUES_PER_TYPE;
  const shown = Deno.inspect(counts);
  assert(counts.types > types * 0.6, shown);
  assert(counts.refused > values / 3, shown);
  assert(counts.exchanged > values / 3, shown);
  // Most of the others' bytes are nothing that any reader takes.
  assert(counts.taken > counts.fuzzed / 8, shown);
});
