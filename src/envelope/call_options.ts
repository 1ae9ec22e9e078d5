import { MAX_DELAY_MS } from "../base/limits.ts";
import { IDEMPOTENCY_KEY } from "../base/idempotency_key.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import { assertOption, numberFrom } from "../base/option_rule.ts";

const TIMEOUT_MS = numberFrom(0, MAX_DELAY_MS);

/** How long one call may take, who may give it up, and its idempotency key. */
export interface CallOptions {
  /**
   * How many milliseconds the call may take, from 0 to 2,147,483,647; 0 is no
   * limit of its own; the engine's `callTimeoutMs` unless given. Each value of
   * a streaming reply has as much. Within a turn it never gets more time than
   * the turn's own call has left.
   */
  readonly timeoutMs?: number;
  /** Gives the call up when it is aborted. */
  readonly signal?: AbortSignal;
  /**
   * Names what is asked for: a durable actor does it once for each method and
   * key, and answers each call under them as it answered the first. It has 1 to
   * 256 UTF-16 code units. Streaming methods take none.
   */
  readonly idempotencyKey?: string;
}

const NAMES: OptionNames<CallOptions> = {
  timeoutMs: true,
  signal: true,
  idempotencyKey: true,
};

/**
 * Returns call options that are within their limits.
 *
 * @throws {RangeError} If the time is no number within the limits.
 * @throws {TypeError} If the signal or the key is none, or an option has no
 * such name.
 */
export function readCallOptions(options: CallOptions): CallOptions {
  assertKnownOptions("a call", NAMES, options);
  const { timeoutMs = 0, signal, idempotencyKey } = options;
  assertOption("timeoutMs", timeoutMs, TIMEOUT_MS);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError("Cannot use signal: it must be an AbortSignal");
  }
  if (idempotencyKey !== undefined) {
    assertOption("idempotencyKey", idempotencyKey, IDEMPOTENCY_KEY);
  }
  return options;
}
