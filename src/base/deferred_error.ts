import type { CallError, CallErrorCode } from "./errors.ts";

/**
 * The error of a call that is made when it is first looked at.
 *
 * Most sends that an inbox refuses are never looked at, and the stack of an
 * error costs a hundred times more than accepting an envelope does.
 */
export class DeferredError {
  /** The code that the error will have. */
  readonly code: CallErrorCode;
  readonly #make: () => CallError;
  #error: CallError | null = null;

  /** Creates it from what makes the error. */
  constructor(code: CallErrorCode, make: () => CallError) {
    this.code = code;
    this.#make = make;
  }

  /** Tells one from anything that was thrown: a Proxy's traps are not asked. */
  static is(reason: unknown): reason is DeferredError {
    return typeof reason === "object" && reason !== null && #make in reason;
  }

  /** The error; made now unless it has been. */
  get error(): CallError {
    return this.#error ??= this.#make();
  }
}

/** Returns the error itself where it may be a deferred one. */
export function errorOf(reason: unknown): unknown {
  return DeferredError.is(reason) ? reason.error : reason;
}
