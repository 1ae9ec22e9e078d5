import type { Method } from "../definition.ts";
import { CallReply } from "./call_reply.ts";
import type { SharedReply } from "./shared_reply.ts";

/**
 * What a call without a result returns: a promise that is made when it is
 * awaited. Most are thrown away at once, and only the caller holds one.
 */
export class SendReply<T> implements Promise<T> {
  readonly #method: Method;
  readonly #sequence: number;
  // The reply that it shares, or its own from when it is first awaited.
  #reply: SharedReply | CallReply<T>;

  /** Creates the reply of the envelope of a number. */
  constructor(shared: SharedReply, method: Method, sequence: number) {
    this.#reply = shared;
    this.#method = method;
    this.#sequence = sequence;
  }

  get [Symbol.toStringTag](): string {
    return "Promise";
  }

  then<R1 = T, R2 = never>(
    onValue?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    return this.#claim().then(onValue, onError);
  }

  catch<R = never>(
    onError?: ((error: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.#claim().catch(onError);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#claim().finally(onFinally);
  }

  #claim(): CallReply<T> {
    const reply = this.#reply;
    if (reply instanceof CallReply) return reply;
    return this.#reply = reply.claim<T>(this.#method, this.#sequence);
  }
}
