import type { ActorId } from "../envelope/actor_id.ts";
import { LiveStream } from "../stream/live_stream.ts";
import type { StreamHost } from "../stream/stream_host.ts";
import type { Subscription } from "../stream/subscription.ts";
import type { LiveStreams } from "../stream/stream_handle.ts";

/** Stream id to what goes out under it; a stream nobody hears costs nothing. */
export class StreamRegistry implements LiveStreams {
  readonly #host: StreamHost;
  readonly #streams = new Map<string, LiveStream>();
  // By subscriber, so that a poisoned actor is found without a search.
  readonly #bySubscriber = new Map<string, Set<Subscription>>();

  constructor(host: StreamHost) {
    this.#host = host;
  }

  /** How many streams somebody hears. */
  get size(): number {
    return this.#streams.size;
  }

  find(id: string): LiveStream | undefined {
    return this.#streams.get(id);
  }

  open(id: string): LiveStream {
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = new LiveStream(id, this.#host);
      this.#streams.set(id, stream);
    }
    return stream;
  }

  /** Remembers a subscription by its subscriber. */
  link(subscription: Subscription): void {
    const key = makeKey(subscription.target.actor);
    const subscriptions = this.#bySubscriber.get(key) ?? new Set();
    subscriptions.add(subscription);
    this.#bySubscriber.set(key, subscriptions);
  }

  /** Forgets a subscription that ended. */
  unlink(subscription: Subscription): void {
    const key = makeKey(subscription.target.actor);
    const subscriptions = this.#bySubscriber.get(key);
    subscriptions?.delete(subscription);
    if (subscriptions?.size === 0) this.#bySubscriber.delete(key);
  }

  /** The subscriptions of an actor. */
  of(actor: ActorId): Iterable<Subscription> {
    return this.#bySubscriber.get(makeKey(actor)) ?? [];
  }

  /** Ends every subscription of an actor. */
  release(actor: ActorId): void {
    for (const { stream, method } of [...this.of(actor)]) {
      this.find(stream)?.unsubscribe(method, actor);
    }
  }

  /** Forgets a stream that nobody hears any more. */
  forget(stream: string): void {
    // Another one may have begun under its id by now.
    if (this.find(stream)?.isEmpty) this.#streams.delete(stream);
  }

  /** Ends every iteration. */
  close(): void {
    for (const stream of [...this.#streams.values()]) {
      stream.closeReaders();
    }
  }

  /** What goes out under the ids that somebody hears. */
  [Symbol.iterator](): Iterator<LiveStream> {
    return this.#streams.values();
  }
}

function makeKey(actor: ActorId): string {
  return JSON.stringify([actor.type, actor.id]);
}
