import { SEND_TIMEOUT_MS } from "../../base/limits.ts";
import { systemRuntime } from "../../base/runtime.ts";

/** What is returned instead of what takes too long. */
export const LATE: unique symbol = Symbol("late");

/** Awaits a promise for as long as an action may take, or so many ms. */
export async function within<T>(
  promise: PromiseLike<T>,
  ms: number = SEND_TIMEOUT_MS,
): Promise<T | typeof LATE> {
  const late = Promise.withResolvers<typeof LATE>();
  const timer = systemRuntime.setTimer(ms, () => late.resolve(LATE));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    timer.cancel();
  }
}
