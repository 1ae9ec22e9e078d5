import type { Cron } from "../actor/port/cron.ts";
import type { DeactivationReason } from "../actor/event.ts";
import type { Activation } from "../actor/port/activation.ts";
import type { Committer } from "../actor/port/committer.ts";
import type { Casting, Host, Route } from "../actor/port/host.ts";
import type { Placement } from "../actor/port/placement.ts";
import type { Probe } from "../actor/port/probe.ts";
import type { Waker } from "../actor/port/waker.ts";
import type { TimerQueue } from "../actor/timer/timer_queue.ts";
import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
  ReferenceType,
} from "../codec/reference/reference.ts";
import type { ActorId } from "../envelope/actor_id.ts";
import type { CallOptions } from "../envelope/call_options.ts";
import type { CallScope } from "../envelope/call_scope.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Carry } from "../envelope/carry.ts";
import { type Interceptor, listOutgoing } from "../envelope/interceptor.ts";
import type { Call, Caller, Failure } from "../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Store } from "../store/store.ts";
import type { Stream } from "../stream/stream.ts";
import type { EngineLife } from "./engine_life.ts";
import type { Events } from "./events.ts";
import type { IncidentLog } from "./incident_log.ts";
import type { Registry } from "./registry.ts";
import type { Router } from "./route/router.ts";
import type { Deadlines } from "./run/deadlines.ts";
import type { Scheduler } from "./run/scheduler.ts";
import type { UnhandledFailures } from "./run/unhandled_failures.ts";
import type { StreamRegistry } from "./stream_registry.ts";

/** The parts of an engine that its actors reach through their host. */
export interface ActorHostParts {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly life: EngineLife;
  readonly events: Events;
  readonly incidents: IncidentLog;
  readonly timers: TimerQueue;
  readonly sleeps: TimerQueue;
  readonly deadlines: Deadlines;
  readonly scheduler: Scheduler;
  readonly registry: Registry;
  readonly router: Router;
  readonly streams: StreamRegistry;
  readonly unhandledFailures: UnhandledFailures;
  readonly committer: Committer;
  readonly waker: Waker | null;
  readonly settings: {
    readonly cron: Cron | null;
    readonly store: Store | null;
    readonly carry: Carry | null;
    readonly interceptors: readonly Interceptor[];
  };
  readonly outside: ReferenceOwner;
}

/** The engine as its actors see it. */
export class ActorHost implements Host {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly events: Events;
  readonly incidents: IncidentLog;
  readonly timers: TimerQueue;
  readonly sleeps: TimerQueue;
  readonly outside: ReferenceOwner;
  readonly probes: Probe[] = [];
  readonly outgoing: readonly Interceptor[];
  readonly carry: Carry | null;
  readonly store: Store | null;
  readonly committer: Committer;
  readonly waker: Waker | null;
  readonly cron: Cron | null;
  placement: Placement | null = null;
  /** Whether a type that is met from now on begins no turns. */
  isSuspended = false;
  /** What the ids of turns begin with. */
  turnPrefix = "";
  casting: Casting | null = null;
  /** Learns of each call that code outside of actors awaits, if anything. */
  onAwaited: ((call: Call) => void) | null = null;
  readonly #life: EngineLife;
  readonly #deadlines: Deadlines;
  readonly #scheduler: Scheduler;
  readonly #registry: Registry;
  readonly #router: Router;
  readonly #streams: StreamRegistry;
  readonly #unhandledFailures: UnhandledFailures;
  // How many turns were asked for their ids.
  #turnIds = 0;

  constructor(parts: ActorHostParts) {
    this.runtime = parts.runtime;
    this.logger = parts.logger;
    this.events = parts.events;
    this.incidents = parts.incidents;
    this.timers = parts.timers;
    this.sleeps = parts.sleeps;
    this.outside = parts.outside;
    this.store = parts.settings.store;
    this.committer = parts.committer;
    this.waker = parts.waker;
    this.cron = parts.settings.cron;
    this.carry = parts.settings.carry;
    this.outgoing = listOutgoing(parts.settings.interceptors);
    this.#life = parts.life;
    this.#deadlines = parts.deadlines;
    this.#scheduler = parts.scheduler;
    this.#registry = parts.registry;
    this.#router = parts.router;
    this.#streams = parts.streams;
    this.#unhandledFailures = parts.unhandledFailures;
  }

  get isRunning(): boolean {
    return this.#scheduler.isRunning;
  }

  get isClosing(): boolean {
    return this.#life.isClosing;
  }

  get loss(): Error | null {
    return this.#life.loss;
  }

  refuses(caller: Caller | null): boolean {
    return this.#life.refuses(caller);
  }

  suspend(): void {
    for (const type of this.#registry.types) type.suspend();
    this.isSuspended = true;
  }

  resume(): void {
    this.isSuspended = false;
    for (const type of this.#registry.types) type.resume();
  }

  takeTurnId(): string {
    const id = `${++this.#turnIds}`;
    // Unlike those of other nodes.
    return this.turnPrefix === "" ? id : `${this.turnPrefix}${id}`;
  }

  /** Shows arrivals and turns to a probe until its end is called. */
  attach(probe: Probe): () => void {
    this.probes.push(probe);
    for (const activation of this.#registry) activation.trackArrivals();
    return () => {
      const at = this.probes.indexOf(probe);
      if (at < 0) return;
      this.probes.splice(at, 1);
      for (const activation of this.#registry) activation.trackArrivals();
    };
  }

  register(activation: Activation): Activation {
    const registered = this.#registry.register(activation);
    if (this.placement !== null && registered === activation) {
      this.placement.noteActive(activation);
    }
    return registered;
  }

  isFresh(activation: Activation): boolean {
    return this.#registry.isFresh(activation);
  }

  release(activation: Activation, reason: DeactivationReason): void {
    // An actor that only sleeps keeps its subscriptions.
    if (reason !== "poison" || !this.#streams.maySubscribe) return;
    this.#streams.release(activation.actor);
  }

  forget(activation: Activation): void {
    this.#registry.forget(activation);
    if (this.placement !== null) this.placement.noteDormant(activation);
  }

  enqueue(activation: Activation): void {
    this.#scheduler.enqueue(activation);
  }

  requeue(activation: Activation): void {
    this.#scheduler.requeue(activation);
  }

  hasten(activation: Activation): void {
    this.#scheduler.hasten(activation);
  }

  runNow(activation: Activation): void {
    this.#scheduler.runNow(activation);
  }

  markIdle(): void {
    this.#scheduler.markIdle();
  }

  markBusy(): void {
    this.#scheduler.markBusy();
  }

  noteAwaited(call: Call): void {
    const scope = call.scope === null ? this.#deadlines.find() : null;
    if (scope !== null) call.join(scope);
    if (this.onAwaited !== null) this.onAwaited(call);
  }

  later(callback: () => void): void {
    this.#deadlines.later(callback);
  }

  openScope(options: CallOptions): CallScope {
    return this.#deadlines.open(options);
  }

  findScope(): CallScope | null {
    return this.#deadlines.find();
  }

  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    caller: Caller,
  ): Proxy {
    return this.#router.getActor(proxy, id, caller);
  }

  getSelf<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    caller: Caller,
  ): Proxy {
    return this.#router.getSelf(proxy, caller);
  }

  find(
    action: string,
    proxy: ProxyClass<ActorProxy>,
    id: string,
  ): Activation | undefined {
    return this.#router.find(action, proxy, id);
  }

  getStream<T>(id: string, caller: Caller): Stream<T> {
    return this.#streams.getStream<T>(id, caller);
  }

  route(actor: ActorId): Route | null {
    return this.#router.routeTo(actor);
  }

  resolve(
    name: ReferenceName,
    caller: Caller,
    type?: ReferenceType,
  ): Reference {
    return this.#router.resolve(name, caller, type);
  }

  reportIfUnawaited(reply: Reply, failure: Failure): void {
    this.#unhandledFailures.add(reply, failure);
  }
}
