import { AssertionError as NodeAssertionError } from "node:assert";
import { inspect } from "node:util";
import { AssertionError, withMessage } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/** Fails unless both values are equal by structure; shows the difference. */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    withMessage("Values are not equal", message) +
      `\n\n${describeDifference(actual, expected)}`,
  );
}

/** Fails when both values are equal by structure. */
export function assertNotEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(withMessage(
    `Expected actual: ${inspect(actual)} not to be: ${inspect(expected)}`,
    message,
  ));
}

/** Fails unless both are one and the same value, as `Object.is` has it. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const sentence = equal(actual, expected)
    ? "Values have the same structure but are not reference-equal"
    : "Values are not strictly equal";
  throw new AssertionError(
    withMessage(sentence, message) +
      `\n\n${describeDifference(actual, expected)}`,
  );
}

/** Fails when both are one and the same value, as `Object.is` has it. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(withMessage(
    `Expected "actual" to not be strictly equal to: ${inspect(actual)}`,
    message,
  ));
}

/** Fails unless both numbers lie within the tolerance of each other. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (Math.abs(expected - actual) <= allowed) return;
  throw new AssertionError(withMessage(
    `Expected actual: "${actual}" to be close to "${expected}": ` +
      `delta "${Math.abs(expected - actual)}" is greater than "${allowed}"`,
    message,
  ));
}

function describeDifference(actual: unknown, expected: unknown): string {
  const { message } = new NodeAssertionError({
    actual,
    expected,
    operator: "deepStrictEqual",
  });
  // The first line is node's own sentence, and ours stands above already.
  return message.slice(message.indexOf("\n") + 1).trimStart();
}
