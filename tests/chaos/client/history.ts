import type { CallOutcome } from "@backstage/actors";

/** The clocks of clients may differ by so much. */
export const CLOCK_MS = 2;

/** What is asked for. */
export type Kind =
  | "deposit"
  | "note"
  | "read"
  | "swap"
  | "transfer"
  | "write";

/** A call as it begins. */
export interface Begun {
  readonly id: number;
  /** In milliseconds since the epoch, as all times. */
  readonly at: number;
  /** Who calls: one lane calls one actor. */
  readonly lane: string;
  readonly actor: string;
  readonly kind: Kind;
  /** The number of its operation in the lane, also when it is repeated. */
  readonly number: number;
  readonly parts: readonly (number | string)[];
  /** Whether it is made under an idempotency key. */
  readonly isKeyed: boolean;
}

/** How a call ends. */
export interface Ended {
  readonly id: number;
  readonly at: number;
  readonly outcome: CallOutcome | "answered";
  readonly value?: unknown;
  /** Of a `CallError`. */
  readonly code?: string;
  readonly message?: string;
}

/** A call, and what became of it. */
export interface Call extends Begun {
  /** `Infinity` where it has not ended. */
  readonly endedAt: number;
  /** Where it has not ended, it is unknown what came of it. */
  readonly outcome: Ended["outcome"];
  readonly value: unknown;
  readonly code: string | null;
  readonly message: string;
}

/** A line of a history: what began, or what ended. */
export type Line = { readonly begun: Begun } | { readonly ended: Ended };

/**
 * Reads the lines of a client's history, in the order in which its calls began.
 *
 * @throws {SyntaxError} If a line is none.
 */
export function readHistory(text: string): Call[] {
  const calls = new Map<number, Call>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const entry = JSON.parse(line) as Line;
    if ("begun" in entry) {
      calls.set(entry.begun.id, toOpenCall(entry.begun));
      continue;
    }
    const { at, id, outcome, value, code = null, message = "" } = entry.ended;
    const call = calls.get(id);
    if (call === undefined) throw new SyntaxError(`${id} has not begun`);
    calls.set(id, { ...call, endedAt: at, outcome, value, code, message });
  }
  return [...calls.values()];
}

function toOpenCall(begun: Begun): Call {
  return {
    ...begun,
    endedAt: Infinity,
    outcome: "unknown",
    value: undefined,
    code: null,
    message: "it has not ended",
  };
}
