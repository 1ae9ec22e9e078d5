import type { DeactivationReason, DeadLetterReason } from "../actor/event.ts";
import type { Activation } from "../actor/port/activation.ts";
import type { Failure, Host } from "../actor/port/host.ts";
import type { Probe } from "../actor/port/probe.ts";
import { TimerQueue } from "../actor/timer/timer_queue.ts";
import type { CallError, CallErrorCode } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
} from "../codec/reference.ts";
import { assertId } from "../envelope/actor_id.ts";
import type { CallOptions } from "../envelope/call_options.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import type { CallScope } from "../envelope/call_scope.ts";
import type { CallReply } from "../envelope/replies/call_reply.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Call, Caller, Target } from "../envelope/target.ts";
import {
  type ActorProxy,
  bindProxy,
  type ProxyClass,
} from "../proxy/actor_proxy.ts";
import type { Stream } from "../stream/stream.ts";
import { StreamHandle } from "../stream/stream_handle.ts";
import type { StreamHost } from "../stream/stream_host.ts";
import type { Subscription } from "../stream/subscription.ts";
import { Deadlines } from "./run/deadlines.ts";
import { Events } from "./events.ts";
import type { EngineSettings } from "./options.ts";
import { Registry } from "./registry.ts";
import { Router } from "./route/router.ts";
import { Scheduler } from "./run/scheduler.ts";
import { StreamRegistry } from "./stream_registry.ts";
import { Sweeper } from "./run/idle_sweeper.ts";
import { UnhandledFailures } from "./run/unhandled_failures.ts";
import { Waiters } from "./run/waiters.ts";

/**
 * How far an engine is with stopping: `open` takes every envelope, `draining`
 * those that actors send, `stopped` none.
 */
export type EngineState = "open" | "draining" | "stopped";

/** What belongs to an engine and ends after it. */
export interface Companion {
  /** Ends it; it never rejects. */
  close(): Promise<void>;
}

const REASONS: { readonly [Code in CallErrorCode]?: DeadLetterReason } = {
  "engine-stopped": "engine-stopped",
  "inbox-full": "inbox-full",
};

/** What actors and streams find around them: the engine from the inside. */
export class Core implements Host, StreamHost {
  readonly settings: EngineSettings;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly events: Events;
  readonly timers: TimerQueue;
  readonly deadlines: Deadlines;
  readonly probes: Probe[] = [];
  readonly registry: Registry;
  readonly router: Router;
  readonly scheduler: Scheduler;
  readonly sweeper: Sweeper;
  readonly streams: StreamRegistry;
  readonly waiters = new Waiters();
  readonly unhandledFailures: UnhandledFailures;
  readonly outside: ReferenceOwner;
  /** What ends after the engine; `stop` waits for it. */
  readonly companions: Set<Companion> = new Set();
  state: EngineState = "open";

  constructor(settings: EngineSettings) {
    const { runtime, logger, inboxCapacity } = settings;
    this.settings = settings;
    this.runtime = runtime;
    this.logger = logger;
    this.events = new Events(runtime, logger, inboxCapacity);
    this.timers = new TimerQueue(runtime, () => this.check());
    this.deadlines = new Deadlines(
      runtime,
      new TimerQueue(runtime, () => {}, false),
      settings.callTimeoutMs,
      () => this.isRunning,
    );
    this.registry = new Registry(
      this,
      settings,
      (type) => this.sweeper.add(type),
    );
    this.sweeper = new Sweeper(runtime);
    const onPause = (): void => this.waiters.check();
    const onError = (error: unknown): void =>
      logger.error("A run failed, which is a fault of the engine:", error);
    this.scheduler = new Scheduler(runtime, settings, onPause, onError);
    this.streams = new StreamRegistry(this);
    this.unhandledFailures = new UnhandledFailures(runtime, logger);
    this.outside = {
      bind: (reference) => bindProxy(reference, null, this),
      resolve: (name) => this.resolve(name, null),
    };
    this.router = new Router(this.registry, settings.wire, this.outside);
  }

  get readerCapacity(): number {
    return this.settings.inboxCapacity;
  }

  get isClosing(): boolean {
    return this.state !== "open";
  }

  get isRunning(): boolean {
    return this.scheduler.isRunning;
  }

  get isStopped(): boolean {
    return this.state === "stopped";
  }

  /** Shows arrivals and turns to a probe until its end is called. */
  attach(probe: Probe): () => void {
    this.probes.push(probe);
    for (const activation of this.registry) activation.trackArrivals();
    return () => {
      const at = this.probes.indexOf(probe);
      if (at < 0) return;
      this.probes.splice(at, 1);
      for (const activation of this.registry) activation.trackArrivals();
    };
  }

  /** Looks again at what everybody waits for. */
  check(): void {
    // In the middle of a turn its envelope counts as handled already; the
    // scheduler looks when it pauses.
    if (!this.scheduler.isPumping) this.waiters.check();
  }

  refuses(caller: Caller | null): boolean {
    if (this.state === "open") return false;
    // What was accepted may need other actors to be finished.
    return this.isStopped || caller === null;
  }

  register(activation: Activation): Activation {
    return this.registry.register(activation);
  }

  forget(activation: Activation): void {
    this.registry.forget(activation);
  }

  release(activation: Activation, reason: DeactivationReason): void {
    // An actor that only sleeps keeps its subscriptions.
    if (reason === "poison") this.streams.release(activation.actor);
  }

  enqueue(activation: Activation): void {
    this.scheduler.enqueue(activation);
  }

  requeue(activation: Activation): void {
    this.scheduler.requeue(activation);
  }

  runNow(activation: Activation): void {
    this.scheduler.runNow(activation);
  }

  markIdle(): void {
    this.scheduler.markIdle();
  }

  markBusy(): void {
    this.scheduler.markBusy();
  }

  noteAwaited(call: Call): void {
    const scope = call.scope === null ? this.deadlines.find() : null;
    if (scope !== null) call.join(scope);
  }

  openScope(options: CallOptions): CallScope {
    return this.deadlines.open(options);
  }

  findScope(): CallScope | null {
    return this.deadlines.find();
  }

  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    caller: Caller | null,
  ): Proxy {
    return this.router.getActor(proxy, id, caller);
  }

  getStream<T>(id: string, caller: Caller | null): Stream<T> {
    assertId("get stream", id);
    return new StreamHandle<T>(id, this.streams, this, caller);
  }

  resolve(name: ReferenceName, caller: Caller | null): Reference {
    return this.router.resolve(name, caller);
  }

  route(definition: ActorDefinition, id: string): Target {
    return this.router.route(definition, id);
  }

  deliver(
    subscription: Subscription,
    payload: unknown,
    caller: Caller | null,
  ): CallError | undefined {
    return this.router.deliver(subscription, payload, caller);
  }

  reportIfUnawaited(reply: Reply, failure: Failure): void {
    this.unhandledFailures.add(reply, failure);
  }

  reportUnpublished(
    stream: string,
    reply: CallReply<void>,
    error: unknown,
  ): void {
    const source = `Publishing to ${JSON.stringify(stream)}`;
    this.unhandledFailures.add(reply, { source, error });
  }

  noteSubscribed(subscription: Subscription): void {
    this.streams.link(subscription);
    this.#emitSubscription("subscribed", subscription);
  }

  noteUnsubscribed(subscription: Subscription): void {
    this.streams.unlink(subscription);
    this.#emitSubscription("unsubscribed", subscription);
  }

  noteEmpty(stream: string): void {
    this.streams.forget(stream);
  }

  noteUndelivered(
    { method, target: { actor } }: Subscription,
    caller: Caller | null,
    error: CallError,
  ): void {
    const type = this.registry.findType(actor.type);
    if (type !== undefined) type.totals.deadLetters++;
    if (!this.events.isHeard) return;
    this.events.emit({
      kind: "dead-letter",
      actor,
      method: method.name,
      caller: caller?.actor ?? null,
      reason: REASONS[error.code] ?? "not-a-message",
      error,
    });
  }

  #emitSubscription(
    kind: "subscribed" | "unsubscribed",
    { stream, method, target: { actor } }: Subscription,
  ): void {
    if (!this.events.isHeard) return;
    this.events.emit({ kind, stream, actor, method: method.name });
  }
}
