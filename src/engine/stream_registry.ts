import { quote } from "../base/escape_controls.ts";
import type { DeadLetterReason } from "../actor/event.ts";
import { errorOf } from "../base/deferred_error.ts";
import type { CallErrorCode } from "../base/errors.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import { type ActorId, assertId } from "../envelope/actor_id.ts";
import type { Carried, Carry } from "../envelope/carry.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import type { CallReply } from "../envelope/replies/call_reply.ts";
import type { Caller, Refusal, Target } from "../envelope/target.ts";
import { LiveStream } from "../stream/live_stream.ts";
import type { Stream } from "../stream/stream.ts";
import { type LiveStreams, StreamHandle } from "../stream/stream_handle.ts";
import type { StreamHost } from "../stream/stream_host.ts";
import type { StreamHub } from "../stream/stream_hub.ts";
import type { Subscription } from "../stream/subscription.ts";
import type { RemoteStreams } from "./route/remote.ts";
import type { EngineLife } from "./engine_life.ts";
import type { Events } from "./events.ts";
import type { IncidentLog } from "./incident_log.ts";
import type { Registry } from "./registry.ts";
import type { Router } from "./route/router.ts";
import type { UnhandledFailures } from "./run/unhandled_failures.ts";

const NONE: readonly never[] = [];
const REASONS: { readonly [Code in CallErrorCode]?: DeadLetterReason } = {
  "engine-stopped": "engine-stopped",
  "inbox-full": "inbox-full",
};

/** The parts of an engine that its streams need. */
export interface StreamRegistryParts {
  readonly settings: {
    readonly carry: Carry | null;
    readonly inboxCapacity: number;
  };
  readonly life: EngineLife;
  readonly events: Events;
  readonly incidents: IncidentLog;
  readonly registry: Registry;
  readonly router: Router;
  readonly outside: ReferenceOwner;
  readonly unhandledFailures: UnhandledFailures;
}

/**
 * Stream id to live stream in one engine, and the engine as its streams see it.
 * A stream without subscribers and readers is forgotten.
 */
export class StreamRegistry implements LiveStreams, StreamHost {
  readonly readerCapacity: number;
  readonly carry: Carry | null;
  readonly outside: ReferenceOwner;
  readonly #life: EngineLife;
  readonly #events: Events;
  readonly #incidents: IncidentLog;
  readonly #registry: Registry;
  readonly #router: Router;
  readonly #unhandledFailures: UnhandledFailures;
  readonly #streams = new Map<string, LiveStream>();
  // By the type and id of the subscriber, so that a poisoned actor is found
  // without a search, and without a key that is made for it.
  readonly #bySubscriber = new Map<string, Map<string, Set<Subscription>>>();

  #isClosed = false;
  /** The streams of its cluster; `null` where the engine is alone. */
  remote: RemoteStreams | null = null;

  constructor(parts: StreamRegistryParts) {
    this.carry = parts.settings.carry;
    this.readerCapacity = parts.settings.inboxCapacity;
    this.outside = parts.outside;
    this.#life = parts.life;
    this.#events = parts.events;
    this.#incidents = parts.incidents;
    this.#registry = parts.registry;
    this.#router = parts.router;
    this.#unhandledFailures = parts.unhandledFailures;
  }

  /** How many streams are live. */
  get size(): number {
    return this.#streams.size;
  }

  find(id: string): LiveStream | undefined {
    return this.#streams.get(id);
  }

  findHub(id: string): StreamHub | undefined {
    return this.remote === null ? this.find(id) : this.remote.openHub(id);
  }

  openHub(id: string): StreamHub {
    return this.remote === null ? this.open(id) : this.remote.openHub(id);
  }

  open(id: string): LiveStream {
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = new LiveStream(id, this);
      this.#streams.set(id, stream);
    }
    return stream;
  }

  /**
   * Returns a stream for a caller; code outside of actors is `null`.
   *
   * @throws {RangeError} If the id is empty or too long.
   */
  getStream<T>(id: string, caller: Caller | null): Stream<T> {
    assertId("get stream", id);
    return new StreamHandle<T>(id, this, this, caller);
  }

  /** The subscriptions of an actor. */
  of({ type, id }: ActorId): Iterable<Subscription> {
    return this.#bySubscriber.get(type)?.get(id) ?? NONE;
  }

  /** Whether any actor may have a subscription. */
  get maySubscribe(): boolean {
    return this.remote !== null || this.#bySubscriber.size > 0;
  }

  /** Ends every subscription of an actor. */
  release(actor: ActorId): void {
    if (this.remote !== null) return void this.remote.release(actor);
    for (const { stream, method } of [...this.of(actor)]) {
      this.find(stream)?.unsubscribe(method, actor);
    }
  }

  /** Ends every iteration, those that begin later as well. */
  close(): void {
    this.#isClosed = true;
    for (const stream of [...this.#streams.values()]) {
      stream.closeReaders();
    }
  }

  /** The live streams. */
  [Symbol.iterator](): Iterator<LiveStream> {
    return this.#streams.values();
  }

  get endsReaders(): boolean {
    return this.#isClosed || this.#life.isStopped;
  }

  refuses(caller: Caller | null): boolean {
    return this.#life.refuses(caller);
  }

  route(definition: ActorDefinition, id: string): Target {
    return this.#router.route(definition, id);
  }

  deliver(
    subscription: Subscription,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    return this.#router.deliver(subscription, payload, caller, carried);
  }

  noteSubscribed(subscription: Subscription): void {
    const { type, id } = subscription.target.actor;
    const ofType = this.#bySubscriber.get(type) ?? new Map();
    const subscriptions = ofType.get(id) ?? new Set();
    this.#bySubscriber.set(type, ofType.set(id, subscriptions));
    subscriptions.add(subscription);
    this.#emit("subscribed", subscription);
  }

  noteUnsubscribed(subscription: Subscription): void {
    const { type, id } = subscription.target.actor;
    const ofType = this.#bySubscriber.get(type);
    const subscriptions = ofType?.get(id);
    subscriptions?.delete(subscription);
    if (subscriptions?.size === 0) ofType?.delete(id);
    if (ofType?.size === 0) this.#bySubscriber.delete(type);
    this.#emit("unsubscribed", subscription);
  }

  noteEmpty(stream: string): void {
    // Another one may have begun under its id by now.
    if (this.find(stream)?.isEmpty) this.#streams.delete(stream);
  }

  noteUndelivered(
    { method, target: { actor } }: Subscription,
    caller: Caller | null,
    refusal: Refusal,
  ): void {
    const type = this.#registry.findType(actor.type);
    if (type !== undefined) type.totals.deadLetters++;
    const kind = "dead-letter";
    const reason = REASONS[refusal.code] ?? "not-a-message";
    const { name } = method;
    const facts = { ...actor, kind, method: name, caller, reason } as const;
    this.#incidents.note({ ...facts, error: refusal });
    if (!this.#events.isHeard) return;
    this.#events.emit({
      kind,
      actor,
      method: name,
      caller: caller?.actor ?? null,
      reason,
      get error() {
        return errorOf(refusal);
      },
    });
  }

  reportUnpublished(
    stream: string,
    reply: CallReply<void>,
    error: unknown,
  ): void {
    const source = `Publishing to ${quote(stream)}`;
    this.#unhandledFailures.add(reply, { source, reason: error });
  }

  #emit(
    kind: "subscribed" | "unsubscribed",
    { stream, method, target: { actor } }: Subscription,
  ): void {
    if (!this.#events.isHeard) return;
    this.#events.emit({ kind, stream, actor, method: method.name });
  }
}
