import { inspect } from "node:util";
import { AssertionError, withMessage } from "./assertion_error.ts";

/** The values that a condition takes for false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Fails unless the value counts as true. */
export function assert(value: unknown, message = ""): asserts value {
  if (!value) throw new AssertionError(message);
}

/** Fails unless the value counts as false. */
export function assertFalse(
  value: unknown,
  message = "",
): asserts value is Falsy {
  if (value) throw new AssertionError(message);
}

/** Fails when the value is `null` or `undefined`. */
export function assertExists<T>(
  actual: T,
  message?: string,
): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(withMessage(
    `Expected actual: "${actual}" to not be null or undefined`,
    message,
  ));
}

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<
  T extends abstract new (...parameters: never[]) => unknown,
>(
  actual: unknown,
  expectedType: T,
  message?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(withMessage(
    `Expected object to be an instance of "${expectedType.name}" but was ` +
      `${describeType(actual)} ${inspect(actual)}`,
    message,
  ));
}

function describeType(value: unknown): string {
  if (value === null || typeof value !== "object") return `"${typeof value}"`;
  return `"${value.constructor?.name ?? "Object"}"`;
}

/** Fails always. */
export function fail(message?: string): never {
  throw new AssertionError(withMessage("Failed assertion", message));
}

/** Fails when a place is reached that no run should reach. */
export function unreachable(reason?: string): never {
  throw new AssertionError(reason ?? "Unreachable.");
}
