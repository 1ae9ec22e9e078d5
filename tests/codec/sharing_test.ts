import { deepStrictEqual } from "node:assert";
import { CodecError } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { copyValue } from "../../src/codec/copy/copy.ts";
import { nest, unnest } from "../../src/codec/check/mismatch.ts";
import { UNOWNED } from "../../src/codec/reference/reference.ts";

/** A value of few arrays that is a tree of two to the power of `depth`. */
function share(depth: number): unknown {
  let value: unknown = [1];
  for (let level = 0; level < depth; level++) value = [value, value];
  return value;
}

Deno.test("copyValue() refuses what sharing makes too large", () => {
  assertThrows(
    () => copyValue(share(40), UNOWNED),
    CodecError,
    "what holds more than 1048576 objects cannot be a message",
  );
});

Deno.test("copyValue() counts the objects of each value anew", () => {
  for (let time = 0; time < 5; time++) {
    deepStrictEqual(copyValue(share(17), UNOWNED), share(17));
  }
});

Deno.test("nest() counts the objects of a recursive type together", () => {
  const count = (depth: number): void => {
    try {
      nest();
      if (depth === 0) return;
      count(depth - 1);
      count(depth - 1);
    } finally {
      unnest();
    }
  };
  count(18);
  count(18);
  let refusal: unknown;
  try {
    count(22);
  } catch (error) {
    refusal = error;
  }
  assertEquals(
    (refusal as Error).message,
    "what holds more than 1048576 objects cannot be a message",
  );
});
