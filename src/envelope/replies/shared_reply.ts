import type { CallScope } from "../call_scope.ts";
import type { Method } from "../definition.ts";
import { CallReply } from "./call_reply.ts";
import { DeliveryReply } from "./delivery_reply.ts";
import { depthBelow } from "../chain.ts";
import type { Reply, WaitingTurn } from "../reply.ts";
import type { Caller, LocalTarget } from "../target.ts";

/** Returns the reply of one envelope, which may have shared one so far. */
export function singleOut(
  reply: Reply | null,
  method: Method,
  sequence: number,
): Reply | null {
  return reply instanceof SharedReply ? reply.single(method, sequence) : reply;
}

/** Envelopes of one method, one behind the other, that were dropped alike. */
interface DroppedRun {
  readonly method: Method;
  readonly from: number;
  to: number;
  readonly reason: unknown;
}

/** What became of calls that did not simply run. */
class Oddities {
  /** Those that failed, or ran out of their order, by number of envelope. */
  single: Map<number, CallReply<unknown>> | null = null;
  /** By runs, for a full inbox may drop a great many. */
  dropped: DroppedRun[] | null = null;
  /** The one that is being made, if its envelope was not queued. */
  unqueued: CallReply<unknown> | null = null;
}

/** Who sends along a shared reply, until it is closed. */
export interface SharedReplyOwner {
  readonly caller: Caller | null;
  /** The reply that the next call shares, if there is one. */
  shared: SharedReply | null;
}

/**
 * The reply of all calls from one sender to one actor that have no result and
 * are not awaited: none of them takes memory of its own while it waits.
 *
 * One that is awaited, or fails, gets a reply of its own. With the first
 * failure it is closed, for it keeps what failed: of those that waited then, at
 * most what an inbox holds, and as long as one of them goes on or one of their
 * send replies is held. With a bound on how many share
 * one, a fresh reply every few calls never leaves the young generation: that
 * slows each envelope by a tenth.
 */
export class SharedReply implements Reply {
  readonly target: LocalTarget;
  readonly madeBy: WaitingTurn | null;
  readonly #owner: SharedReplyOwner;
  // Made when it is needed: many actors are sent one message, by one reply.
  #oddities: Oddities | null = null;

  constructor(
    target: LocalTarget,
    owner: SharedReplyOwner,
    madeBy: WaitingTurn | null,
  ) {
    this.target = target;
    this.madeBy = madeBy;
    this.#owner = owner;
  }

  get caller(): Caller | null {
    return this.#owner.caller;
  }

  get isOver(): boolean {
    return false;
  }

  get isGivenUp(): boolean {
    return false;
  }

  get carried(): null {
    return null;
  }

  get once(): null {
    return null;
  }

  get scope(): CallScope | null {
    return null;
  }

  get endsAt(): number {
    return Infinity;
  }

  /** One that is awaited gets a reply of its own. */
  get awaitedBy(): null {
    return null;
  }

  get depth(): number {
    return depthBelow(this.madeBy);
  }

  get origin(): Reply {
    return this;
  }

  get owner(): null {
    return null;
  }

  /** Does nothing: no caller waits for it. */
  settle(): void {}

  /**
   * Fails the call that is being made, for its envelope was not queued; one
   * that was fails by {@linkcode single}.
   */
  fail(error: unknown): void {
    const reply = new CallReply<unknown>(this);
    this.#open().unqueued = reply;
    reply.fail(error);
    this.#close();
  }

  /** Fails the call of an envelope that was queued, and dropped for others. */
  drop(method: Method, sequence: number, reason: unknown): void {
    const dropped = this.#open().dropped ??= [];
    const last = dropped.at(-1);
    if (last?.method === method && last.to === sequence - 1) {
      last.to = sequence;
      return;
    }
    dropped.push({ method, from: sequence, to: sequence, reason });
    this.#close();
  }

  /** Hands over the reply of the call that was not queued, if one was not. */
  takeUnqueued<T>(): CallReply<T> | null {
    if (this.#oddities === null) return null;
    const { unqueued } = this.#oddities;
    this.#oddities.unqueued = null;
    return unqueued as CallReply<T> | null;
  }

  /** Makes one of its calls a reply of its own, which is about to be over. */
  single(method: Method, sequence: number): CallReply<unknown> {
    return this.#oddities?.single?.get(sequence) ??
      this.#keep(sequence, new CallReply(this, method, this.madeBy));
  }

  /** Returns the reply of one of its calls, which is awaited. */
  claim<T>(method: Method, sequence: number): CallReply<T> {
    const known = this.#oddities?.single?.get(sequence);
    if (known !== undefined) return known as CallReply<T>;
    const reply = new CallReply<T>(this, method, this.madeBy);
    this.target.afterTurn(sequence, () => {
      if (!this.target.claim(sequence, reply)) this.#conclude(sequence, reply);
    });
    return reply;
  }

  /** Keeps a call's own reply, and takes no more calls. */
  #keep(sequence: number, reply: CallReply<unknown>): CallReply<unknown> {
    this.#close();
    const single = this.#open().single ??= new Map();
    single.set(sequence, reply);
    return reply;
  }

  #open(): Oddities {
    return this.#oddities ??= new Oddities();
  }

  #close(): void {
    if (this.#owner.shared === this) this.#owner.shared = null;
  }

  #conclude(sequence: number, reply: Reply): void {
    const known = this.#oddities?.single?.get(sequence);
    if (known !== undefined) return known.passOn(reply);
    const dropped = this.#oddities?.dropped?.find(({ from, to }) =>
      from <= sequence && sequence <= to
    );
    if (dropped === undefined) reply.settle(undefined);
    else reply.fail(dropped.reason);
  }
}

/** Returns who made the call that a reply is for. */
export function callerOf({ origin }: Reply): Caller | null {
  const isCall = origin instanceof CallReply ||
    origin instanceof SharedReply || origin instanceof DeliveryReply;
  if (isCall) return origin.caller;
  // That of another node is known to its cluster alone.
  return "caller" in origin ? origin.caller as Caller | null : null;
}
