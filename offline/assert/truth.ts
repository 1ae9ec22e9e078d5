import { AssertionError, endSentence } from "./assertion_error.ts";

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
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined` +
      endSentence(message),
  );
}

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<
  T extends abstract new (...parameters: never[]) => unknown,
>(
  actual: unknown,
  expectedType: T,
  message = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}"` +
      describeOther(nameType(actual), expectedType.name) +
      endSentence(message),
  );
}

function describeOther(type: string, expected: string): string {
  // Two classes of one name: their names would not explain it.
  if (type === expected) return "";
  if (type === "function") return " but was not an instanced object";
  return ` but was "${type}"`;
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "Object";
}

/** Fails always. */
export function fail(message?: string): never {
  throw new AssertionError(`Failed assertion${endSentence(message)}`);
}

/** Fails when a place is reached that no run should reach. */
export function unreachable(message?: string): never {
  throw new AssertionError(`Unreachable${endSentence(message)}`);
}
