import type { ActorId } from "../envelope/actor_id.ts";
import { Publication } from "../stream/live_stream.ts";
import type { StreamHost } from "../stream/stream_host.ts";
import type { Subscription } from "../stream/subscription.ts";
import type { Publications } from "../stream/stream_handle.ts";

/** Stream id to what goes out under it; a stream nobody hears costs nothing. */
export class Streams implements Publications {
  readonly #host: StreamHost;
  readonly #publications = new Map<string, Publication>();
  // By subscriber, so that a poisoned actor is found without a search.
  readonly #bySubscriber = new Map<string, Set<Subscription>>();

  constructor(host: StreamHost) {
    this.#host = host;
  }

  /** How many streams somebody hears. */
  get size(): number {
    return this.#publications.size;
  }

  find(id: string): Publication | undefined {
    return this.#publications.get(id);
  }

  open(id: string): Publication {
    let publication = this.#publications.get(id);
    if (publication === undefined) {
      publication = new Publication(id, this.#host);
      this.#publications.set(id, publication);
    }
    return publication;
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
    if (this.find(stream)?.isEmpty) this.#publications.delete(stream);
  }

  /** Ends every iteration. */
  close(): void {
    for (const publication of [...this.#publications.values()]) {
      publication.closeTaps();
    }
  }

  /** What goes out under the ids that somebody hears. */
  [Symbol.iterator](): Iterator<Publication> {
    return this.#publications.values();
  }
}

function makeKey(actor: ActorId): string {
  return JSON.stringify([actor.type, actor.id]);
}
