import { showOption } from "./show_option.ts";

/** What an {@linkcode ExpectedError} is made of beside its sentence. */
export interface ExpectedErrorOptions extends ErrorOptions {
  /** The stable code that programs compare, such as `sold-out`. */
  readonly code: string;
  /** What the caller may want to know; any value that can be a message. */
  readonly details?: unknown;
}

/**
 * Refuses a call for a reason that belongs to the business: the caller gets
 * it, and nothing has failed.
 *
 * Thrown by a method, it is neither a log line nor a failure that supervision
 * judges, nor is it counted as one; it is an `expected` event. The caller gets
 * an error of the same class, with the same `message`, `code` and `details`,
 * which are the caller's own, over any wire and through any number of actors
 * that let it through. A subclass of yours arrives as an `ExpectedError` with
 * its name where it has crossed a wire: compare the `code`.
 *
 * @example Tell a refusal from a failure
 * ```ts
 * import { ExpectedError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * function reserve(seats: number, free: number): number {
 *   if (seats <= free) return free - seats;
 *   throw new ExpectedError(`${free} seats are left`, {
 *     code: "sold-out",
 *     details: { free },
 *   });
 * }
 *
 * try {
 *   reserve(3, 2);
 * } catch (error) {
 *   if (!(error instanceof ExpectedError)) throw error;
 *   assertEquals([error.code, error.details], ["sold-out", { free: 2 }]);
 * }
 * ```
 */
export class ExpectedError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name: string = "ExpectedError";
  /** The stable code that programs compare. */
  readonly code: string;
  /** What the caller may want to know; `undefined` unless given. */
  readonly details: unknown;

  /**
   * Creates the error from its sentence and what programs read of it. Whether
   * `details` can be a message is found out when the error is thrown by a
   * method: one that cannot makes it a failure, a `CodecError` with the place,
   * and so does a `code` that a subclass has made another than text.
   *
   * @throws {TypeError} If `code` is no text, or an empty one.
   */
  constructor(message: string, options: ExpectedErrorOptions) {
    super(message, options);
    const code: unknown = options?.code;
    if (typeof code !== "string" || code === "") {
      throw new TypeError(
        `Cannot make an ExpectedError with the code ${showOption(code)}: it ` +
          'must be text that is not empty, such as "sold-out"',
      );
    }
    this.code = code;
    this.details = options.details;
  }
}
