import type { ReferenceOwner } from "../codec/reference/reference.ts";
import type { Carried } from "./carry.ts";
import type { CallScope } from "./call_scope.ts";

/** A reply of which it is known whether its failure was seen. */
export interface AwaitedReply extends Reply {
  /** Whether its failure was handed to code that awaited it. */
  readonly isAwaited: boolean;
}

/** Tells whether it is known of a reply whether its failure was seen. */
export function tellsAwaited(reply: Reply): reply is AwaitedReply {
  return "isAwaited" in reply;
}

/** Where a call's outcome goes: settled once, by a value or by an error. */
export interface Reply {
  /** Finishes the call with its value. */
  settle(value: unknown): void;
  /** Finishes the call with an error. */
  fail(error: unknown): void;
  /** Whether it is settled. */
  readonly isOver: boolean;
  /** Whether it is settled or about to be: what has not begun must not. */
  readonly isGivenUp: boolean;
  /** The scope that the call ends with, if it has one by now. */
  readonly scope: CallScope | null;
  /** The reply that the caller holds, at the near end of any wire. */
  readonly origin: Reply;
  /** The context values that the call carries, if it does. */
  readonly carried: Carried | null;
  /** The owner that a value is copied for, unless that is the caller. */
  readonly owner: ReferenceOwner | null;
}
