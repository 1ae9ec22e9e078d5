import type { Runtime } from "../../base/runtime.ts";

/** Says that a promise took too long. */
export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

/**
 * Settles as a promise does, if that is in time.
 *
 * @throws {TookTooLong} If it is not.
 */
export async function within<Value>(
  runtime: Runtime,
  ms: number,
  promise: Promise<Value>,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = runtime.setTimer(
    ms,
    () => reject(new TookTooLong(`No answer within ${ms} ms`)),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.cancel();
  }
}

/** Waits that can be ended early, all of them at once. */
export class Waits {
  readonly #runtime: Runtime;
  readonly #waiting = new Set<() => void>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Resolves after so many milliseconds, or when waits are ended. */
  async wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#runtime.setTimer(ms, resolve);
    this.#waiting.add(resolve);
    await promise;
    timer.cancel();
    this.#waiting.delete(resolve);
  }

  /** Ends all waits that are under way. */
  end(): void {
    for (const resolve of this.#waiting) resolve();
  }
}
