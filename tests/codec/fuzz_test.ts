import { assert } from "@std/assert";
import { fuzz } from "./fuzz.ts";

/** Another seed makes other bytes; the one of a failure repeats them. */
const SEED = 8_949;
const INPUTS = 24_000;

Deno.test("`decodeValue()` throws `CodecError` only when bytes are bad", () => {
  const { value, frame, typed } = fuzz(SEED, INPUTS);
  const accepted = value.accepted + frame.accepted;
  assert(accepted > INPUTS / 100, `${accepted} of ${INPUTS} were accepted`);
  assert(value.refused > INPUTS / 2, `${value.refused} were refused`);
  assert(frame.refused > INPUTS / 2, `${frame.refused} were refused`);
  assert(typed.accepted > INPUTS / 100, `${typed.accepted} fitted their type`);
  assert(typed.refused > typed.accepted, `${typed.refused} fitted no type`);
  assert(Reflect.get({}, "polluted") === undefined);
  assert(Reflect.get([], "polluted") === undefined);
});
