import type { Activation } from "../actor/port/activation.ts";
import type { ActivationTable } from "../actor/port/activation_table.ts";
import type { ActorId } from "../envelope/actor_id.ts";
import type { ClusterSnapshot } from "./cluster_snapshot.ts";
import type { Incident } from "./incident_log.ts";
import type { LiveStream } from "../stream/live_stream.ts";

/**
 * What an actor is doing: `activating` and `deactivating` while its hooks run,
 * `restarting` while it waits to begin afresh, `paused` by the inspector, or as
 * it has turns to run that wait for its node's lease to be certain again,
 * `waiting` while a turn awaits other actors' replies, `running` while a turn
 * goes on, `queued` before its next run, else `idle`.
 */
export type ActorState =
  | "activating"
  | "deactivating"
  | "restarting"
  | "paused"
  | "waiting"
  | "running"
  | "queued"
  | "idle";

/** One streaming reply at one instant, at the actor that makes it. */
export interface StreamingSnapshot {
  /** The streaming method. */
  readonly method: string;
  /** The actor that consumes it; `null` for code outside actors. */
  readonly consumer: ActorId | null;
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How many values it has yielded; only grows. */
  readonly yielded: number;
  /** Whether a step of it is under way, rather than waits. */
  readonly isStepping: boolean;
}

/** One live actor at one instant. */
export interface ActorSnapshot {
  /** The actor. */
  readonly actor: ActorId;
  /** What it is doing. */
  readonly state: ActorState;
  /** How many envelopes wait in its inbox. */
  readonly inboxLength: number;
  /** How many envelopes its inbox has taken; only grows. */
  readonly accepted: number;
  /**
   * How many of them wait no longer: their turns are over, or they were dropped
   * or given up; only grows.
   */
  readonly handled: number;
  /** How many turns and hooks failed; only grows. */
  readonly failed: number;
  /** How many of its activations followed a failure; only grows. */
  readonly restarts: number;
  /** How many envelopes a full inbox refused; only grows. */
  readonly refused: number;
  /** How many envelopes were dropped for lack of room; only grows. */
  readonly dropped: number;
  /** Its streaming replies that are open. */
  readonly streaming: readonly StreamingSnapshot[];
}

/** All live actors of one type at one instant. */
export interface ActorTypeSnapshot {
  /** The type's stable name. */
  readonly type: string;
  /** How many actors of the type are live. */
  readonly actors: number;
  /** How many envelopes wait in their inboxes. */
  readonly inboxLength: number;
}

/** One stream with subscribers or readers, at one instant. */
export interface StreamSnapshot {
  /** The stream's id. */
  readonly id: string;
  /** How many actors' methods are subscribed. */
  readonly subscribers: number;
}

/** The full picture of an engine at one instant. */
export interface EngineSnapshot {
  /** When it was taken, in milliseconds since the epoch. */
  readonly at: number;
  /** Every live actor. */
  readonly actors: readonly ActorSnapshot[];
  /** Every actor type that was asked for. */
  readonly types: readonly ActorTypeSnapshot[];
  /** Every stream with subscribers or readers. */
  readonly streams: readonly StreamSnapshot[];
  /** The cluster as this engine knows it; `null` where it is alone. */
  readonly cluster: ClusterSnapshot | null;
  /** How many timers are live. */
  readonly timers: number;
  /** How many turns and hooks have failed; only grows. */
  readonly failed: number;
  /** How many activations followed a failure; only grows. */
  readonly restarts: number;
  /** How many envelopes were not taken; only grows. */
  readonly deadLetters: number;
  /** The last 100 failures and dead letters, the newest first. */
  readonly incidents: readonly Incident[];
}

const NONE: readonly never[] = [];

/** Takes the picture of one actor. */
export function takeActorSnapshot(activation: Activation): ActorSnapshot {
  const { actor, inboxLength, accepted, handled } = activation;
  const { failed, restarts, refused, dropped } = activation.counts;
  const state = readState(activation);
  return {
    actor,
    state,
    inboxLength,
    accepted,
    handled,
    failed,
    restarts,
    refused,
    dropped,
    streaming: readStreaming(activation),
  };
}

/** Tells which streaming replies of an actor are open. */
export function readStreaming(
  { isStreaming, streaming }: Activation,
): readonly StreamingSnapshot[] {
  if (!isStreaming) return NONE;
  return Array.from(
    streaming,
    ({ method, caller, startedAt, yielded, isStepping }) => ({
      method: method.name,
      consumer: caller?.actor ?? null,
      startedAt,
      yielded,
      isStepping,
    }),
  );
}

/** Tells what one actor is doing. */
export function readState(activation: Activation): ActorState {
  const { phase } = activation;
  if (phase !== "active" && phase !== "dormant") return phase;
  if (activation.waits.length > 0) return "waiting";
  if (activation.openTurns.length > 0) return "running";
  if (!activation.isBusy) return "idle";
  return activation.type.isSuspended ? "paused" : "queued";
}

/** Takes the picture of all live actors of a type. */
export function takeTypeSnapshot(
  type: string,
  activations: ActivationTable<Activation>,
): ActorTypeSnapshot {
  let inboxLength = 0;
  for (const activation of activations.values()) {
    inboxLength += activation.inboxLength;
  }
  return { type, actors: activations.size, inboxLength };
}

/** Takes the picture of one stream. */
export function takeStreamSnapshot(stream: LiveStream): StreamSnapshot {
  return { id: stream.id, subscribers: stream.subscribers };
}
