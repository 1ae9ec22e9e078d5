import { CallError } from "./errors.ts";

/**
 * Says that a call was awaited in the middle of a transaction: what its turn
 * has changed is not committed yet, so the call did not run (`not-run`).
 *
 * @example Know what to do instead
 * ```ts
 * import { UncommittedStateError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new UncommittedStateError(
 *   'Cannot call "Rates/eur".read: "Account/ann" has uncommitted changes',
 * );
 * assertEquals([error.code, error.outcome], ["uncommitted", "not-run"]);
 * ```
 */
export class UncommittedStateError extends CallError {
  /** The class's name, kept when code is minified. */
  override readonly name = "UncommittedStateError";

  /** Creates the error from its sentence. */
  constructor(message: string) {
    super(message, { code: "uncommitted", outcome: "not-run" });
  }
}

/** A member of a record and its size. */
export interface RecordMember {
  /** The member, such as `balance.entries`, `outbox` or `reminders`. */
  readonly name: string;
  /** How many bytes it takes. */
  readonly bytes: number;
}

/** What a {@linkcode RecordTooLargeError} is made of beside its sentence. */
export interface RecordTooLargeErrorOptions {
  /** How many bytes the record would have. */
  readonly bytes: number;
  /** How many it may have. */
  readonly limit: number;
  /** Its largest members, the largest first. */
  readonly largest: readonly RecordMember[];
}

/**
 * Says that a turn would have made its actor's record too large; the turn's
 * changes are undone.
 *
 * @example Read what takes the space
 * ```ts
 * import { RecordTooLargeError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new RecordTooLargeError(
 *   'Cannot commit "Account/ann": its record would have 900000 bytes',
 *   {
 *     bytes: 900_000,
 *     limit: 786_432,
 *     largest: [{ name: "balance.entries", bytes: 899_000 }],
 *   },
 * );
 * assertEquals(error.largest[0]?.name, "balance.entries");
 * ```
 */
export class RecordTooLargeError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "RecordTooLargeError";
  /** How many bytes the record would have. */
  readonly bytes: number;
  /** How many it may have. */
  readonly limit: number;
  /** Its largest members, the largest first. */
  readonly largest: readonly RecordMember[];

  /** Creates the error from its sentence and what programs read of it. */
  constructor(message: string, options: RecordTooLargeErrorOptions) {
    super(message);
    this.bytes = options.bytes;
    this.limit = options.limit;
    this.largest = options.largest;
  }
}
