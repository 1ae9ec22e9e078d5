import { DeferredError } from "../base/deferred_error.ts";
import { CallError } from "../base/errors.ts";
import type {
  ReferenceBook,
  ReferenceOwner,
} from "../codec/reference/reference.ts";
import type { ActorId } from "./actor_id.ts";
import type { Carried, Carry } from "./carry.ts";
import type { CallOptions } from "./call_options.ts";
import type { CallScope, ScopeEnd } from "./call_scope.ts";
import type { Method } from "./definition.ts";
import type { Interceptor } from "./interceptor.ts";
import type { Reply, WaitingTurn } from "./reply.ts";
import type { Consumed } from "./streaming.ts";

/** A call that is awaited, or that has a scope of its own. */
export interface Call extends Reply {
  readonly method: Method;
  readonly caller: Caller | null;
  readonly target: Target;
  /** Whether it failed so that a turn which awaits several calls goes on. */
  readonly hasReleased: boolean;
  /** Ends with a scope from now on. */
  join(scope: CallScope): void;
  /** Joins its caller's waits until it is settled. */
  addTo(waits: WaitChain, turn: WaitingTurn): void;
}

/** A call that a turn waits for. */
export interface WaitEdge {
  readonly call: Call;
  /** The turn or hook that waits. */
  readonly turn: WaitingTurn;
  /** The method or hook that waits. */
  readonly by: string;
  /** Whether the turn has not gone on since it began to wait. */
  readonly isSure: boolean;
}

/** A wait edge in the chain of those of one actor. */
export interface ChainedWaitEdge extends WaitEdge {
  previous: ChainedWaitEdge | null;
  next: ChainedWaitEdge | null;
}

/**
 * What the turns and hooks of one actor wait for: a chain through the edges, so
 * that joining and leaving takes neither memory nor a search.
 */
export interface WaitChain {
  /** The edge that joined last. */
  lastWait: ChainedWaitEdge | null;
}

/** An actor as one that waits and is waited for. */
export interface WaitNode {
  readonly actor: ActorId;
  /** What must be settled before a call can be: nothing if it is empty. */
  findWaits(call: Call): readonly WaitEdge[];
  /** Whether a call runs, rather than waits in the inbox. */
  isRunning(call: Call): boolean;
  /**
   * Whether the method of a call was called, though it may wait for its next
   * step.
   */
  hasBegun(call: Call): boolean;
  /** Learns that a turn waits for a call to it, or waits no longer. */
  noteWaiting(change: 1 | -1): void;
  /** Whether a call cannot be settled before a turn of it ends. */
  isHeldUp(call: Call, by: WaitingTurn): boolean;
  /** Whether a call that waits here may run beside the turn it waits for. */
  mayReenter(call: Call): boolean;
  /** Runs a call that waits, beside the turns that go on. */
  reenter(call: Call): void;
  /** Settles a call without an answer: it may run by now, or wait. */
  settleUnanswered(
    call: Call,
    reason: "aborted" | "chain-too-long" | "deadlock" | "timeout",
    error: CallError,
  ): void;
}

/** A failure that its caller may not have awaited. */
export interface Failure {
  /** What failed, as a log line names it. */
  readonly source: string;
  /** What was thrown, or the deferred error of it. */
  readonly reason: unknown;
}

/** What all targets of one engine share: proxies do not leave it. */
export interface CallHost {
  /** The interceptors that see calls of code outside actors. */
  readonly outgoing: readonly Interceptor[];
  /** What envelopes carry from context to context, if anything. */
  readonly carry: Carry | null;
  /** Logs a failed call unless it is awaited in time. */
  reportIfUnawaited(reply: Reply, failure: Failure): void;
  /** Learns that code outside of actors awaits a call. */
  noteAwaited(call: Call): void;
  /** Calls back when the event loop has gone round. */
  later(callback: () => void): void;
  /** Makes a scope for a call with options, which are within their limits. */
  openScope(options: CallOptions): CallScope;
}

/** What a durable actor wants to leave when its turn is committed. */
export interface Held {
  /** The reply of a call to the actor that it settles, if it does. */
  readonly answers: Reply | null;
  /** Leaves. */
  release(): void;
  /**
   * Never leaves: what it tells of was lost, or that is not known; `cause` is
   * what the store has said of it.
   */
  drop(cause?: unknown): void;
}

/** What holds back all that a durable actor sends. */
export interface Holder {
  /** Returns an actor as the durable one calls it. */
  holdTarget(target: Target): Target;
  /** Lets something leave when the turn that asks is committed. */
  holdBack(held: Held): void;
  /** Tells of the turns that its calls are committed with. */
  readonly calls: HolderTurns;
}

/** The turns of a durable actor, each a transaction. */
export interface HolderTurns {
  /** That of the turn that asks, if one does. */
  readonly current: object | null;
  /** Whether one goes on. */
  isOpen(transaction: object): boolean;
}

/** What all senders of one actor type share. */
export interface CallerType {
  /** The interceptors that see their calls. */
  readonly outgoing: readonly Interceptor[];
}

/** An actor as the sender of envelopes; outside code has none. */
export interface Caller extends ReferenceOwner {
  readonly actor: ActorId;
  readonly type: CallerType;
  /** What references it has. */
  readonly references: ReferenceBook;
  /** What makes it durable; `null` where it is not. */
  readonly durability: Holder | null;
  /** Whether it has anything to do, or waits for a turn to go on. */
  readonly isBusy: boolean;
  /** The turn or hook whose code asks, if it is known and goes on. */
  readonly asker: WaitingTurn | null;
  /** Learns that it awaits a call, which may be settled by now. */
  noteAwaited(call: Call): void;
  /**
   * Learns that it consumes a streaming reply, which ends with its life, or
   * that it does not any more.
   */
  noteConsumed(consumed: Consumed, isOpen: boolean): void;
  /** Learns that it awaits a value of one that has arrived by now. */
  noteTaken(hasReleased: boolean): void;
}

/** Why an envelope was not taken. */
export type Refusal = CallError | DeferredError;

/** Tells a refusal from a target. */
export function isRefusal(answer: Refusal | Target): answer is Refusal {
  return DeferredError.is(answer) || answer instanceof CallError;
}

/**
 * Where envelopes for one actor go: its inbox here, or a wire to elsewhere.
 *
 * An envelope is four values handed over side by side, not an object: a
 * message costs no allocation of its own.
 */
export interface Target extends ReferenceOwner {
  readonly actor: ActorId;
  readonly id: string;
  readonly host: CallHost;
  /** The actor as one that waits, if it can be known here. */
  readonly registered: WaitNode;
  /** Itself, if it numbers what it takes; a wire does not. */
  readonly local: LocalTarget | null;
  /** The target itself, without what holds a caller's calls back, if it has. */
  readonly bare?: Target;
  /**
   * Takes an envelope whose payload is already the receiver's own copy; a wire
   * takes the sender's value as well, and checks it.
   *
   * Returns the refusal when it cannot: then nothing was queued, and the sender
   * settles the reply. Nor was it if another target is returned, the one that
   * is registered for the actor by now: see `deliver()`.
   */
  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | Target | undefined;
  /** Takes a stream's payload as `accept` does, where that is another way. */
  publish?(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined;
  /** Tells a caller that its call was not taken. */
  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void;
  /** Settles a call whose scope is over: it may run by now, or wait. */
  giveUp(call: Call, end: ScopeEnd): void;
}

/** A target that numbers the envelopes that it takes, from 0. */
export interface LocalTarget extends Target {
  /** How many envelopes it has taken. */
  readonly accepted: number;
  /** Whether calls without a result may share a reply until one is awaited. */
  readonly sharesReplies: boolean;
  /**
   * Has a call's own reply settled with the envelope of a number, which has
   * shared one so far; returns `false` if that envelope runs no more.
   */
  claim(sequence: number, call: Call): boolean;
  /** Calls back when the turn of that number, if it runs now, has returned. */
  afterTurn(sequence: number, callback: () => void): void;
}
