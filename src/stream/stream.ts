import type { Subscriber } from "./subscriber.ts";

/**
 * A named channel of payloads: each subscriber gets a copy of each, in
 * order, from then on.
 *
 * @example Publish to an async iterator outside of actors
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = new Engine();
 * const news = engine.getStream<string>("news");
 * const reader = news[Symbol.asyncIterator]();
 * news.next("hello");
 * assertEquals(await reader.next(), { done: false, value: "hello" });
 * await reader.return?.();
 * ```
 */
export interface Stream<T> {
  /** The stream's id. */
  readonly id: string;
  /**
   * Sends a copy of `payload` to every subscriber. Awaited, it resolves when
   * every inbox took it.
   *
   * Where an inbox refuses, the payload becomes a dead letter for that
   * subscriber alone; awaited, it then rejects with the refusal.
   *
   * @throws {CodecError} Awaited, if the payload cannot be a message.
   * @throws {CallError} Awaited, if an inbox refused or the engine is stopped;
   * a failure that is not awaited becomes a log line.
   */
  next(payload: T): void | Promise<void>;
  /**
   * Sends every payload from now on to the subscriber's method; subscribing
   * twice is subscribing once. It ends with `unsubscribe` or a poison pill;
   * the actor need not be active.
   */
  subscribe(subscriber: Subscriber<T>): void;
  /** Ends a subscription; harmless where there is none. */
  unsubscribe(subscriber: Subscriber<T>): void;
  /**
   * Iterates over copies of the payloads from now on, for code outside of
   * actors. What is not read yet waits, up to the engine's `inboxCapacity`;
   * past that, the iteration ends with an `InboxFullError`.
   */
  [Symbol.asyncIterator](): AsyncIterator<T>;
  /** The payloads from now on as a web stream; each access is a new one. */
  readonly readable: ReadableStream<T>;
  /** A web stream that publishes what is written to it. */
  readonly writable: WritableStream<T>;
}
