/** What went wrong with one actor, counted: most actors have none of it. */
export class FailureCounts {
  /** How many turns and hooks failed. */
  failed = 0;
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
