/** The stable `code` of a {@linkcode StoreError}. */
export type StoreErrorCode =
  | "closed"
  | "conflict"
  | "corrupt"
  | "disk-full"
  | "failed"
  | "locked"
  | "lost"
  | "newer"
  | "none"
  | "permission";

/** What a {@linkcode StoreError} is made of beside its sentence. */
export interface StoreErrorOptions extends ErrorOptions {
  /** The stable code that programs compare. */
  readonly code: StoreErrorCode;
}

/**
 * Says what is wrong with a store, and what to do.
 *
 * @example Tell a store that another process has from one that is broken
 * ```ts
 * import { StoreError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new StoreError(
 *   'Cannot open "bank.db": another process has it open, stop that first',
 *   { code: "locked" },
 * );
 * assertEquals(error.code, "locked");
 * ```
 */
export class StoreError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "StoreError";
  /** The stable code that programs compare. */
  readonly code: StoreErrorCode;

  /** Creates the error from its sentence and its code. */
  constructor(message: string, options: StoreErrorOptions) {
    super(message, options);
    this.code = options.code;
  }
}
