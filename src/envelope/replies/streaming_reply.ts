import { tolerate } from "../../base/tolerate.ts";
import type { StreamingCall } from "./streaming_call.ts";

/**
 * What a streaming method returns: an async iterator over what the generator
 * yields. Nothing is sent before the first value is asked for.
 */
export class StreamingReply<T, R> implements AsyncGenerator<T, R, void> {
  readonly #call: StreamingCall<T, R>;
  // Sends the call; `null` once it was, or never will be.
  #begin: (() => void) | null;

  constructor(call: StreamingCall<T, R>, begin: () => void) {
    this.#call = call;
    this.#begin = begin;
  }

  get [Symbol.toStringTag](): string {
    return "AsyncGenerator";
  }

  /** Takes the next value; several reads are answered in their order. */
  next(): Promise<IteratorResult<T, R>> {
    const begin = this.#begin;
    if (begin !== null) {
      this.#begin = null;
      begin();
    }
    return this.#call.take();
  }

  /** Ends the generator, and resolves when its `finally` has run. */
  return(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    return tolerate(this.#endWith(async () => ({
      done: true,
      value: (await value) as R,
    })));
  }

  /** Ends the generator as `return` does, and throws the error here. */
  throw(error: unknown): Promise<IteratorResult<T, R>> {
    return tolerate(this.#endWith(() => {
      throw error;
    }));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return tolerate(this.#endWith(() => {}));
  }

  /** Ends the generator, and then says how this end ends. */
  async #endWith<Result>(
    conclude: () => Result | Promise<Result>,
  ): Promise<Result> {
    // It never began, and never will.
    if (this.#begin !== null) this.#call.settle(undefined);
    this.#begin = null;
    await this.#call.close();
    return await conclude();
  }
}
