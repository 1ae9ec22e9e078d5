import { deepStrictEqual } from "node:assert";
import { decodeValue, encodeValue } from "../../src/codec/wire/cbor.ts";
import { copyValue } from "../../src/codec/copy/copy.ts";
import { receiver } from "./actor_reference.ts";
import { Chance } from "../support/chance.ts";
import { randomValue } from "./random_value.ts";

/** Another seed makes other values; the one of a failure repeats it. */
const SEED = 20_251;
const VALUES = 2_000;

Deno.test("`decodeValue()` gives what `copyValue()` does when random", () => {
  for (let seed = SEED; seed < SEED + VALUES; seed++) {
    const make = () => randomValue(new Chance(seed));
    const value = make();
    try {
      const copy = copyValue(value, receiver);
      deepStrictEqual(value, make(), "the original stays as it was");
      deepStrictEqual(decodeValue(encodeValue(value), receiver), copy);
      deepStrictEqual(copyValue(copy, receiver), copy);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
});
