import type { ActorId } from "../../envelope/actor_id.ts";
import type { ActorDefinition, Method } from "../../envelope/definition.ts";
import type {
  Caller,
  CallerType,
  Target,
  WaitEdge,
  WaitNode,
} from "../../envelope/target.ts";
import type { ActivationEnd } from "../event.ts";
import type { ActivationTable } from "./activation_table.ts";
import type { AskedSleep } from "./asked_for.ts";
import type { FailureCounts } from "./failure_counts.ts";
import type { ActorTimer } from "../timer/timer.ts";
import type { Totals } from "./totals.ts";

/** A streaming reply whose generator has not ended. */
export interface OpenStreaming {
  readonly method: Method;
  readonly caller: Caller | null;
  /** When it began, in the runtime's milliseconds. */
  readonly startedAt: number;
  /** How many values it has yielded. */
  readonly yielded: number;
  /** Whether a step of it is under way. */
  readonly isStepping: boolean;
}

/** A turn that goes on after its method returned. */
export interface OpenTurn {
  readonly method: Method;
  readonly caller: Caller | null;
  /** How many envelopes its inbox had handed out when it began. */
  readonly taken: number;
}

/**
 * The phase of an actor's life: `dormant` (not live and not registered),
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

/** Whether an actor is live: its `init` is done and its end has not begun. */
export function isLive({ phase }: { readonly phase: Phase }): boolean {
  return phase === "active" || phase === "paused";
}

/** Who is told once when an activation ends. */
export interface EndWatch {
  noteEnd(end: ActivationEnd): void;
}

/** The life of an actor, as those see it who wait for an activation's end. */
export interface WatchedLife {
  /** Tells a watch of the end of the activation that is, or begins next. */
  watch(watch: EndWatch): void;
  /** Forgets a watch. */
  unwatch(watch: EndWatch): void;
  /** Settles the actor's pill, though it has not ended. */
  settlePill(): void;
}

/** An actor type as its engine sees it. */
export interface ActivationType extends CallerType {
  /** Whether no turn of them begins: the lease of their node is in doubt. */
  readonly isSuspended: boolean;
  /** Those that are not dormant, by id. */
  readonly activations: ActivationTable<Activation>;
  /** The ids of those that have ended for good, once the engine stops. */
  ended: Set<string> | null;
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
  /** The actor itself, from when it is made to the end of its `deinit`. */
  readonly instance: object | null;
  /** Whether it waits for a run, runs, or waits for a turn to go on. */
  readonly isBusy: boolean;
  /** The turns that go on after their methods returned. */
  readonly openTurns: readonly OpenTurn[];
  /** Whether streaming replies of it are open. */
  readonly isStreaming: boolean;
  /** Those that are. */
  readonly streaming: Iterable<OpenStreaming>;
  /** The calls that its turns or hooks wait for. */
  readonly waits: readonly WaitEdge[];
  /** How its activations begin and end. */
  readonly life: WatchedLife;
  /** What its actor has asked for, if its class takes a `Context`. */
  readonly resources: {
    /** Its timers that are live. */
    readonly timers: Iterable<ActorTimer>;
    /** Its sleeps that are under way. */
    readonly sleeps: Iterable<AskedSleep>;
  } | null;
  /** When the oldest envelope came that a probe saw and that still waits. */
  readonly oldestAt: number | null;
  /** How many envelopes wait. */
  readonly inboxLength: number;
  /** How many envelopes its inbox has taken. */
  readonly accepted: number;
  /** How many of them are done. */
  readonly handled: number;
  /** What went wrong with it so far. */
  readonly counts: Readonly<FailureCounts>;
  /** Deactivates it behind what its inbox holds; resolves when done. */
  poison(): Promise<void>;
  /** Deactivates it if it has taken nothing for its class's idle time. */
  restIfIdle(now: number): void;
  /** Ends it if it is at rest: the engine stops. */
  endIfIdle(): void;
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
  /**
   * Ends it in order, for its actor moves to another node; resolves when it is
   * dormant. What waits is rerouted, at once and in order, but for what turns
   * need that are finished here; what comes meanwhile is so at the end.
   *
   * A pill that waits comes first: what was sent before it still runs here.
   */
  handOver(): Promise<void>;
  /**
   * Ends it at once, for its node has lost its actor: what waits is rerouted,
   * what runs is not waited for, and nothing of it is stored any more.
   */
  cutOff(): void;
  /** Takes up to `turns` turns, if it is queued; returns how many it took. */
  run(turns: number): number;
}
