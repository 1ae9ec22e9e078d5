import {
  CallError,
  CallTimeoutError,
  CodecError,
  DeadlockError,
  InboxFullError,
} from "../base/errors.ts";

/** The fields of an error by name: its form in a payload. */
export type ErrorFields = Map<string, unknown>;

const PLATFORM_CLASSES = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];

const CALL_CLASSES = [
  CallError,
  CallTimeoutError,
  CodecError,
  DeadlockError,
  InboxFullError,
];

const OUTCOMES: ReadonlySet<unknown> = new Set([
  "failed",
  "not-run",
  "unknown",
]);

const TEXTS: ReadonlySet<string> = new Set(["name", "message", "stack"]);

/** Fields that an error holds without showing them to `Object.keys`. */
const HIDDEN: ReadonlySet<string> = new Set([
  "message",
  "stack",
  "cause",
  "errors",
]);

/**
 * Reads an error's name, message and stack, its cause and errors, and its own
 * enumerable members; a field that throws when it is read is left out.
 */
export function readErrorFields(error: Error): ErrorFields {
  const fields: ErrorFields = new Map();
  for (const key of TEXTS) readField(error, key, fields);
  for (const key of ["cause", "errors", ...ownKeys(error)]) {
    if (TEXTS.has(key) || key === "__proto__") continue;
    readField(error, key, fields);
  }
  return fields;
}

/** Tells whether fields that came over a wire can be an error's. */
export function areErrorFields(fields: ErrorFields): boolean {
  for (const key of TEXTS) {
    if (fields.has(key) && typeof fields.get(key) !== "string") return false;
  }
  return !fields.has("__proto__");
}

/**
 * Builds an error: of a platform's class or ours when name and fields fit one,
 * otherwise a plain `Error` of that name.
 */
export function buildError(fields: ErrorFields): Error {
  const name = textOf(fields, "name") ?? "Error";
  // The classes' own constructors would check or reword known fields.
  const error: Error = Reflect.construct(Error, [], classOf(name, fields));
  if (error.name !== name) define(error, "name", name);
  // A copy's own stack would show the copier, not where the error was made.
  define(error, "stack", `${name}: ${textOf(fields, "message") ?? ""}`);
  for (const [key, value] of fields) {
    if (key !== "name") define(error, key, value);
  }
  return error;
}

function ownKeys(error: Error): string[] {
  try {
    return Object.keys(error);
  } catch {
    // Only a Proxy can refuse to list its members.
    return [];
  }
}

function readField(error: Error, key: string, fields: ErrorFields): void {
  try {
    if (!TEXTS.has(key) && !Object.hasOwn(error, key)) return;
    const value: unknown = Reflect.get(error, key);
    if (TEXTS.has(key) && typeof value !== "string") return;
    fields.set(key, value);
  } catch {
    // An error that cannot be read in full is still an error.
  }
}

function textOf(fields: ErrorFields, key: string): string | undefined {
  const value = fields.get(key);
  return typeof value === "string" ? value : undefined;
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    configurable: true,
    enumerable: !HIDDEN.has(key),
    writable: true,
  });
}

type ErrorClass = abstract new (...parts: never[]) => Error;

function classOf(name: string, fields: ErrorFields): ErrorClass {
  const isNamed = (type: ErrorClass) => type.name === name;
  if (name === "AggregateError" && Array.isArray(fields.get("errors"))) {
    return AggregateError;
  }
  if (textOf(fields, "code") && OUTCOMES.has(fields.get("outcome"))) {
    return CALL_CLASSES.find(isNamed) ?? Error;
  }
  return PLATFORM_CLASSES.find(isNamed) ?? Error;
}
