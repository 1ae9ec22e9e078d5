import type { Name } from "./bodies.ts";

/** What is kept of a durable actor: the body of `record`. */
export interface RecordDetail {
  readonly actor: Name;
  /**
   * Whether it is as the live actor has it, with what waits for its commit;
   * otherwise it is as the store has it.
   */
  readonly isLive: boolean;
  /** Whether changes wait for their commit. */
  readonly isPending: boolean;
  /** Whether the store has not answered so far: it tells nothing then. */
  readonly isStoreLate: boolean;
  /** What the store lists of it; `null` where it has no record. */
  readonly stored: {
    /** How often it was written. */
    readonly version: number;
    readonly bytes: number;
    readonly committedAt: number;
    /** When an engine must wake the actor, if it must. */
    readonly wakeAt: number | null;
  } | null;
  /** Why it cannot be read, if it cannot. */
  readonly problem: string | null;
  readonly states: readonly StateRow[];
  /** What it has sent that is not taken yet; `null` where it never sent. */
  readonly outbox: {
    readonly line: string;
    /** How many there are; not all of them may be in `sends`. */
    readonly length: number;
    readonly sends: readonly SendRow[];
  } | null;
  readonly reminders: readonly ReminderRow[];
  /** The rows beside the record: the first of them. */
  readonly rows: readonly RowRow[];
  readonly hasMoreRows: boolean;
}

/** One state of an actor. */
export interface StateRow {
  readonly name: string;
  readonly version: number;
  readonly shape: string;
  readonly bytes: number;
  /** Its value as JSON; `null` where values are not shown. */
  readonly value: string | null;
  /** Tells this value from others, for an edit. */
  readonly digest: string;
  /**
   * Whether it can be edited: all of it is shown, as it is, and the engine
   * knows its class.
   */
  readonly isEditable: boolean;
}

/** One send that its receiver has not taken yet. */
export interface SendRow {
  readonly sequence: number;
  readonly to: Name;
  readonly method: string;
  readonly sentAt: number;
  /** How often its receiver has failed on it. */
  readonly tries: number;
  /** Why it is sent no more, until it is told to. */
  readonly parked: string | null;
  /** Its payload as JSON; `null` where payloads are not shown. */
  readonly payload: string | null;
}

/** One reminder. */
export interface ReminderRow {
  readonly name: string;
  readonly method: string;
  /** When it fires, in words. */
  readonly schedule: string;
  readonly missed: "all" | "once" | "skip";
  readonly dueAt: number;
  readonly retryAt: number | null;
  readonly tries: number;
  readonly parked: string | null;
  readonly payload: string | null;
}

/** A mark of a sender, or an answer under an idempotency key. */
export interface RowRow {
  readonly kind: "answer" | "mark";
  /** The sender and its outbox; the method and the key. */
  readonly label: string;
  readonly bytes: number;
  readonly expiresAt: number | null;
}
