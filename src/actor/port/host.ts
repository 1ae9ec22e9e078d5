import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
  ReferenceType,
} from "../../codec/reference/reference.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import type { ActorDefinition } from "../../envelope/definition.ts";
import type { Caller, CallHost, Target } from "../../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type { Stream } from "../../stream/stream.ts";
import type { DeactivationReason, EventFacts } from "../event.ts";
import type { Cron } from "./cron.ts";
import type { TimerQueue } from "../timer/timer_queue.ts";
import type { Store } from "../../store/store.ts";
import type { Activation } from "./activation.ts";
import type { Committer } from "./committer.ts";
import type { IncidentSink } from "./incident.ts";
import type { Placement } from "./placement.ts";
import type { Probe } from "./probe.ts";
import type { Waker } from "./waker.ts";

/** The sink of events; they are made only while a listener is there. */
export interface EventSink {
  /** Whether there is a listener. */
  readonly isHeard: boolean;
  /** Stamps an event with the time and tells every listener. */
  emit(facts: EventFacts): void;
}

/**
 * Returns what creates an actor in place of its definition; `null` where the
 * definition does.
 */
export type Casting = (
  definition: ActorDefinition,
  id: string,
) => ActorDefinition["create"] | null;

/** Where envelopes for an actor go, and what is known of its class. */
export interface Route {
  readonly target: Target;
  readonly definition: ActorDefinition;
}

/** What an activation asks of the engine around it. */
export interface Host extends CallHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly incidents: IncidentSink;
  readonly timers: TimerQueue;
  /** The sleeps of turns: they go on while the engine drains. */
  readonly sleeps: TimerQueue;
  /** Binds references in results for callers outside of actors. */
  readonly outside: ReferenceOwner;

  /** What keeps durable actors, if anything does. */
  readonly store: Store | null;
  /** What writes to it. */
  readonly committer: Committer;
  /** What wakes them, if there is a store. */
  readonly waker: Waker | null;
  /** What reads the cron patterns of their reminders, if anything does. */
  readonly cron: Cron | null;

  /** Where actors belong, if not all of them are here. */
  readonly placement: Placement | null;

  /** What creates actors in place of their definitions; as a rule nothing. */
  readonly casting: Casting | null;
  /** Who sees arrivals and turns; as a rule none. */
  readonly probes: readonly Probe[];

  /** Whether turns run right now, rather than go on as microtasks. */
  readonly isRunning: boolean;
  /** Whether the engine stops: every envelope needs a closer look. */
  readonly isClosing: boolean;
  /** Why the engine stops by itself; `null` where it was told to. */
  readonly loss: Error | null;
  /**
   * Lets no turn begin of actors that a cluster places, for the lease of their
   * node is in doubt; ends and commits go on.
   */
  suspend(): void;
  /** Lets turns begin again. */
  resume(): void;
  /** Whether envelopes of this caller are turned away. */
  refuses(caller: Caller | null): boolean;
  /**
   * Registers a dormant activation, or returns the one that is registered for
   * its actor already.
   */
  register(activation: Activation): Activation;
  /** Whether a dormant activation is known to be its actor's only one. */
  isFresh(activation: Activation): boolean;
  /** Ends what outlives turns but not the actor: called before `deinit`. */
  release(activation: Activation, reason: DeactivationReason): void;
  /** Takes a dormant activation out of the registry. */
  forget(activation: Activation): void;

  /** Takes the id of one more turn. */
  takeTurnId(): string;

  /** Queues an activation that was at rest. */
  enqueue(activation: Activation): void;
  /** Queues a busy activation again. */
  requeue(activation: Activation): void;
  /** Runs a busy activation before others: its inbox is nearly full. */
  hasten(activation: Activation): void;
  /** Runs a busy activation again at once: no other code is under way. */
  runNow(activation: Activation): void;
  /** Learns that a busy activation, or an open turn, is at rest. */
  markIdle(): void;
  /** Learns that an activation is busy without being queued. */
  markBusy(): void;
  /** Returns the scope of a call that has none of its own, if it has one. */
  findScope(): CallScope | null;

  /** Returns a proxy whose calls carry the caller. */
  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    caller: Caller,
  ): Proxy;
  /** Returns the caller's proxy of itself, by its own class or a base's. */
  getSelf<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    caller: Caller,
  ): Proxy;
  /** Returns an actor's activation, unless there is none. */
  find(
    action: string,
    proxy: ProxyClass<ActorProxy>,
    id: string,
  ): Activation | undefined;
  /** Returns a stream whose payloads carry the caller. */
  getStream<T>(id: string, caller: Caller): Stream<T>;
  /**
   * Returns where the envelopes of an actor go, and what is known of its class;
   * `null` where its type is not known here.
   */
  route(actor: ActorId): Route | null;
  /** Finds the proxy of a name that came over a wire. */
  resolve(name: ReferenceName, caller: Caller, type?: ReferenceType): Reference;
}
