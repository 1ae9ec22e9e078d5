import { CallError } from "./errors.ts";

/**
 * Says that an idempotency key is known to the actor with another payload, so
 * that the call never ran (`not-run`). It shows nothing of the first call.
 *
 * @example Tell a client that it has used a key twice
 * ```ts
 * import { CallError, IdempotencyConflictError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error: CallError = new IdempotencyConflictError(
 *   'Cannot call "Account/7".deposit: its idempotency key was used with ' +
 *     "another payload",
 * );
 * assertEquals(error.code, "idempotency-conflict");
 * assertEquals(error.outcome, "not-run");
 * ```
 */
export class IdempotencyConflictError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "IdempotencyConflictError";

  /** Creates the error from its sentence. */
  constructor(message: string) {
    super(message, { code: "idempotency-conflict", outcome: "not-run" });
  }
}
