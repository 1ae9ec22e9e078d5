import type { DeactivationReason } from "./event.ts";

/** The hooks that an actor class may have. */
export interface Actor {
  /** Runs before the first turn. */
  init?(): void | Promise<void>;
  /** Runs after the last turn. */
  deinit?(reason: DeactivationReason): void | Promise<void>;
}

/** Tells whether a turn goes on after its method returned. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}
