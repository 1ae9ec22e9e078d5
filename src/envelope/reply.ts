import type { ReferenceOwner } from "../codec/reference.ts";

/** Where a call's outcome goes: settled once, by a value or by an error. */
export interface Reply {
  /** Finishes the call with its value. */
  settle(value: unknown): void;
  /** Finishes the call with an error. */
  fail(error: unknown): void;
  /** The reply that the caller holds, at the near end of any wire. */
  readonly origin: Reply;
  /** Who a value is copied for, unless that is whoever called. */
  readonly owner: ReferenceOwner | null;
}

type OnValue<T, R> = ((value: T) => R | PromiseLike<R>) | null | undefined;
type OnError<R> = ((error: unknown) => R | PromiseLike<R>) | null | undefined;

const PENDING: unique symbol = Symbol("pending");

class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * A reply that makes its promise only when somebody awaits it: a call that
 * nobody awaits costs one small object, and its failure is no rejection.
 */
export class LazyReply<T> implements Reply, Promise<T> {
  #outcome: unknown = PENDING;
  #waiting: PromiseWithResolvers<T> | null = null;

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

  get origin(): Reply {
    return this;
  }

  get owner(): null {
    return null;
  }

  /** Whether anybody has awaited it so far. */
  get isAwaited(): boolean {
    return this.#waiting !== null;
  }

  settle(value: unknown): void {
    if (this.#waiting !== null) this.#waiting.resolve(value as T);
    else if (this.#outcome === PENDING) this.#outcome = value;
  }

  fail(error: unknown): void {
    if (this.#waiting !== null) this.#waiting.reject(error);
    else if (this.#outcome === PENDING) this.#outcome = new Failure(error);
  }

  then<R1 = T, R2 = never>(
    onValue?: OnValue<T, R1>,
    onError?: OnError<R2>,
  ): Promise<R1 | R2> {
    this.#waiting ??= this.#makePromise();
    return this.#waiting.promise.then(onValue, onError);
  }

  catch<R = never>(onError?: OnError<R>): Promise<T | R> {
    return this.then(undefined, onError);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }

  #makePromise(): PromiseWithResolvers<T> {
    const waiting = Promise.withResolvers<T>();
    const outcome = this.#outcome;
    if (outcome instanceof Failure) waiting.reject(outcome.error);
    else if (outcome !== PENDING) waiting.resolve(outcome as T);
    return waiting;
  }
}
