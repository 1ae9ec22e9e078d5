import type { DeactivationReason } from "./event.ts";

/**
 * The hooks that an actor class may have; `implements Actor` has the compiler
 * check them.
 *
 * @example Say goodbye
 * ```ts
 * import type { Actor, DeactivationReason } from "@backstage/actors";
 *
 * export class Guest implements Actor {
 *   deinit(reason: DeactivationReason): void {
 *     console.log("gone:", reason);
 *   }
 * }
 * ```
 */
export interface Actor {
  /** Runs before the first turn; calls wait for it. */
  init?(): void | Promise<void>;
  /** Runs after the last turn, once for each `init` that succeeded. */
  deinit?(reason: DeactivationReason): void | Promise<void>;
}

/** Tells whether a turn goes on after its method returned. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}

/**
 * Returns a promise that does what the platform's do: a `then` of another
 * kind may call back twice, at once, or throw.
 */
export function toPlainPromise(
  value: PromiseLike<unknown>,
): Promise<unknown> {
  return isPlainPromise(value)
    ? value
    : new Promise((resolve) => resolve(value));
}

/** Tells whether a promise does what the platform's do. */
export function isPlainPromise(
  value: PromiseLike<unknown>,
): value is Promise<unknown> {
  return value instanceof Promise && value.then === Promise.prototype.then;
}
