import type { OpenTurn, Phase } from "../port/activation.ts";

/** The cell whose actor may be put to rest. */
export interface IdleOwner {
  readonly type: { readonly idleMs: number };
  readonly phase: Phase;
  readonly accepted: number;
  readonly inboxLength: number;
  readonly openTurns: readonly OpenTurn[];
  /** Whether streaming replies of it are open. */
  readonly isStreaming: boolean;
  /** Whether calls wait for room in its inbox. */
  readonly hasLine: boolean;
  readonly resources: {
    /** How many ticks wait or run that keep their actor from no rest. */
    readonly quietTicks: number;
    /** Whether nothing that it has keeps it awake. */
    mayRest(now: number): boolean;
  } | null;
}

/** Since when an actor has taken nothing that is activity. */
export class Idleness {
  // How many of the accepted envelopes were ticks that keep no actor awake.
  #quietTicks = 0;
  // What the last look at the actor saw; -1 before the first.
  #activity = -1;
  #since = 0;

  /** Learns that a tick arrives that keeps its actor from no rest. */
  noteQuietTick(): void {
    this.#quietTicks++;
  }

  /** Counts anew: an activation ended. */
  reset(): void {
    this.#activity = -1;
  }

  /**
   * Returns whether the actor has taken nothing for its class's idle time. A
   * tick of a timer that does not keep it awake is no activity, however long
   * its turn goes on.
   */
  hasPassed(owner: IdleOwner, now: number): boolean {
    const { accepted, hasLine, inboxLength, isStreaming, openTurns } = owner;
    const { phase, resources, type } = owner;
    const activity = accepted - this.#quietTicks;
    const ticks = resources?.quietTicks ?? 0;
    const mayRest = phase === "active" && !hasLine && !isStreaming &&
      this.#activity === activity &&
      inboxLength + openTurns.length === ticks &&
      (resources?.mayRest(now) ?? true);
    if (mayRest) return now - this.#since >= type.idleMs;
    this.#activity = activity;
    this.#since = now;
    return false;
  }
}
