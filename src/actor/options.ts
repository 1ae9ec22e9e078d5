import { MAX_DELAY_MS, MAX_INBOX_CAPACITY } from "../base/limits.ts";
import type { Supervision } from "./supervision.ts";

/**
 * What becomes of an envelope that does not fit into a full inbox: `refuse`
 * turns it away and tells its sender; `drop-newest` drops it; `drop-oldest`
 * drops the one that has waited longest and takes the new one.
 */
export type Overflow = "refuse" | "drop-newest" | "drop-oldest";

/**
 * Which turns of an actor may be under way at once: `none`, one at a time,
 * awaits included; `chain`, beside it the calls that it waits for itself, when
 * they come back to the actor; `full`, every turn as soon as the last one
 * awaits or ends.
 */
export type Reentrancy = "none" | "chain" | "full";

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
   * unless given. What is dropped is a dead letter, an `InboxFullError` for
   * whoever awaits it, and no log line.
   */
  readonly overflow?: Overflow;
  /**
   * After how many milliseconds without an envelope the actor is deactivated
   * (`idle`), to be activated afresh by the next one; 0 is never; the engine's
   * `idleMs` unless given. Its subscriptions stay.
   */
  readonly idleMs?: number;
  /**
   * Which turns may be under way at once; `none` unless given. With `none`, a
   * call that comes back to an actor that waits for it fails with a
   * `DeadlockError`.
   */
  readonly reentrancy?: Reentrancy;
  /** What becomes of the actor after a failure; it resumes unless given. */
  readonly supervision?: Supervision;
}

/**
 * Returns the inbox capacity that options ask for.
 *
 * @throws {RangeError} If it is no whole number within the limits.
 */
export function readInboxCapacity(
  options: { readonly inboxCapacity?: number | undefined },
  otherwise: number,
): number {
  const capacity = options.inboxCapacity ?? otherwise;
  if (
    !Number.isInteger(capacity) || capacity < 1 || capacity > MAX_INBOX_CAPACITY
  ) {
    throw new RangeError(
      `Cannot use inboxCapacity ${capacity}: it must be a whole number from ` +
        `1 to ${MAX_INBOX_CAPACITY}`,
    );
  }
  return capacity;
}

const OVERFLOWS: readonly unknown[] = ["refuse", "drop-newest", "drop-oldest"];

/**
 * Returns the overflow policy that options ask for.
 *
 * @throws {TypeError} If it is none.
 */
export function readOverflow(
  options: { readonly overflow?: Overflow | undefined },
  otherwise: Overflow,
): Overflow {
  const overflow = options.overflow ?? otherwise;
  if (OVERFLOWS.includes(overflow)) return overflow;
  throw new TypeError(
    `Cannot use overflow ${JSON.stringify(overflow)}: it must be "refuse", ` +
      `"drop-newest" or "drop-oldest"`,
  );
}

const REENTRANCIES: readonly unknown[] = ["none", "chain", "full"];

/**
 * Returns the reentrancy that options ask for.
 *
 * @throws {TypeError} If it is none.
 */
export function readReentrancy(
  options: { readonly reentrancy?: Reentrancy | undefined },
): Reentrancy {
  const reentrancy = options.reentrancy ?? "none";
  if (REENTRANCIES.includes(reentrancy)) return reentrancy;
  throw new TypeError(
    `Cannot use reentrancy ${JSON.stringify(reentrancy)}: it must be "none", ` +
      `"chain" or "full"`,
  );
}

/**
 * Returns the idle time that options ask for, in milliseconds; 0 is never.
 *
 * @throws {RangeError} If it is no number within the limits.
 */
export function readIdleMs(
  options: { readonly idleMs?: number | undefined },
  otherwise: number,
): number {
  const idleMs = options.idleMs ?? otherwise;
  const isNumber = typeof idleMs === "number";
  if (isNumber && idleMs >= 0 && idleMs <= MAX_DELAY_MS) return idleMs;
  throw new RangeError(
    `Cannot use idleMs ${idleMs}: it must be a number from 0 to ` +
      `${MAX_DELAY_MS}`,
  );
}
