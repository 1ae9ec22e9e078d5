import {
  MAX_DELAY_MS,
  MAX_INBOX_CAPACITY,
  MAX_REMINDER_MS,
} from "../base/limits.ts";
import {
  numberFrom,
  oneOf,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../base/option_rule.ts";
import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import type { Interceptor } from "../envelope/interceptor.ts";
import type { Supervision } from "./supervision.ts";

/**
 * What becomes of an envelope that does not fit into a full inbox: `refuse`
 * turns it away and tells its sender; `wait` lets a call that is awaited wait
 * for room, in the order of arrival and within its deadline, and refuses a
 * send; `drop-newest` drops it; `drop-oldest` drops the one that has waited
 * longest and takes the new one.
 */
export type Overflow = "refuse" | "wait" | "drop-newest" | "drop-oldest";

/**
 * Which turns of an actor may be under way at once: `none`, one at a time,
 * awaits included; `chain`, beside it the calls that it waits for itself, when
 * they come back to the actor; `full`, every turn as soon as the last one
 * awaits or ends.
 */
export type Reentrancy = "none" | "chain" | "full";

/**
 * Which turns have an async context of their own, by which the engine knows
 * what they ask for at any `await`: `always`, all that may go on after their
 * method returned; `reentrant`, those of classes whose turns may interleave.
 */
export type TurnContext = "always" | "reentrant";

/**
 * Where the actors of a class are in a cluster: `hash`, each on one node of
 * those that host its type, spread by its id; `local`, on each node that asks
 * for it, one of its own.
 */
export type PlacementKind = "hash" | "local";

/**
 * Tunes one actor class: its `static readonly options`.
 *
 * @example Give a class a small inbox and a stable name
 * ```ts
 * import type { ActorOptions } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * class Greeter {
 *   static readonly options = {
 *     actorType: "greeter",
 *     inboxCapacity: 1024,
 *   } satisfies ActorOptions;
 * }
 * assertEquals(Greeter.options.actorType, "greeter");
 * ```
 */
export interface ActorOptions {
  /**
   * The actor type's stable name, so that the class may be renamed; the
   * class's name unless given. It must be a literal: the generator reads it.
   */
  readonly actorType?: string;
  /**
   * How many envelopes an inbox holds before it refuses: 1 to 16,777,216; the
   * engine's `inboxCapacity` unless given.
   */
  readonly inboxCapacity?: number;
  /**
   * What becomes of an envelope that does not fit; the engine's `overflow`
   * unless given. What is dropped is a dead letter, an `InboxFullError` where
   * it is awaited, and no log line.
   */
  readonly overflow?: Overflow;
  /**
   * After how many milliseconds without a call, send or payload the actor is
   * deactivated (`idle`), to be activated afresh by the next one; 0 is never;
   * the engine's `idleMs` unless given. Its subscriptions stay.
   */
  readonly idleMs?: number;
  /**
   * After how many milliseconds in which its consumer neither takes nor awaits
   * a value a streaming reply is ended; 0 is never; the engine's `replyIdleMs`
   * unless given.
   */
  readonly replyIdleMs?: number;
  /**
   * How many milliseconds the answer to a call under an idempotency key is
   * kept, from when that was answered; the engine's `keepAnswersMs` unless
   * given.
   */
  readonly keepAnswersMs?: number;
  /**
   * Which turns may be under way at once; `none` unless given. With `none`, a
   * call that comes back to an actor that waits for it fails with a
   * `DeadlockError`.
   */
  readonly reentrancy?: Reentrancy;
  /**
   * How many turns may be under way at once, with `reentrancy: "full"` only: 1
   * to 16,777,216; the inbox's capacity unless given. Further envelopes wait in
   * the inbox, which does with those that do not fit what `overflow` says.
   */
  readonly maxConcurrency?: number;
  /**
   * Whether turns have an async context of their own; the engine's
   * `turnContext` unless given.
   */
  readonly turnContext?: TurnContext;
  /**
   * Code around its turns, and around the calls that its actors make, the first
   * outermost, all within the engine's; none unless given.
   */
  readonly interceptors?: readonly Interceptor[];
  /**
   * Where its actors are in a cluster; `hash` unless given. A durable class
   * takes no other.
   */
  readonly placement?: PlacementKind;
  /** What becomes of the actor after a failure; it resumes unless given. */
  readonly supervision?: Supervision;
}

/** The plain options of a class, with the defaults filled in. */
export type ActorSettings = Required<
  Pick<
    ActorOptions,
    | "inboxCapacity"
    | "overflow"
    | "idleMs"
    | "replyIdleMs"
    | "keepAnswersMs"
    | "placement"
    | "reentrancy"
    | "turnContext"
  >
>;

/** What holds for every class that says nothing else: the engine's options. */
export type ActorDefaults = Omit<ActorSettings, "placement" | "reentrancy">;

/** What the options that an engine has, too, may be. */
export const DEFAULT_RULES: OptionRules<ActorDefaults> = {
  inboxCapacity: wholeNumberFrom(1, MAX_INBOX_CAPACITY),
  overflow: oneOf("refuse", "wait", "drop-newest", "drop-oldest"),
  idleMs: numberFrom(0, MAX_DELAY_MS),
  turnContext: oneOf("always", "reentrant"),
  replyIdleMs: numberFrom(0, MAX_DELAY_MS),
  keepAnswersMs: numberFrom(0, MAX_REMINDER_MS),
};

const RULES: OptionRules<ActorSettings> = {
  ...DEFAULT_RULES,
  placement: oneOf("hash", "local"),
  reentrancy: oneOf("none", "chain", "full"),
};

const NAMES: OptionNames<ActorOptions> = {
  actorType: true,
  inboxCapacity: true,
  overflow: true,
  idleMs: true,
  replyIdleMs: true,
  keepAnswersMs: true,
  reentrancy: true,
  maxConcurrency: true,
  turnContext: true,
  interceptors: true,
  placement: true,
  supervision: true,
};

/**
 * Fills in the defaults of a class's options.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If `overflow`, `placement`, `reentrancy` or `turnContext`
 * is none of its values, or an option has no such name.
 */
export function readActorOptions(
  options: ActorOptions,
  defaults: ActorDefaults,
): ActorSettings {
  assertKnownOptions("an actor class", NAMES, options);
  return readOptions<ActorSettings>(RULES, options, {
    inboxCapacity: defaults.inboxCapacity,
    overflow: defaults.overflow,
    idleMs: defaults.idleMs,
    replyIdleMs: defaults.replyIdleMs,
    keepAnswersMs: defaults.keepAnswersMs,
    placement: "hash",
    reentrancy: "none",
    turnContext: defaults.turnContext,
  });
}

const MAX_CONCURRENCY: OptionRules<{ readonly maxConcurrency: number }> = {
  maxConcurrency: wholeNumberFrom(1, MAX_INBOX_CAPACITY),
};

/**
 * Returns how many turns of an actor may be under way at once.
 *
 * @throws {RangeError} If `maxConcurrency` is out of its limits.
 * @throws {TypeError} If it is given where turns do not interleave.
 */
export function readMaxTurns(
  options: ActorOptions,
  { inboxCapacity, reentrancy }: ActorSettings,
): number {
  const defaults = { maxConcurrency: inboxCapacity };
  const { maxConcurrency } = readOptions(MAX_CONCURRENCY, options, defaults);
  if (reentrancy === "full") return maxConcurrency;
  if (options.maxConcurrency === undefined) return 1;
  throw new TypeError(
    `Cannot use maxConcurrency ${maxConcurrency}: reentrancy must be "full", ` +
      `not "${reentrancy}"`,
  );
}
