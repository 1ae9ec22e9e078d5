import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
} from "../../codec/reference.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import type { ActorDefinition, Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  Caller,
  CallHost,
  Target,
  WaitEdge,
  WaitNode,
} from "../../envelope/target.ts";
import type { ActorProxy, ProxyClass } from "../../proxy/actor_proxy.ts";
import type { Stream } from "../../stream/stream.ts";
import type { DeactivationReason, EventFacts } from "../event.ts";
import type { ActorTimer } from "../timer/timer.ts";
import type { TimerQueue } from "../timer/timer_queue.ts";
import type { Totals } from "./totals.ts";

/** Where events go; they are made only when somebody listens. */
export interface EventSink {
  /** Whether anybody listens. */
  readonly isHeard: boolean;
  /** Stamps an event with the time and tells everybody who listens. */
  emit(facts: EventFacts): void;
}

/** One envelope, seen as it came into an inbox. */
export interface Arrival {
  /** What sent it: a call, a stream its payload, or a timer its tick. */
  readonly kind: "call" | "payload" | "tick";
  readonly method: Method;
  readonly caller: Caller | null;
  /** When it came, in the runtime's milliseconds. */
  readonly at: number;
}

/** A turn that probes see: one whose envelope they saw arrive. */
export interface ProbedTurn {
  readonly activation: Activation;
  readonly method: Method;
  readonly caller: Caller | null;
  /** The actor's own: to look at, never to keep or change. */
  readonly payload: unknown;
  readonly arrival: Arrival;
  readonly startedAt: number;
  /** 0 while it runs. */
  endedAt: number;
  outcome: "running" | "done" | "failed" | "unknown";
}

/** What an activation calls before its first turn and after its last. */
export type Hook = "init" | "deinit";

/**
 * Who looks at arrivals and turns. While there is none, a message has not one
 * instruction more to run.
 */
export interface Probe {
  /**
   * Sees an envelope come. `false` means that it has seen enough of this actor
   * until `Resident.watchArrivals()` is called.
   */
  arrive(activation: Activation, arrival: Arrival): boolean;
  /** Sees a turn begin. */
  start(turn: ProbedTurn): void;
  /**
   * Calls `run` once, in whatever surroundings the turn is to have, and returns
   * what it returns.
   */
  around?(turn: ProbedTurn, run: () => boolean): boolean;
  /** Does the same for a hook of an actor: it may return a promise. */
  aroundHook?(actor: Caller, hook: Hook, run: () => unknown): unknown;
  /** Sees a turn end. */
  end(turn: ProbedTurn): void;
}

/** A turn that goes on after its method returned. */
export interface OpenTurn {
  readonly method: Method;
  readonly caller: Caller | null;
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
 * `deinit` runs), `restarting` (it waits for its next activation), or `paused`
 * (it takes envelopes and runs none).
 */
export type Phase =
  | "dormant"
  | "activating"
  | "active"
  | "deactivating"
  | "paused"
  | "restarting";

/** An actor type as its engine sees it. */
export interface ActivationType {
  /** Those that are not dormant, by id. */
  readonly activations: Map<string, Activation>;
  /** What outlives them. */
  readonly totals: Totals;
}

/** An activation as its engine sees it. */
export interface Activation extends Target, Caller, WaitNode {
  readonly actor: ActorId;
  readonly type: ActivationType;
  readonly definition: ActorDefinition;
  readonly id: string;
  readonly phase: Phase;
  /** Whether it waits for a run, runs, or waits for a turn to go on. */
  readonly isBusy: boolean;
  /** The turns that go on after their methods returned. */
  readonly openTurns: readonly OpenTurn[];
  /** The calls that its turns or hooks wait for. */
  readonly waits: readonly WaitEdge[];
  /** Its timers that are live. */
  readonly timers: Iterable<ActorTimer>;
  /** When the oldest envelope came that a probe saw and that still waits. */
  readonly oldestAt: number | null;
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
  /** Settles its pill, though it has not ended. */
  settlePill(): void;
  /** From now on every envelope needs a closer look. */
  close(): void;
  /**
   * Takes envelopes and runs none from now on; `false` if it is not active, or
   * the engine stops.
   */
  pause(): boolean;
  /** Runs again after a pause. */
  unpause(): void;
  /** Shows every arrival to the probes, if there are any. */
  trackArrivals(): void;
  /** Ends it at once: what waits did not run, what runs is not waited for. */
  shutDown(): void;
  /** Takes up to `turns` turns; returns how many it took. */
  run(turns: number): number;
}

/** What an activation asks of the engine around it. */
export interface Host extends CallHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly timers: TimerQueue;
  /** Binds references in results for callers outside of actors. */
  readonly outside: ReferenceOwner;

  /** Who sees arrivals and turns; as a rule none. */
  readonly probes: readonly Probe[];

  /** Whether turns run right now, rather than go on as microtasks. */
  readonly isRunning: boolean;
  /** Whether the engine stops: every envelope needs a closer look. */
  readonly isClosing: boolean;
  /** Whether envelopes of this caller are turned away. */
  refuses(caller: Caller | null): boolean;
  /**
   * Registers a dormant activation, or returns the one that already stands
   * for its actor.
   */
  register(activation: Activation): Activation;
  /** Ends what outlives turns but not the actor: called before `deinit`. */
  release(activation: Activation, reason: DeactivationReason): void;
  /** Takes a dormant activation out of the registry. */
  forget(activation: Activation): void;

  /** Queues an activation that was at rest. */
  enqueue(activation: Activation): void;
  /** Queues a busy activation again. */
  requeue(activation: Activation): void;
  /** Runs a busy activation again: not from anybody's code. */
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
  /** Returns a stream whose payloads carry the caller. */
  getStream<T>(id: string, caller: Caller): Stream<T>;
  /** Finds the proxy of a name that came over a wire. */
  resolve(name: ReferenceName, caller: Caller): Reference;

  /** Sees to a failed call: it is logged unless somebody awaits it. */
  reportIfUnawaited(reply: Reply, failure: Failure): void;
}
