/** Marks what `init` or the constructor has asked for, not a turn. */
export const IN_HOOK = -1;

/** Something that a turn or hook has asked for. */
export interface AskedFor {
  /**
   * The number of the turn, as `OpenTurn.taken` has it; `IN_HOOK` for a hook,
   * `null` for what belongs to neither.
   */
  readonly askedIn: number | null;
}

/** A sleep of a turn or hook. */
export interface AskedSleep extends AskedFor {
  /** When it is over, in the runtime's milliseconds. */
  readonly dueAt: number;
}
