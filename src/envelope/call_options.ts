import { MAX_DELAY_MS } from "../base/limits.ts";
import { IDEMPOTENCY_KEY } from "../base/idempotency_key.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import { assertOption, numberFrom } from "../base/option_rule.ts";

const TIMEOUT_MS = numberFrom(0, MAX_DELAY_MS);

/**
 * How long one call may take, who may give it up, and its idempotency key.
 *
 * @example Pay once, however often the call comes
 * ```ts
 * import { type Context, Engine, type State } from "@backstage/actors";
 * import { ActorProxy, defineActor, link } from "@backstage/actors/proxy";
 * import { memoryStore } from "@backstage/actors/testing";
 * import { assertEquals } from "@std/assert";
 *
 * class Till {
 *   readonly #cents: State<number>;
 *
 *   constructor(ctx: Context) {
 *     this.#cents = ctx.state("cents", () => 0);
 *   }
 *
 *   pay(cents: number): number {
 *     return this.#cents.value += cents;
 *   }
 * }
 *
 * // What the generator writes for it.
 * const definition = defineActor({
 *   type: "Till",
 *   create: (ctx: Context) => new Till(ctx),
 *   states: { cents: { shape: "number" } },
 *   methods: {
 *     pay: {
 *       payload: "value",
 *       invoke: (till: Till, cents: number) => till.pay(cents),
 *     },
 *   },
 * });
 *
 * class TillProxy extends ActorProxy {
 *   static readonly definition = definition;
 *
 *   pay(cents: number): Promise<number> {
 *     return this[link].call(definition.methods.pay, cents);
 *   }
 * }
 *
 * await using engine = new Engine({ store: memoryStore() });
 * const till = engine.getActor(TillProxy, "hall");
 * const order = till.with({ idempotencyKey: "order-12" });
 * assertEquals(await order.pay(500), 500);
 * assertEquals(await order.pay(500), 500);
 * assertEquals(await till.pay(500), 1_000);
 * ```
 */
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
