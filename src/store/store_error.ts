/** The stable `code` of a {@linkcode StoreError}. */
export type StoreErrorCode =
  /** The store is closed. */
  | "closed"
  /** Another has written what was to be written. */
  | "conflict"
  /** What is stored is damaged, and stays as it is. */
  | "corrupt"
  /** There is no room; what is stored is safe. */
  | "disk-full"
  /** The shard has a higher fence: another node owns it by now. */
  | "fenced"
  /** It failed, and may work the next time. */
  | "failed"
  /** Another process or engine has the store. */
  | "locked"
  /** The store is gone for good: its engine stops. */
  | "lost"
  /** What is stored is of a later version of the library. */
  | "newer"
  /** The engine was given no store. */
  | "none"
  /** The process may not do it. */
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
