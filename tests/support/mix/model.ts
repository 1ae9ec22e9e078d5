/** A message of the mix, as the model knows it. */
export interface Letter {
  readonly to: string;
  readonly method: "ask" | "tell";
  readonly throws: boolean;
  /** Until when it may take, in milliseconds of simulated time. */
  readonly limit: number | null;
  handled: number;
  settled: number;
  /** Whether its sender was told that it had not run. */
  isNotRun: boolean;
}

/** What a message says of itself. */
export interface Sent {
  readonly key: number;
  readonly from: string;
  /** Its number among those of its sender to its actor. */
  readonly n: number;
}

/** Of what kind of class a turn is. */
export type TurnKind = "exclusive" | "interleaving" | "hookless";

/** One actor as the model knows it. */
export class Resident {
  lives = 0;
  isLive = false;
  turns = 0;
  /** The last number of each sender. */
  readonly seen = new Map<string, number>();
  hasEnded = false;
}

export interface Alarm {
  readonly id: string;
  readonly life: number;
  readonly dueAt: number;
  fired: number;
  isCancelled: boolean;
}
