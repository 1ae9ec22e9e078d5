import type { Inbox } from "../inbox/inbox.ts";
import { nearlyFull } from "../inbox/nearly_full.ts";
import type { ArrivalTracker } from "../turn/arrival_tracker.ts";
import type { Turns } from "../turn/turns.ts";
import type { LifecycleOwner } from "./lifecycle.ts";

// What the scheduler knows of an actor; numbers, for they are written at every
// run, and texts are more than a store.
/** There is nothing to do. */
export const IDLE = 0;
/** It waits for a run. */
export const QUEUED = 1;
/** Its turns run. */
export const RUNNING = 2;
/** Something must end before it is queued. */
export const HELD = 3;
/** It waits for a run, and gets it before others. */
const URGENT = 4;

/**
 * The cell whose turns run. A turn follows the last only when that is done,
 * awaits included, unless the class's reentrancy lets it.
 */
export interface TurnOwner extends LifecycleOwner, Inbox {
  readonly accepted: number;
  readonly inboxLength: number;
  taken: number;
  /** One of the numbers above. */
  runState: number;
  readonly tracker: ArrivalTracker | null;
  readonly turns: Turns | null;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
}

/**
 * Queues a cell for a run, unless it is queued. One whose inbox is still nearly
 * full goes first again: what it waits behind may be what fills it.
 */
export function queue(owner: TurnOwner): void {
  if (isQueued(owner)) return;
  const wasIdle = owner.runState === IDLE;
  const { host, inboxCapacity } = owner.type;
  const isUrgent = !wasIdle && owner.places >= nearlyFull(inboxCapacity);
  owner.runState = isUrgent ? URGENT : QUEUED;
  if (wasIdle) host.enqueue(owner);
  else if (isUrgent) host.hasten(owner);
  else host.requeue(owner);
}

/** Whether a cell waits for a run, runs, or waits for a turn to go on. */
export function isBusy({ hasLine, runState, turns }: TurnOwner): boolean {
  return runState !== IDLE || turns !== null && (turns.size > 0 || hasLine);
}

/** Whether a cell waits for a run. */
export function isQueued({ runState }: TurnOwner): boolean {
  return runState === QUEUED || runState === URGENT;
}

/** Has a queued cell run before others. */
export function hasten(owner: TurnOwner): void {
  if (owner.runState !== QUEUED) return;
  owner.runState = URGENT;
  owner.type.host.hasten(owner);
}

/** Whether a turn must end before the next one may begin. */
export function areTurnsFull({ turns, type }: TurnOwner): boolean {
  return turns !== null && turns.size >= type.maxTurns;
}

/** Whether its turns interleave. */
export function interleaves({ type }: TurnOwner): boolean {
  return type.reentrancy === "full";
}
