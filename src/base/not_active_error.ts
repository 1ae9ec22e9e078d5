/**
 * Says that an actor is not live, so that there is no end to wait for.
 *
 * @example Watch an actor that may have ended
 * ```ts
 * import { NotActiveError } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new NotActiveError('Cannot watch "Worker/7": it is not live');
 * assertEquals([error.name, error.code], ["NotActiveError", "not-active"]);
 * ```
 */
export class NotActiveError extends Error {
  /** The class's name, kept when code is minified. */
  override readonly name = "NotActiveError";
  /** The stable code that programs compare. */
  readonly code = "not-active";
}
