import {
  buildPlatformError,
  detailsOf,
  platformClassOf,
} from "./platform_error.ts";
import { ChainTooLongError } from "../../base/chain_error.ts";
import { IdempotencyConflictError } from "../../base/idempotency_error.ts";
import { ExpectedError } from "../../base/expected_error.ts";
import { isThrown } from "../../base/thrown.ts";
import {
  CallError,
  CallTimeoutError,
  CodecError,
  DeadlockError,
  InboxFullError,
} from "../../base/errors.ts";
import {
  RecordTooLargeError,
  UncommittedStateError,
} from "../../base/durable_errors.ts";
import { StoredStateError } from "../../base/stored_state_error.ts";

/** The field that says of which class an error is, where its name does not. */
const CLASS = "[[Class]]";

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
  ChainTooLongError,
  CodecError,
  DeadlockError,
  IdempotencyConflictError,
  InboxFullError,
  UncommittedStateError,
];

/** What a subclass of it says, too: its own name is no class here. */
const EXPECTED = "ExpectedError";

const OUTCOMES: ReadonlySet<unknown> = new Set([
  "failed",
  "not-run",
  "unknown",
]);

const TEXTS: ReadonlySet<string> = new Set(["name", "message", "stack"]);

/** Fields with other errors, which an error does not show. */
const CAUSES: readonly string[] = ["cause", "errors"];

/** The same of a `SuppressedError`, which not every platform has. */
const SUPPRESSED: readonly string[] = ["error", "suppressed"];
const Suppressed: ErrorClass | undefined = globalThis.SuppressedError;

/** Fields that an error holds without showing them to `Object.keys`. */
const HIDDEN: ReadonlySet<string> = new Set(["message", "stack", ...CAUSES]);

/**
 * Reads an error's name, message and stack, its cause and errors, and its own
 * enumerable members; a field that throws when it is read is left out.
 */
export function readErrorFields(error: Error): ErrorFields {
  const fields: ErrorFields = new Map();
  const platformClass = platformClassOf(error);
  const isExpected = isThrown(error, ExpectedError);
  const ownClass = isExpected ? EXPECTED : platformClass;
  if (ownClass !== undefined) fields.set(CLASS, ownClass);
  const details = detailsOf(platformClass);
  for (const key of [...TEXTS, ...details]) readShown(error, key, fields);
  const causes = isSuppressed(error) ? [...CAUSES, ...SUPPRESSED] : CAUSES;
  for (const key of [...causes, ...ownKeys(error)]) {
    if (TEXTS.has(key) || key === "__proto__" || key === CLASS) continue;
    readField(error, key, fields);
  }
  return fields;
}

/** Tells whether fields that came over a wire can be an error's. */
export function areErrorFields(fields: ErrorFields): boolean {
  for (const key of [...TEXTS, CLASS]) {
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
  const message = textOf(fields, "message") ?? "";
  const platformClass = textOf(fields, CLASS);
  const platform = buildPlatformError(platformClass, message, fields);
  // Our classes' own constructors would check or reword known fields.
  const error: Error = platform ??
    Reflect.construct(Error, [], classOf(name, fields));
  if (error.name !== name) define(error, "name", name);
  // A copy's own stack would show the copier, not where the error was made.
  define(error, "stack", `${name}: ${message}`);
  const built = platform === undefined
    ? ["name", CLASS]
    : ["name", CLASS, "message", ...detailsOf(platformClass)];
  for (const [key, value] of fields) {
    if (!built.includes(key)) define(error, key, value);
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
    if (Object.hasOwn(error, key)) readShown(error, key, fields);
  } catch {
    // Only a Proxy can refuse to tell what it has.
  }
}

/** Reads a field that an error may have from its class. */
function readShown(error: Error, key: string, fields: ErrorFields): void {
  try {
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

function isSuppressed(error: Error): boolean {
  return Suppressed !== undefined && error instanceof Suppressed;
}

function define(error: Error, key: string, value: unknown): void {
  const isHidden = HIDDEN.has(key) ||
    (SUPPRESSED.includes(key) && isSuppressed(error));
  Object.defineProperty(error, key, {
    value,
    configurable: true,
    enumerable: !isHidden,
    writable: true,
  });
}

type ErrorClass = abstract new (...parts: never[]) => Error;

function classOf(name: string, fields: ErrorFields): ErrorClass {
  const isNamed = (type: ErrorClass) => type.name === name;
  const code = textOf(fields, "code");
  if (fields.get(CLASS) === EXPECTED) return code ? ExpectedError : Error;
  if (name === "AggregateError" && Array.isArray(fields.get("errors"))) {
    return AggregateError;
  }
  if (name === "SuppressedError" && fields.has("suppressed")) {
    return Suppressed ?? Error;
  }
  if (name === "StoredStateError" && code && textOf(fields, "state")) {
    return StoredStateError;
  }
  if (name === "RecordTooLargeError" && Array.isArray(fields.get("largest"))) {
    return RecordTooLargeError;
  }
  if (code && OUTCOMES.has(fields.get("outcome"))) {
    return CALL_CLASSES.find(isNamed) ?? Error;
  }
  return PLATFORM_CLASSES.find(isNamed) ?? Error;
}
