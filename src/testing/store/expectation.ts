import { toHex } from "../../base/hex.ts";

/** Longest text of a value in an error, in UTF-16 code units. */
const MAX_SHOWN = 200;

/**
 * Throws unless a store has answered as it must. Members that are not expected
 * may be there, too.
 */
export function expectSame(
  actual: unknown,
  expected: unknown,
  what: string,
): void {
  const seen = show(project(actual, expected));
  const right = show(expected);
  if (seen === right) return;
  throw new Error(
    `Cannot accept the store: ${what} is ${shorten(seen)}, ` +
      `it must be ${shorten(right)}`,
  );
}

/** Throws unless a promise rejects with an error of a code. */
export async function expectCode(
  asked: Promise<unknown>,
  code: string,
  what: string,
): Promise<void> {
  const seen = await asked.then(
    () => "no error",
    (error: unknown) => {
      const isObject = typeof error === "object" && error !== null;
      return isObject && "code" in error ? error.code : String(error);
    },
  );
  expectSame(seen, code, `what ${what} rejects with`);
}

/** Takes the members alone that are expected. */
function project(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.map((item, index) => project(item, expected[index]));
  }
  if (!isPlain(actual) || !isPlain(expected)) return actual;
  return Object.fromEntries(
    Object.keys(expected).map((
      name,
    ) => [name, project(actual[name], expected[name])]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Uint8Array);
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `${value.length} bytes ${toHex(value)}`;
  }
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (isPlain(value)) {
    const members = Object.keys(value).toSorted()
      .map((name) => `${name}: ${show(value[name])}`);
    return `{ ${members.join(", ")} }`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`;
}
