import { CodecError, explainCodecError } from "../base/errors.ts";
import { quote } from "../base/escape_controls.ts";
import { copyValue } from "../codec/copy/copy.ts";
import { toCodecError } from "../codec/refusal.ts";
import { type ActorId, formatActor } from "../envelope/actor_id.ts";
import type { Carried } from "../envelope/carry.ts";
import type { Method } from "../envelope/definition.ts";
import type { Caller, Refusal, Target } from "../envelope/target.ts";
import type { StreamHost } from "./stream_host.ts";
import type { StreamHub } from "./stream_hub.ts";
import type { Subscription } from "./subscription.ts";
import { StreamReader } from "./stream_reader.ts";

/** What all who use one stream id share: its subscriptions and its readers. */
export class LiveStream implements StreamHub {
  readonly id: string;
  readonly #host: StreamHost;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #readers = new Set<StreamReader<unknown>>();
  // A copy to walk through: a subscriber that comes or goes while a payload
  // is on its way changes the next one.
  #list: Subscription[] | null = null;
  #published = 0;

  constructor(id: string, host: StreamHost) {
    this.id = id;
    this.#host = host;
  }

  /** How many subscribers there are. */
  get subscribers(): number {
    return this.#subscriptions.size;
  }

  /** Who receives what. */
  get subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values();
  }

  /** How many payloads have gone out; it only grows. */
  get published(): number {
    return this.#published;
  }

  /** Whether it has neither subscribers nor readers. */
  get isEmpty(): boolean {
    return this.#subscriptions.size === 0 && this.#readers.size === 0;
  }

  /** Adds a subscription unless there is one like it. */
  subscribe(subscription: Subscription): void {
    const key = makeKey(subscription.method, subscription.target.actor);
    if (this.#subscriptions.has(key)) return;
    this.#subscriptions.set(key, subscription);
    this.#list = null;
    this.#host.noteSubscribed(subscription);
  }

  /** Ends a subscription if there is one. */
  unsubscribe(method: Method, actor: ActorId): void {
    const key = makeKey(method, actor);
    const subscription = this.#subscriptions.get(key);
    if (subscription === undefined) return;
    this.#subscriptions.delete(key);
    this.#list = null;
    this.#host.noteUnsubscribed(subscription);
    if (this.isEmpty) this.#host.noteEmpty(this.id);
  }

  /** Starts an iteration over the payloads from now on. */
  openReader<T>(): StreamReader<T> {
    const name = `stream ${quote(this.id)}`;
    const reader = new StreamReader<T>(name, this.#host.readerCapacity, () => {
      this.#readers.delete(reader as StreamReader<unknown>);
      if (this.isEmpty) this.#host.noteEmpty(this.id);
    });
    this.#readers.add(reader as StreamReader<unknown>);
    if (this.#host.endsReaders) reader.close();
    return reader;
  }

  /** Ends every iteration. */
  closeReaders(): void {
    for (const reader of [...this.#readers]) reader.close();
  }

  /** Hands a copy to each subscriber; returns the first refusal, if any. */
  publish(
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    let first: Refusal | undefined;
    this.#published++;
    this.#list ??= [...this.#subscriptions.values()];
    const share = new Share(payload);
    for (const subscription of this.#list) {
      const refusal = this.#deliver(subscription, share, caller, carried);
      if (refusal === undefined) continue;
      this.#host.noteUndelivered(subscription, caller, refusal);
      first ??= refusal;
    }
    for (const reader of this.#readers) {
      const refusal = this.#put(reader, payload);
      first ??= refusal;
    }
    return first;
  }

  #put(reader: StreamReader<unknown>, payload: unknown): Refusal | undefined {
    try {
      reader.put(copyValue(payload, this.#host.outside));
      return undefined;
    } catch (error) {
      return toCodecError(error);
    }
  }

  #deliver(
    subscription: Subscription,
    share: Share,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    const { method, target } = subscription;
    let copy: unknown;
    try {
      copy = share.copyFor(method, target);
    } catch (error) {
      const call = `Cannot call ${formatActor(target.actor)}.${method.name}`;
      return explainCodecError(call, toCodecError(error)) as CodecError;
    }
    return this.#host.deliver(subscription, copy, caller, carried);
  }
}

/** One payload on its way to all subscribers. */
class Share {
  readonly #payload: unknown;
  // What the last subscriber got, if it cannot be changed.
  #method: Method | null = null;
  #copy: unknown;

  constructor(payload: unknown) {
    this.#payload = payload;
  }

  /** Copies it for a subscriber, unless it can share the last one's. */
  copyFor(method: Method, target: Target): unknown {
    // A wire writes what it takes as bytes at once, which are a copy, too.
    if (target.local === null) return method.packOne(this.#payload);
    if (method === this.#method) return this.#copy;
    const copy = method.payloadCopier(method.packOne(this.#payload), target);
    this.#method = typeof copy === "object" ? null : method;
    this.#copy = copy;
    return copy;
  }
}

function makeKey(method: Method, actor: ActorId): string {
  return JSON.stringify([actor.type, actor.id, method.name]);
}
