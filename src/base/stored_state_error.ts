/**
 * The stable `code` of a {@linkcode StoredStateError}: what is stored is of a
 * `newer` version, is no value of the type (`mismatch`), is of an earlier
 * version without a `migrate` (`no-migration`), or `migrate` failed.
 */
export type StoredStateErrorCode =
  | "migration-failed"
  | "mismatch"
  | "newer"
  | "no-migration";

/** What a {@linkcode StoredStateError} is made of beside its sentence. */
export interface StoredStateErrorOptions extends ErrorOptions {
  /** The stable code that programs compare. */
  readonly code: StoredStateErrorCode;
  /** The name of the state. */
  readonly state: string;
}

/**
 * Says that a stored state does not fit its class. Its actor is not activated,
 * and what is stored stays as it is.
 *
 * @example Tell a value that a later version has stored from one that is wrong
 * ```ts
 * import { StoredStateError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new StoredStateError(
 *   'Cannot open stored state "balance" of "Account/ann": balance.cents: ' +
 *     "expected number, got string",
 *   { code: "mismatch", state: "balance" },
 * );
 * assertEquals([error.code, error.state], ["mismatch", "balance"]);
 * ```
 */
export class StoredStateError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "StoredStateError";
  /** The stable code that programs compare. */
  readonly code: StoredStateErrorCode;
  /** The name of the state. */
  readonly state: string;

  /** Creates the error from its sentence and what programs read of it. */
  constructor(message: string, options: StoredStateErrorOptions) {
    super(message, options);
    this.code = options.code;
    this.state = options.state;
  }
}
