/** What a simulation has seen in which nothing failed. */
export interface SimulationSummary {
  /** How many seeds ran. */
  readonly seeds: number;
  /** How many schedules ran: as many, unless the strategy is `exhaustive`. */
  readonly schedules: number;
  /** How many turns they had. */
  readonly turns: number;
  /** Whether there is no other order of turns that could make a difference. */
  readonly isComplete: boolean;
}
