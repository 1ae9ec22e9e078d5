import {
  assert,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** Fails unless the assertion fails, and says so in an AssertionError. */
function assertFails(assertion: () => void, part?: string): void {
  assertThrows(assertion, AssertionError, part);
}

Deno.test("assert() and assertFalse() take a value for its truth", () => {
  assert("text");
  assertFalse("");
  assertFails(() => assert(0, "zero is nothing"), "zero is nothing");
  assertFails(() => assertFalse([]));
});

Deno.test("assertExists() fails for null and undefined alone", () => {
  assertExists(0);
  assertExists(false);
  assertFails(() => assertExists(null));
  assertFails(() => assertExists(undefined), "to not be null or undefined");
});

Deno.test("assertInstanceOf() names both classes when they differ", () => {
  assertInstanceOf(new TypeError(), Error);
  assertFails(() => assertInstanceOf([], Map), 'of "Map" but was "Array".');
  assertFails(() => assertInstanceOf(null, Map, "why"), '"null": why');
  assertFails(() => assertInstanceOf(Map, Map), "was not an instanced object.");
  const Other = Object.defineProperty(class {}, "name", { value: "Map" });
  assertFails(() => assertInstanceOf(new Other(), Map), 'of "Map".');
});

Deno.test("fail() and unreachable() fail always", () => {
  assertFails(() => fail("here"), "Failed assertion: here");
  assertFails(() => unreachable(), "Unreachable.");
  assertFails(() => unreachable("here"), "Unreachable: here");
});

Deno.test("assertGreater() and its kin compare in their direction", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(2, 2);
  assertLess(1, 2);
  assertLessOrEqual(2n, 2n);
  assertFails(() => assertGreater(2, 2), "Expect 2 > 2");
  assertFails(() => assertGreaterOrEqual(1, 2), "Expect 1 >= 2");
  assertFails(() => assertLess(2, 2), "Expect 2 < 2");
  assertFails(() => assertLessOrEqual(3, 2), "Expect 3 <= 2");
});

Deno.test("assertStringIncludes() and assertMatch() read text", () => {
  assertStringIncludes("Backstage", "stage");
  assertMatch("Backstage", /^Back/);
  assertFails(() => assertStringIncludes("Backstage", "front"), "front");
  assertFails(() => assertMatch("Backstage", /^stage/), "/^stage/");
});

Deno.test("assertThrows() returns the error that was thrown", () => {
  const thrown = new RangeError("too far");
  const caught = assertThrows(
    () => {
      throw thrown;
    },
    RangeError,
    "far",
  );
  assertStrictEquals(caught, thrown);
});

Deno.test("assertThrows() fails for another class, wording or none", () => {
  const throwing = () => {
    throw new TypeError("too far");
  };
  assertFails(() => assertThrows(() => 1), "Expected function to throw.");
  assertFails(() => assertThrows(throwing, RangeError), '"RangeError"');
  assertFails(() => assertThrows(throwing, Error, "near"), "near");
  assertFails(() => assertThrows(() => 1, "why"), "to throw: why");
  const throwingOne = () => {
    const [one]: unknown[] = [1];
    throw one;
  };
  assertStrictEquals(assertThrows(throwingOne), 1);
  assertFails(() => assertThrows(throwingOne, Error), "A non-Error object");
});

Deno.test("assertThrows() looks past the colours of a message", () => {
  assertThrows(
    () => {
      throw new Error("too \x1b[31mfar\x1b[39m away");
    },
    Error,
    "far away",
  );
});

Deno.test("assertRejects() resolves with the promise's error", async () => {
  const error = await assertRejects(
    () => Promise.reject(new TypeError("no")),
    TypeError,
    "no",
  );
  assertEquals(error.message, "no");
});

Deno.test("assertRejects() fails when nothing rejects", async () => {
  await assertRejects(
    () => assertRejects(() => Promise.resolve()),
    AssertionError,
    "Expected function to reject.",
  );
});

Deno.test("assertRejects() fails when the function throws itself", async () => {
  const throwing = (): Promise<void> => {
    throw new Error("at once");
  };
  await assertRejects(
    () => assertRejects(throwing),
    AssertionError,
    "Function throws when expected to reject",
  );
});
