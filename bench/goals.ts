import type { Measured } from "./race.ts";

/** What ours may cost, at most, as a median of one run. */
export interface Goal {
  readonly ns: number;
  readonly bytes?: number;
}

const GOALS: Readonly<Record<string, Goal>> = {
  "W1": { ns: 40 },
  "W2": { ns: 300 },
  "W3": { ns: 130 },
  "W4": { ns: 150 },
  "W5": { ns: 50 },
  "W6": { ns: 50 },
  "W7": { ns: 600, bytes: 500 },
  "W8": { ns: 50 },
  "W9": { ns: 180 },
  "W11 string": { ns: 1_000 },
  "W11 struct": { ns: 5_000 },
  "W11 call": { ns: 1_500 },
};

/** Writes a workload's goal, and whether it is met, as a table has it. */
export function describeGoal(id: string, ours: Measured | undefined): string {
  const goal = GOALS[id];
  if (goal === undefined) return "";
  const bytes = goal.bytes === undefined ? "" : `, ${goal.bytes} bytes`;
  const isMet = ours !== undefined && ours.medianNs <= goal.ns &&
    (goal.bytes === undefined || (ours.bytes ?? Infinity) <= goal.bytes);
  return `${goal.ns} ns${bytes}: ${isMet ? "met" : "missed"}`;
}
