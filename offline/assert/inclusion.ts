import { inspect } from "node:util";
import { AssertionError, withMessage } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { assertEquals } from "./equality.ts";

/** Fails unless the array holds every expected item, equal by structure. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T> & object,
  expected: ArrayLike<T> & object,
  message?: string,
): void {
  const items = Array.from(actual);
  const missing = Array.from(expected).filter((item) =>
    !items.some((other) => equal(other, item))
  );
  if (missing.length === 0) return;
  throw new AssertionError(withMessage(
    `Expected actual: "${inspect(actual)}" to include: ` +
      `"${inspect(expected)}".\nmissing: ${inspect(missing)}`,
    message,
  ));
}

/** Fails unless the object has every expected member, deeply. */
export function assertObjectMatch(
  actual: object,
  expected: Record<PropertyKey, unknown>,
  message?: string,
): void {
  if (matches(actual, expected)) return;
  const part = Object.fromEntries(
    Object.entries(actual).filter(([key]) => key in expected),
  );
  assertEquals<unknown>(part, expected, message);
  throw new AssertionError(withMessage("Object does not match", message));
}

function matches(actual: unknown, expected: unknown): boolean {
  if (!isContainer(actual) || !isContainer(expected)) {
    return equal(actual, expected);
  }
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  return Object.keys(expected).every((key) =>
    key in actual && matches(actual[key], expected[key])
  );
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null &&
    !(value instanceof Map) && !(value instanceof Set) &&
    !(value instanceof Date) && !(value instanceof RegExp) &&
    !(value instanceof URL);
}
