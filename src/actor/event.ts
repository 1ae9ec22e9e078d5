import type { ActorId } from "../envelope/actor_id.ts";

/** Why an activation ended. */
export type DeactivationReason =
  | "poison"
  | "idle"
  | "failure"
  | "shutdown"
  | "lease-lost";

/** The end of one activation, as a watch tells it. */
export interface ActivationEnd {
  /** The actor whose activation ended. */
  readonly actor: ActorId;
  /** What ended it. */
  readonly reason: DeactivationReason;
}

/** Why an envelope became a dead letter. */
export type DeadLetterReason =
  | "aborted"
  | "activation-failed"
  | "chain-too-long"
  | "deadlock"
  | "deactivated"
  | "dropped"
  | "engine-stopped"
  | "inbox-full"
  | "moved"
  | "not-a-message"
  | "poisoned"
  | "timeout";

/** What every event has. */
export interface EventBase {
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
}

/** What every event about one actor has. */
export interface ActorEvent extends EventBase {
  /** The actor that it happened to. */
  readonly actor: ActorId;
}

/** What every event about one envelope has. */
export interface EnvelopeEvent extends ActorEvent {
  /** The method that was called. */
  readonly method: string;
  /** The actor that sent the envelope; `null` for code outside actors. */
  readonly caller: ActorId | null;
}

/** An actor is live: its `init` is done. */
export interface ActivatedEvent extends ActorEvent {
  /** Tells this event from the others. */
  readonly kind: "activated";
}

/** An activation ended: its `deinit` is done. */
export interface DeactivatedEvent extends ActorEvent {
  /** Tells this event from the others. */
  readonly kind: "deactivated";
  /** What ended it. */
  readonly reason: DeactivationReason;
}

/** A method, hook or timer callback threw. */
export interface FailedEvent extends EnvelopeEvent {
  /** Tells this event from the others. */
  readonly kind: "failed";
  /** What was thrown. */
  readonly error: unknown;
}

/**
 * A method, hook or timer callback threw an `ExpectedError`: its caller, if it
 * has one, was told, and nothing failed.
 */
export interface ExpectedEvent extends EnvelopeEvent {
  /** Tells this event from the others. */
  readonly kind: "expected";
  /** What was thrown. */
  readonly error: unknown;
}

/** A failure ended an activation; a fresh one begins after the delay. */
export interface RestartingEvent extends ActorEvent {
  /** Tells this event from the others. */
  readonly kind: "restarting";
  /** What was thrown. */
  readonly error: unknown;
  /** How many restarts there were in the window, this one included. */
  readonly restarts: number;
  /** How long it waits, in milliseconds. */
  readonly delayMs: number;
}

/** An envelope became a dead letter: no actor could take it. */
export interface DeadLetterEvent extends EnvelopeEvent {
  /** Tells this event from the others. */
  readonly kind: "dead-letter";
  /** Why it did not run. */
  readonly reason: DeadLetterReason;
  /** What its sender was told, if it has one. */
  readonly error: unknown;
}

/** An envelope that was turned away at the door; its sender was told. */
export interface RefusedEvent extends EnvelopeEvent {
  /** Tells this event from the others. */
  readonly kind: "refused";
  /** What the sender was told. */
  readonly error: unknown;
}

/** A caller waits no longer for a call that has begun to run. */
export interface AbandonedEvent extends EnvelopeEvent {
  /** Tells this event from the others. */
  readonly kind: "abandoned";
  /** What the caller was told. */
  readonly error: unknown;
}

/** A subscription began or ended. */
export interface SubscriptionEvent extends ActorEvent {
  /** Tells this event from the others. */
  readonly kind: "subscribed" | "unsubscribed";
  /** The stream's id. */
  readonly stream: string;
  /** The method that receives the payloads. */
  readonly method: string;
}

/** The engine began to stop, or has stopped. */
export interface StopEvent extends EventBase {
  /** Tells this event from the others. */
  readonly kind: "stopping" | "stopped";
}

/** A fact that happened in an engine; `kind` tells which. */
export type EngineEvent =
  | ActivatedEvent
  | DeactivatedEvent
  | FailedEvent
  | ExpectedEvent
  | RestartingEvent
  | DeadLetterEvent
  | RefusedEvent
  | AbandonedEvent
  | SubscriptionEvent
  | StopEvent;

type Unstamped<Event> = Event extends EngineEvent ? Omit<Event, "at"> : never;

/** An event as its source knows it, before it is stamped with the time. */
export type EventFacts = Unstamped<EngineEvent>;
