import { errorOf } from "../../base/deferred_error.ts";
import { readThrown } from "../../base/thrown.ts";
import type { Carried } from "../carry.ts";
import type { CallScope } from "../call_scope.ts";
import type { Method } from "../definition.ts";
import { PendingCall } from "./pending_call.ts";
import { depthBelow } from "../chain.ts";
import type { Once } from "../once.ts";
import type { Reply, WaitingTurn } from "../reply.ts";
import type { Call, Caller, Target, WaitChain } from "../target.ts";

/** Between whom a call goes. */
export interface CallSite {
  readonly target: Target;
  readonly caller: Caller | null;
  /** What keeps its calls from having their effects again, if anything. */
  readonly once: Once | null;
}

type OnValue<T, R> = ((value: T) => R | PromiseLike<R>) | null | undefined;
type OnError<R> = ((error: unknown) => R | PromiseLike<R>) | null | undefined;

const PENDING: unique symbol = Symbol("pending");

class Failure {
  /** What was thrown, or the deferred error of it. */
  readonly reason: unknown;
  isAwaited = false;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

/**
 * A reply that makes its promise only when it is awaited: a call that is not
 * costs one small object, and its failure is no rejection.
 *
 * A caller waits from the `await` on, not from the call on: its time begins
 * to count in that round of the event loop, and it may turn out to wait for
 * itself.
 */
export class CallReply<T> implements Call, Promise<T> {
  readonly #site: CallSite | null;
  readonly #method: Method | null;
  readonly madeBy: WaitingTurn | null;
  #outcome: unknown = PENDING;
  // Made when it is awaited, or joins a scope: most calls settle before.
  #pending: PendingCall<T> | null = null;

  /** Creates the reply of a call, or of what is none: a publication. */
  constructor(
    site: CallSite | null = null,
    method: Method | null = null,
    madeBy: WaitingTurn | null = null,
  ) {
    this.#site = site;
    this.#method = method;
    this.madeBy = madeBy;
  }

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

  get target(): Target {
    return this.#site!.target;
  }

  get caller(): Caller | null {
    return this.#site!.caller;
  }

  get method(): Method {
    return this.#method!;
  }

  get origin(): this {
    return this;
  }

  get owner(): null {
    return null;
  }

  get carried(): Carried | null {
    return null;
  }

  get once(): Once | null {
    return this.#site === null ? null : this.#site.once;
  }

  get scope(): CallScope | null {
    return this.#pending?.scope ?? null;
  }

  get endsAt(): number {
    return this.scope?.endsAt ?? Infinity;
  }

  get awaitedBy(): WaitingTurn | null {
    return this.#pending?.waiter ?? null;
  }

  get depth(): number {
    return depthBelow(this.madeBy);
  }

  get isOver(): boolean {
    return this.#outcome !== PENDING;
  }

  get isGivenUp(): boolean {
    if (this.#outcome !== PENDING) return true;
    return this.#pending !== null && this.#pending.isGivenUp;
  }

  /** Whether it was awaited before it was settled, or its failure was. */
  get isAwaited(): boolean {
    const outcome = this.#outcome;
    if (outcome instanceof Failure) return outcome.isAwaited;
    return this.#pending !== null && this.#pending.promise !== null;
  }

  get hasReleased(): boolean {
    const outcome = this.#outcome;
    // A turn that awaits several calls is told of each deadlock among them.
    return outcome instanceof Failure &&
      readThrown(outcome.reason, "code") !== "deadlock";
  }

  join(scope: CallScope): void {
    this.#pending ??= new PendingCall(this);
    this.#pending.join(scope);
  }

  addTo(waits: WaitChain, turn: WaitingTurn): void {
    this.#pending ??= new PendingCall(this);
    this.#pending.addTo(waits, turn);
  }

  settle(value: unknown): void {
    if (this.#outcome !== PENDING) return;
    this.#outcome = value;
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    pending.leave(false);
    if (pending.promise !== null) pending.resolve(value as T);
  }

  fail(error: unknown): void {
    if (this.#outcome !== PENDING) return;
    const failure = this.#outcome = new Failure(error);
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    pending.leave(this.hasReleased);
    if (pending.promise === null) return;
    failure.isAwaited = true;
    pending.reject(errorOf(error));
  }

  /** Ends another reply as this one, which is over, has ended. */
  passOn(other: Reply): void {
    const outcome = this.#outcome;
    if (outcome instanceof Failure) {
      outcome.isAwaited = true;
      other.fail(outcome.reason);
    } else other.settle(outcome);
  }

  then<R1 = T, R2 = never>(
    onValue?: OnValue<T, R1>,
    onError?: OnError<R2>,
  ): Promise<R1 | R2> {
    return this.#makePromise().then(onValue, onError);
  }

  catch<R = never>(onError?: OnError<R>): Promise<T | R> {
    return this.#makePromise().catch(onError);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#makePromise().finally(onFinally);
  }

  #makePromise(): Promise<T> {
    const outcome = this.#outcome;
    if (outcome === PENDING) return this.#wait();
    const caller = this.#site === null ? null : this.#site.caller;
    if (caller !== null) caller.noteAwaited(this);
    if (!(outcome instanceof Failure)) return Promise.resolve(outcome as T);
    outcome.isAwaited = true;
    return Promise.reject(errorOf(outcome.reason));
  }

  #wait(): Promise<T> {
    const pending = this.#pending ??= new PendingCall(this);
    const promise = pending.wait();
    const site = this.#site;
    if (site !== null) (site.caller ?? site.target.host).noteAwaited(this);
    return promise;
  }
}
