import type { ReferenceOwner } from "../codec/reference/reference.ts";
import type { ActorId } from "./actor_id.ts";
import type { Carried } from "./carry.ts";
import type { CallScope } from "./call_scope.ts";
import type { Once } from "./once.ts";

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
  /** When the call's time is over, in the runtime's milliseconds. */
  readonly endsAt: number;
  /** The reply that the caller holds, at the near end of any wire. */
  readonly origin: Reply;
  /** The context values that the call carries, if it does. */
  readonly carried: Carried | null;
  /** What keeps the call from having its effect again, if it may come again. */
  readonly once: Once | null;
  /**
   * The owner that an error is copied for, unless that is the caller. A reply
   * that has one is a wire's end: it takes values as they are, and checks them.
   */
  readonly owner: ReferenceOwner | null;
  /** The turn that made the call, if it was one's that is known here. */
  readonly madeBy: WaitingTurn | null;
  /** The turn that waits for it, as far as is known. */
  readonly awaitedBy: WaitingTurn | null;
  /**
   * How many calls there are in its chain, with itself, if each was awaited:
   * whether it is cannot be known as it is made.
   */
  readonly depth: number;
}

/** The sleeps of a turn: it goes on when they are over. */
export interface OwnSleeps {
  /** Whether none is under way. */
  readonly areOver: boolean;
  /** Calls back once when they are over. */
  afterwards(callback: () => void): void;
}

/** A turn or hook as what calls and waits; compared by identity. */
export interface WaitingTurn {
  /** Whether it goes on: what it left behind is not its own. */
  readonly isOpen: boolean;
  /** How many calls that it waited for are settled. */
  settled: number;
  /** What `settled` was when it was last seen to go on. */
  wentOnAt: number;
  /** The sleeps that it may wait for, if it has had any. */
  readonly sleeps: OwnSleeps | null;
  readonly actor: ActorId;
  /** The method or hook that runs. */
  readonly by: string;
  /** Tells the turns of one engine apart. */
  readonly id: string;
  /** What it runs for; `null` where that is no call. */
  readonly reply: Reply | null;
  /** The `depth` of its call; 0 without one. */
  readonly depth: number;
}
