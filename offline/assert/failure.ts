import { stripVTControlCharacters } from "node:util";
import { AssertionError, endSentence } from "./assertion_error.ts";

type ErrorClass<E> = abstract new (...parameters: never[]) => E;

/** Fails unless the function throws; returns what it threw. */
export function assertThrows(fn: () => unknown, message?: string): unknown;
/** Fails unless the function throws an error of the class, so worded. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  part?: string,
  message?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  ...expected: ExpectedArguments
): unknown {
  const expectation = readExpectation(expected);
  try {
    fn();
  } catch (error) {
    return checkError(error, expectation, "thrown");
  }
  throw new AssertionError(
    `Expected function to throw${endSentence(expectation.message)}`,
  );
}

/** Fails unless the promise rejects; resolves with what it rejected with. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  message?: string,
): Promise<unknown>;
/** Fails unless the promise rejects with an error of the class, so worded. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  part?: string,
  message?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...expected: ExpectedArguments
): Promise<unknown> {
  const expectation = readExpectation(expected);
  const promise = start(fn, expectation.message);
  try {
    await promise;
  } catch (error) {
    return checkError(error, expectation, "rejected");
  }
  throw new AssertionError(
    `Expected function to reject${endSentence(expectation.message)}`,
  );
}

// A function that throws at once did not reject, however alike they look
// behind an `await`; a test that says "rejects" must see the difference.
function start(
  fn: () => PromiseLike<unknown>,
  message: string | undefined,
): PromiseLike<unknown> {
  const failure = new AssertionError(
    `Function throws when expected to reject${endSentence(message)}`,
  );
  let result: unknown;
  try {
    result = fn();
  } catch {
    throw failure;
  }
  if (isPromiseLike(result)) return result;
  throw failure;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

type ExpectedArguments = [
  errorClassOrMessage?: ErrorClass<Error> | string,
  part?: string,
  message?: string,
];

interface Expectation {
  readonly errorClass: ErrorClass<Error> | undefined;
  readonly part: string | undefined;
  readonly message: string | undefined;
}

function readExpectation(expected: ExpectedArguments): Expectation {
  const [first, part, message] = expected;
  return typeof first === "string"
    ? { errorClass: undefined, part: undefined, message: first }
    : { errorClass: first, part, message };
}

function checkError(
  error: unknown,
  { errorClass, part, message }: Expectation,
  how: "thrown" | "rejected",
): unknown {
  if (errorClass === undefined) return error;
  const end = endSentence(message);
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${how}${end}`);
  }
  const isExpected: boolean = error instanceof errorClass;
  if (!isExpected) {
    throw new AssertionError(
      `Expected error to be instance of "${errorClass.name}", but was ` +
        `"${error.constructor?.name}"${end}`,
    );
  }
  if (!part || strip(error.message).includes(strip(part))) return error;
  throw new AssertionError(
    `Expected error message to include ${JSON.stringify(part)}, but got ` +
      `${JSON.stringify(error.message)}${end}`,
  );
}

function strip(text: string): string {
  return stripVTControlCharacters(text);
}
