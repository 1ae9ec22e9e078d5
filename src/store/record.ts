import type { ActorId } from "../envelope/actor_id.ts";

/** One state of an actor, as it is stored. */
export interface StoredState {
  readonly name: string;
  /** The version that its class gave it: 1 and up. */
  readonly version: number;
  /** The fingerprint of the shape that it was written with. */
  readonly shape: string;
  /** The value as standard CBOR, written by the class's generated codec. */
  readonly bytes: Uint8Array;
}

/** A send that its receiver has not taken yet. */
export interface StoredSend {
  readonly to: ActorId;
  readonly method: string;
  /** The payload as standard CBOR. */
  readonly payload: Uint8Array;
  /** The idempotency key that it was sent with, if it was. */
  readonly key: string | null;
  /** The context values that it carries as standard CBOR, if it does. */
  readonly carried: Uint8Array | null;
  /** Its number among the actor's sends, of which each is higher. */
  readonly sequence: number;
  /** When its turn ended, in milliseconds since the epoch. */
  readonly sentAt: number;
  /** How often its receiver has failed on it. */
  readonly tries: number;
  /** Why it is sent no more, until it is told to; `null` while it is. */
  readonly parked: string | null;
}

/** The sends of an actor. */
export interface StoredOutbox {
  /**
   * Names this outbox among those that the actor has had, for an erased actor
   * numbers its sends from 1 again.
   */
  readonly line: string;
  /** The number of the next send. */
  readonly next: number;
  /** Those that are not taken yet, in their order. */
  readonly sends: readonly StoredSend[];
}

/** When a reminder fires. */
export type StoredSchedule =
  | { readonly kind: "at"; readonly at: number }
  | { readonly kind: "every"; readonly everyMs: number }
  | { readonly kind: "cron"; readonly cron: string; readonly timeZone: string };

/** A reminder of an actor. */
export interface StoredReminder {
  readonly name: string;
  readonly method: string;
  /** The payload as standard CBOR. */
  readonly payload: Uint8Array;
  readonly schedule: StoredSchedule;
  /** What becomes of ticks that were missed. */
  readonly missed: "all" | "once" | "skip";
  /** When it was set: its ticks are counted from there. */
  readonly setAt: number;
  /** When its next tick is due; all times are milliseconds since the epoch. */
  readonly dueAt: number;
  /** How often the tick that is due has failed. */
  readonly tries: number;
  /**
   * When a failed tick is tried again, or a parked one fires with the next of
   * its schedule; `null` where none has failed, or none follows.
   */
  readonly retryAt: number | null;
  /** Why its tick was given up; `null` where it was not. */
  readonly parked: string | null;
}

/** All that survives of one actor. */
export interface ActorRecord {
  readonly states: readonly StoredState[];
  /** `null` where it has never sent. */
  readonly outbox: StoredOutbox | null;
  readonly reminders: readonly StoredReminder[];
}

/** The record of an actor that has none. */
export const NO_RECORD: ActorRecord = Object.freeze({
  states: [],
  outbox: null,
  reminders: [],
});
