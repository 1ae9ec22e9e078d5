import { inspect } from "node:util";
import { AssertionError, withMessage } from "./assertion_error.ts";

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
  const { message } = expectation;
  throw new AssertionError(
    withMessage("Expected function to throw", message),
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
  const { message } = expectation;
  throw new AssertionError(
    withMessage("Expected function to reject", message),
  );
}

// A function that throws at once did not reject, however alike they look
// behind an `await`; a test that says "rejects" must see the difference.
function start(
  fn: () => PromiseLike<unknown>,
  message: string | undefined,
): PromiseLike<unknown> {
  let result: unknown;
  try {
    result = fn();
  } catch (cause) {
    const sentence = "Function throws when expected to reject";
    throw new AssertionError(withMessage(sentence, message), { cause });
  }
  if (isPromiseLike(result)) return result;
  const sentence = "Function throws when expected to reject";
  throw new AssertionError(withMessage(sentence, message));
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
  if (!(error instanceof Error)) {
    const sentence = `A non-Error object was ${how}`;
    throw new AssertionError(withMessage(sentence, message));
  }
  const isExpected: boolean = error instanceof errorClass;
  if (!isExpected) {
    throw new AssertionError(
      withMessage(
        `Expected error to be instance of "${errorClass.name}", but was ` +
          `"${error.constructor.name}": ${inspect(error.message)}`,
        message,
      ),
      { cause: error },
    );
  }
  if (part !== undefined && !error.message.includes(part)) {
    throw new AssertionError(
      withMessage(
        `Expected error message to include ${inspect(part)}, but got ` +
          inspect(error.message),
        message,
      ),
      { cause: error },
    );
  }
  return error;
}
