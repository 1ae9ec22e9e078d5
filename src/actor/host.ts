import type { Logger } from "../base/logger.ts";
import type { Runtime } from "../base/runtime.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
} from "../codec/reference.ts";
import type { ActorDefinition } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Stream } from "../stream/stream.ts";
import type { DeactivationReason, EventFacts } from "./event.ts";
import type { TimerQueue } from "./timer_queue.ts";

/** Where events go; they are made only when somebody listens. */
export interface EventSink {
  /** Whether anybody listens. */
  readonly isHeard: boolean;
  /** Stamps an event with the time and tells everybody who listens. */
  emit(facts: EventFacts): void;
}

/** A failure that may have reached nobody. */
export interface Failure {
  /** What failed, as it stands in a log line. */
  readonly source: string;
  readonly error: unknown;
}

/**
 * Where an actor stands: `dormant` (not live and not registered),
 * `activating` (its `init` is due or runs), `active`, `deactivating` (its
 * `deinit` runs), or `restarting` (it waits for its next activation).
 */
export type Phase =
  | "dormant"
  | "activating"
  | "active"
  | "deactivating"
  | "restarting";

/** An activation as its engine sees it. */
export interface Resident extends Target, Caller {
  readonly definition: ActorDefinition;
  readonly id: string;
  readonly phase: Phase;
  /** Whether it waits for a run, runs, or waits for a turn to go on. */
  readonly isBusy: boolean;
  /** Whether a turn goes on after its method returned. */
  readonly isInTurn: boolean;
  /** How many envelopes wait. */
  readonly inboxLength: number;
  /** How many envelopes its inbox has taken. */
  readonly accepted: number;
  /** How many of them are done. */
  readonly handled: number;
  /** How many turns failed. */
  readonly failed: number;
  /** How many envelopes a full inbox refused. */
  readonly refused: number;
  /** How many envelopes were dropped for lack of room. */
  readonly dropped: number;
  /** Deactivates it behind what its inbox holds; resolves when done. */
  poison(): Promise<void>;
  /** Deactivates it if it has taken nothing for its class's idle time. */
  restIfIdle(now: number): void;
  /** Ends it if it is at rest: the engine stops. */
  endIfIdle(): void;
  /** Settles what waits for its end, though it has not ended. */
  abandon(): void;
  /** From now on every envelope needs a closer look. */
  close(): void;
  /** Ends it at once: what waits did not run, what runs is not waited for. */
  shutDown(): void;
  /** Takes up to `turns` turns; returns how many it took. */
  run(turns: number): number;
}

/** What an activation asks of the engine around it. */
export interface Host {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly timers: TimerQueue;
  /** Binds references in results for callers outside of actors. */
  readonly outside: ReferenceOwner;

  /** Whether the engine stops: every envelope needs a closer look. */
  readonly isClosing: boolean;
  /** Whether envelopes of this caller are turned away. */
  refuses(caller: Caller | null): boolean;
  /**
   * Registers a dormant activation, or returns the one that already stands
   * for its actor.
   */
  adopt(activation: Resident): Resident;
  /** Ends what outlives turns but not the actor: called before `deinit`. */
  release(activation: Resident, reason: DeactivationReason): void;
  /** Takes a dormant activation out of the registry. */
  forget(activation: Resident): void;

  /** Queues an activation that was at rest. */
  wake(activation: Resident): void;
  /** Queues a busy activation again. */
  resume(activation: Resident): void;
  /** Learns that a busy activation is at rest. */
  rest(): void;

  /** Returns a proxy whose calls carry the caller. */
  getActor<Proxy extends ActorProxy>(
    proxy: ProxyClass<Proxy>,
    id: string,
    caller: Caller,
  ): Proxy;
  /** Returns a stream whose payloads carry the caller. */
  getStream<T>(id: string, caller: Caller): Stream<T>;
  /** Finds the proxy of a name that came over a wire. */
  resolve(name: ReferenceName, caller: Caller): Reference;

  /** Sees to a failed call: it is logged unless somebody awaits it. */
  watch(reply: Reply, failure: Failure): void;
}
