/** What went wrong with one actor, counted: most actors have none of it. */
export class FailureCounts {
  /** How many turns and hooks failed. */
  failed = 0;
  /** How many turns and hooks threw what their callers must expect. */
  expected = 0;
  /** How many activations followed one of these. */
  restarts = 0;
  /** How many envelopes a full inbox refused. */
  refused = 0;
  /** How many envelopes were dropped for lack of room. */
  dropped = 0;
  /** How many were given up since the inbox was cleared of them. */
  givenUp = 0;
}

/** The counts of an actor that nothing went wrong with. */
export const NO_FAILURES: Readonly<FailureCounts> = Object.freeze(
  new FailureCounts(),
);

/** How a turn can end by itself. */
export type TurnEnd = "done" | "failed" | "expected";

/** What the counts were when a turn was about to end. */
export type Ends = Pick<FailureCounts, "failed" | "expected">;

/** Reads the counts before a turn ends. */
export function markEnds({ failed, expected }: Readonly<FailureCounts>): Ends {
  return { failed, expected };
}

/** Tells how a turn ended that ended since. */
export function tellEnd(counts: Readonly<FailureCounts>, since: Ends): TurnEnd {
  if (counts.failed > since.failed) return "failed";
  return counts.expected > since.expected ? "expected" : "done";
}
