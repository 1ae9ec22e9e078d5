import type { Caller } from "../../envelope/target.ts";
import type { DeadLetterReason } from "../event.ts";

/** A failure or a dead letter as its source knows it. */
export interface IncidentFacts {
  readonly kind: "failed" | "dead-letter";
  /** The actor's type and id, side by side: most actors' ids are never made. */
  readonly type: string;
  readonly id: string;
  readonly method: string;
  readonly caller: Caller | null;
  /** `null` for a failure. */
  readonly reason: DeadLetterReason | null;
  /** What was thrown, or a deferred error. */
  readonly error: unknown;
}

/** Where failures and dead letters are counted, and the last ones kept. */
export interface IncidentSink {
  /** Takes one. */
  note(facts: IncidentFacts): void;
  /** Counts an activation that follows a failure. */
  noteRestart(type: string): void;
}
