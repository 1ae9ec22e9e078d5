import type { Name } from "./bodies.ts";

/** The body of `dead-letters`: newest last. */
export interface DeadLetters {
  /** How many there were since the engine began. */
  readonly total: number;
  /** How many of them are only counted: they came while no client was there. */
  readonly unrecorded: number;
  readonly rows: readonly DeadLetter[];
}

/** An envelope that no inbox took; `number` counts up. */
export interface DeadLetter {
  readonly number: number;
  readonly at: number;
  /** How many equal ones it is; `at` is the last one's time. */
  readonly count: number;
  readonly reason: string;
  readonly actor: Name;
  readonly method: string;
  readonly caller: Name | null;
  readonly error: string;
}

/** The body of `log`: newest last. */
export interface Log {
  /** How many were recorded. */
  readonly total: number;
  /** What was only counted: it came while no client was connected. */
  readonly unrecorded: Unrecorded;
  readonly rows: readonly LogRow[];
}

/** How much came while no client was connected, and is not kept. */
export interface Unrecorded {
  readonly failed: number;
  readonly restarts: number;
  readonly deadLetters: number;
}

/** An event of the engine, or an action of a client. */
export interface LogRow {
  readonly number: number;
  readonly at: number;
  /** How many equal ones it is; `at` is the last one's time. */
  readonly count: number;
  readonly kind: string;
  readonly actor: Name | null;
  readonly text: string;
}
