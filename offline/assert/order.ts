import { AssertionError } from "./assertion_error.ts";
import { format } from "./difference.ts";

/** Fails unless `actual` is greater than `expected`. */
export function assertGreater<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual > expected)) complain(actual, ">", expected, message);
}

/** Fails unless `actual` is greater than `expected` or equal to it. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual >= expected)) complain(actual, ">=", expected, message);
}

/** Fails unless `actual` is less than `expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) complain(actual, "<", expected, message);
}

/** Fails unless `actual` is less than `expected` or equal to it. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  if (!(actual <= expected)) complain(actual, "<=", expected, message);
}

function complain(
  actual: unknown,
  relation: string,
  expected: unknown,
  message: string | undefined,
): never {
  const sentence = `Expect ${format(actual)} ${relation} ${format(expected)}`;
  throw new AssertionError(message ?? sentence);
}
