import { AssertionError, endSentence } from "./assertion_error.ts";
import { describeDifference, format, paint } from "./difference.ts";
import { equal } from "./equal.ts";

/** Fails unless both values are equal by structure; shows the difference. */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${endSentence(message)}\n` +
      describeDifference(actual, expected),
  );
}

/** Fails when both values are equal by structure. */
export function assertNotEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${format(actual)} not to be: ${format(expected)}` +
      endSentence(message),
  );
}

/** Fails unless both are one and the same value, as `Object.is` has it. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const text = format(actual);
  if (text !== format(expected)) {
    throw new AssertionError(
      `Values are not strictly equal${endSentence(message)}\n` +
        describeDifference(actual, expected),
    );
  }
  const indented = text.split("\n").map((line) => `    ${line}`).join("\n");
  throw new AssertionError(
    "Values have the same structure but are not reference-equal" +
      `${endSentence(message)}\n\n${paint("31", indented)}\n`,
  );
}

/** Fails when both are one and the same value, as `Object.is` has it. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(
    `Expected "actual" to not be strictly equal to: ${format(actual)}` +
      `${endSentence(message)}\n`,
  );
}

/** Fails unless both numbers lie within the tolerance of each other. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${write(actual)}" to be close to ` +
      `"${write(expected)}": delta "${write(delta)}" is greater than ` +
      `"${write(allowed)}"${endSentence(message)}`,
  );
}

function write(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toExponential();
}
