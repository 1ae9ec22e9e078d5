import { remakeError } from "./remake_error.ts";
import {
  isThrown,
  readThrown,
  readThrownMessage,
  readThrownText,
} from "./thrown.ts";

/**
 * What a caller may believe about a call that did not return a value:
 * `not-run`, the method never started; `failed`, it ran and failed;
 * `unknown`, it started and may have come to any point.
 */
export type CallOutcome = "not-run" | "failed" | "unknown";

/** The stable `code` of a {@linkcode CallError}. */
export type CallErrorCode =
  | "aborted"
  | "activation-failed"
  | "chain-too-long"
  | "codec"
  | "cluster"
  | "commit-failed"
  | "consumer-idle"
  | "contract"
  | "deactivated"
  | "deadlock"
  | "engine-stopped"
  | "idempotency-conflict"
  | "inbox-full"
  | "key-refused"
  | "moved"
  | "node-full"
  | "node-lost"
  | "not-hosted"
  | "out-of-order"
  | "poisoned"
  | "remote"
  | "timeout"
  | "uncommitted"
  | "unknown-method";

/** What a {@linkcode CallError} is made of beside its sentence. */
export interface CallErrorOptions extends ErrorOptions {
  /** The stable code that programs compare. */
  readonly code: CallErrorCode;
  /** What the caller may believe about the call. */
  readonly outcome: CallOutcome;
}

/**
 * Says why a call has no value though its method threw nothing itself.
 *
 * `outcome` tells whether the method ran, `code` is stable across versions,
 * and `cause` holds the error behind it where there is one.
 *
 * @example Tell a call that never ran from one that failed
 * ```ts
 * import { CallError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new CallError('Cannot call "Cart/7".add: engine is stopped', {
 *   code: "engine-stopped",
 *   outcome: "not-run",
 * });
 * assertEquals(error.outcome, "not-run");
 * ```
 */
export class CallError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name: string = "CallError";
  /** The stable code that programs compare. */
  readonly code: CallErrorCode;
  /** What the caller may believe about the call. */
  readonly outcome: CallOutcome;

  /** Creates the error from its sentence and what programs read of it. */
  constructor(message: string, options: CallErrorOptions) {
    super(message, options);
    this.code = options.code;
    this.outcome = options.outcome;
  }
}

/**
 * Says that an inbox was full, so the call never ran (`not-run`).
 *
 * @example Retry later what an inbox refused
 * ```ts
 * import { InboxFullError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new InboxFullError(
 *   'Cannot call "Greeter/ann".hello: inbox is full at 1024 envelopes',
 *   1024,
 * );
 * assertEquals([error.outcome, error.capacity], ["not-run", 1024]);
 * ```
 */
export class InboxFullError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "InboxFullError";
  /** How many envelopes the inbox holds. */
  readonly capacity: number;

  /** Creates the error from its sentence and the inbox's bound. */
  constructor(message: string, capacity: number) {
    super(message, { code: "inbox-full", outcome: "not-run" });
    this.capacity = capacity;
  }
}

/**
 * Says that a call took longer than its caller allows: it never started
 * (`not-run`), or it started and may have come to any point (`unknown`).
 *
 * @example Tell a call that may be repeated from one that may have happened
 * ```ts
 * import { CallTimeoutError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new CallTimeoutError(
 *   'Cannot call "Printer/hall".print: no reply within 500 ms',
 *   { timeoutMs: 500, outcome: "unknown" },
 * );
 * assertEquals([error.code, error.timeoutMs], ["timeout", 500]);
 * ```
 */
export class CallTimeoutError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "CallTimeoutError";
  /** How long it was allowed to take in milliseconds, from when it began. */
  readonly timeoutMs: number;

  /** Creates the error from its sentence and the time that was allowed. */
  constructor(
    message: string,
    options: { readonly timeoutMs: number; readonly outcome: CallOutcome },
  ) {
    super(message, { code: "timeout", outcome: options.outcome });
    this.timeoutMs = options.timeoutMs;
  }
}

/**
 * Says that a call would have waited for itself, directly or round a cycle of
 * actors that await each other.
 *
 * @example Read who waits for whom
 * ```ts
 * import { DeadlockError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const cycle = ["Clerk/ann.sign", "Boss/bob.approve", "Clerk/ann.confirm"];
 * const error = new DeadlockError(
 *   `Cannot call "Clerk/ann".confirm: it would wait for itself: ${
 *     cycle.join(" -> ")
 *   }`,
 *   { cycle, outcome: "not-run" },
 * );
 * assertEquals(error.cycle.at(-1), "Clerk/ann.confirm");
 * ```
 */
export class DeadlockError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "DeadlockError";
  /**
   * The cycle as `Type/id.method` steps: each awaits the next one, and the
   * last one waits for its actor, which is that of the first.
   */
  readonly cycle: readonly string[];

  /** Creates the error from its sentence and the cycle. */
  constructor(
    message: string,
    options: {
      readonly cycle: readonly string[];
      readonly outcome: CallOutcome;
    },
  ) {
    super(message, { code: "deadlock", outcome: options.outcome });
    this.cycle = options.cycle;
  }
}

/** What a {@linkcode CodecError} is made of beside its sentence. */
export interface CodecErrorOptions extends ErrorOptions {
  /** Where in the value, as in `items[3].qty`; empty for the value itself. */
  readonly path: string;
  /** What would have been right. */
  readonly expected: string;
  /** The kind of what was found, never its value. */
  readonly actual: string;
  /** What the caller may believe about the call; `not-run` unless given. */
  readonly outcome?: CallOutcome;
}

/**
 * Says that a value or some bytes cannot be a message.
 *
 * It names the place and the kinds, never the value: values may be secrets.
 *
 * @example Read where a value was wrong
 * ```ts
 * import { CodecError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new CodecError("items[3].qty: expected number, got string", {
 *   path: "items[3].qty",
 *   expected: "number",
 *   actual: "string",
 * });
 * assertEquals(error.path, "items[3].qty");
 * ```
 */
export class CodecError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "CodecError";
  /** Where in the value, as in `items[3].qty`; empty for the value itself. */
  readonly path: string;
  /** What would have been right. */
  readonly expected: string;
  /** The kind of what was found, never its value. */
  readonly actual: string;

  /** Creates the error from its sentence and the place that it names. */
  constructor(message: string, options: CodecErrorOptions) {
    const { cause, outcome = "not-run" } = options;
    super(message, {
      code: "codec",
      outcome,
      // An error shows a cause that it was given, `undefined` too.
      ...(cause === undefined ? {} : { cause }),
    });
    this.path = options.path;
    this.expected = options.expected;
    this.actual = options.actual;
  }
}

/**
 * Puts what was being done before a codec's sentence; any other error stays
 * as it is.
 */
export function explainCodecError(
  action: string,
  error: unknown,
  outcome: CallOutcome = "not-run",
): unknown {
  if (!isThrown(error, CodecError)) return error;
  const { path, expected, actual } = readCodecError(error);
  return new CodecError(`${action}: ${readThrownMessage(error)}`, {
    path,
    expected,
    actual,
    outcome,
    cause: readThrown(error, "cause"),
  });
}

/** Returns the parts of a codec's error: an actor may throw one of its own. */
export function readCodecError(error: CodecError): CodecErrorOptions {
  return {
    path: readThrownText(error, "path") ?? "",
    expected: readThrownText(error, "expected") ?? "a message",
    actual: readThrownText(error, "actual") ?? "unreadable",
  };
}

const OUTCOMES: ReadonlySet<unknown> = new Set<CallOutcome>([
  "not-run",
  "failed",
  "unknown",
]);

/** Returns what an error lets a caller believe; `failed` if nothing. */
export function readOutcome(error: unknown): CallOutcome {
  const outcome = isThrown(error, CallError)
    ? readThrown(error, "outcome")
    : undefined;
  return OUTCOMES.has(outcome) ? outcome as CallOutcome : "failed";
}

/**
 * Returns the error of a method that failed for want of another call: of the
 * same class, but this call has run (`failed`), whatever became of the other.
 */
export function asFailed(error: unknown): unknown {
  if (!isThrown(error, CallError)) return error;
  try {
    return error.outcome === "failed" ? error : copyAsFailed(error);
  } catch {
    return explainUnreadable(error);
  }
}

/** Returns a readable error for one whose members throw, or fit no class. */
function explainUnreadable(error: CallError): CallError {
  return new CallError(readThrownMessage(error), {
    code: (readThrownText(error, "code") ?? "remote") as CallErrorCode,
    outcome: "failed",
    cause: error,
  });
}

function copyAsFailed(error: CallError): Error {
  const failed = remakeError(error, { cause: error });
  return Object.assign(failed, error, { outcome: "failed" });
}
