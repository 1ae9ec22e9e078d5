/** How many zeros stand behind a given tape, before numbers are drawn again. */
const ZEROS = 1_000;

/**
 * The decisions of one kind that a run took, in their order: each is drawn, or
 * given by the tape of another run. A smaller number is the simpler decision.
 */
export class Tape {
  /** What was decided so far. */
  readonly taken: number[] = [];
  readonly #given: readonly number[] | null;

  constructor(given: readonly number[] | null) {
    this.#given = given;
  }

  /** Takes the next decision: a whole number from 0 up to `limit`. */
  take(limit: number, draw: () => number): number {
    const value = this.#read(this.taken.length, limit) ?? draw();
    this.taken.push(value);
    return value;
  }

  #read(at: number, limit: number): number | undefined {
    const given = this.#given;
    if (given === null) return undefined;
    if (at < given.length) return given[at]! % limit;
    // Simple, but not for ever: a scenario may draw until it likes a number.
    return at < given.length + ZEROS ? 0 : undefined;
  }
}

/** The decisions of one run, by kind. */
export interface Decisions {
  /** Which actor ran next, and when the others had to wait for it. */
  readonly schedule: readonly number[];
  /** Which faults struck, and where. */
  readonly faults: readonly number[];
  /** What the scenario drew. */
  readonly scenario: readonly number[];
}

/** What a run is given of another one's decisions. */
export type GivenDecisions = Omit<Decisions, "schedule"> & {
  /** `null` where the strategy decides anew. */
  readonly schedule: readonly number[] | null;
};

/** The kinds of decisions that a shorter run may take otherwise. */
export const KINDS = ["scenario", "faults", "schedule"] as const;

/** The tapes of one run. */
export interface Tapes {
  readonly schedule: Tape;
  readonly faults: Tape;
  readonly scenario: Tape;
}

/** Begins the tapes of a run. */
export function openTapes(given: GivenDecisions | null): Tapes {
  return {
    schedule: new Tape(given?.schedule ?? null),
    faults: new Tape(given?.faults ?? null),
    scenario: new Tape(given?.scenario ?? null),
  };
}

/** Returns what the tapes of a run have taken. */
export function readTapes({ schedule, faults, scenario }: Tapes): Decisions {
  return {
    schedule: schedule.taken,
    faults: faults.taken,
    scenario: scenario.taken,
  };
}
