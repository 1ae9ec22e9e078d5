// What a program throws is not trusted: it may be a Proxy whose traps throw, or
// have members that do. The code that reads it goes on all the same.

type Class<T> = abstract new (...args: never[]) => T;

/** Tells whether a thrown value is of a class; not if it refuses to tell. */
export function isThrown<T>(
  thrown: unknown,
  type: Class<T>,
): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** Returns a member of a thrown value, `undefined` where it cannot be read. */
export function readThrown(thrown: unknown, key: string): unknown {
  if (thrown === null || thrown === undefined) return undefined;
  try {
    return (thrown as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Returns a member that is text, `undefined` for anything else. */
export function readThrownText(
  thrown: unknown,
  key: string,
): string | undefined {
  const value = readThrown(thrown, key);
  return typeof value === "string" ? value : undefined;
}

/** Returns what any thrown value says of itself: its name and message. */
export function describeThrown(thrown: unknown): string {
  if (isThrown(thrown, Error)) {
    const name = readThrownText(thrown, "name") ?? "Error";
    const message = readThrownText(thrown, "message");
    return message === undefined ? name : `${name}: ${message}`;
  }
  try {
    return String(thrown);
  } catch {
    return "an error that has no text";
  }
}

/** Returns its message, where it is an error, or its text. */
export function readThrownMessage(thrown: unknown): string {
  const isError = isThrown(thrown, Error);
  const message = isError ? readThrownText(thrown, "message") : undefined;
  return message ?? describeThrown(thrown);
}

/**
 * Reports what a callback's answer fails with later, if it is a promise: a
 * callback that is not waited for may be asynchronous all the same.
 */
export function reportLater(
  answer: unknown,
  report: (error: unknown) => void,
): void {
  if (typeof answer !== "object" || answer === null) return;
  new Promise((resolve) => resolve(answer)).catch(report);
}
