import { errorOf } from "../../base/deferred_error.ts";

/** What learns how something ended. */
export interface OutcomeListener {
  settle(value: unknown): void;
  fail(reason: unknown): void;
}

type OnValue<R> =
  | ((value: unknown) => R | PromiseLike<R>)
  | null
  | undefined;
type OnError<R> = ((error: unknown) => R | PromiseLike<R>) | null | undefined;

/** A failure: what was thrown, or the deferred error of it. */
class Failure {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

const PENDING: unique symbol = Symbol("pending");

/**
 * An outcome that makes its promise only when it is awaited: the failure of one
 * that is not is no rejection.
 */
export class LazyOutcome implements Promise<unknown>, OutcomeListener {
  #outcome: unknown = PENDING;
  #promise: PromiseWithResolvers<unknown> | null = null;
  #listener: OutcomeListener | null = null;

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

  get isOver(): boolean {
    return this.#outcome !== PENDING;
  }

  /** What it failed with; `undefined` unless it has. */
  get error(): unknown {
    const outcome = this.#outcome;
    return outcome instanceof Failure ? errorOf(outcome.reason) : undefined;
  }

  settle(value: unknown): void {
    if (this.isOver) return;
    this.#outcome = value;
    this.#promise?.resolve(value);
    this.#listener?.settle(value);
  }

  fail(reason: unknown): void {
    if (this.isOver) return;
    this.#outcome = new Failure(reason);
    this.#promise?.reject(errorOf(reason));
    this.#listener?.fail(reason);
  }

  /** Ends something else as this ends; only one may be so. */
  tell(listener: OutcomeListener): void {
    const outcome = this.#outcome;
    if (outcome === PENDING) this.#listener = listener;
    else if (outcome instanceof Failure) listener.fail(outcome.reason);
    else listener.settle(outcome);
  }

  then<R1 = unknown, R2 = never>(
    onValue?: OnValue<R1>,
    onError?: OnError<R2>,
  ): Promise<R1 | R2> {
    return this.#makePromise().then(onValue, onError);
  }

  catch<R = never>(onError?: OnError<R>): Promise<unknown | R> {
    return this.#makePromise().catch(onError);
  }

  finally(onFinally?: (() => void) | null): Promise<unknown> {
    return this.#makePromise().finally(onFinally);
  }

  #makePromise(): Promise<unknown> {
    const outcome = this.#outcome;
    if (outcome === PENDING) {
      return (this.#promise ??= Promise.withResolvers()).promise;
    }
    return outcome instanceof Failure
      ? Promise.reject(errorOf(outcome.reason))
      : Promise.resolve(outcome);
  }
}
