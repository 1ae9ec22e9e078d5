import { TICK } from "../inbox/system_method.ts";
import { type Ends, tellEnd } from "../port/failure_counts.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { isIdle, rest, tryEnd } from "./ending.ts";
import {
  areTurnsFull,
  HELD,
  interleaves,
  queue,
  QUEUED,
  type TurnOwner,
} from "./run_state.ts";

/** Lets a turn go on; returns whether the next one may begin beside it. */
export function keepOpen(owner: TurnOwner, turn: ActorTurn): boolean {
  if (owner.tracker !== null) turn.probed = owner.tracker.follow();
  if (!interleaves(owner)) return false;
  owner.type.host.markBusy();
  return !areTurnsFull(owner);
}

/** Ends a turn; returns `false` if it has been ended from outside. */
export function endTurn({ turns }: TurnOwner, turn: ActorTurn): boolean {
  return turns !== null && turns.end(turn);
}

/** Goes on behind a turn that ended, with the counts from before its end. */
export function continueAfter(
  owner: TurnOwner,
  { method, probed }: ActorTurn,
  before: Ends,
  goesOn: boolean,
): void {
  if (probed !== null) {
    owner.tracker?.end(probed, tellEnd(owner.counts, before));
  }
  // A tick's turn may have stood in the way of an idle end.
  if (goesOn && method === TICK && isIdle(owner)) rest(owner);
  const mayGoOn = goesOn && !tryEnd(owner);
  if (interleaves(owner)) {
    owner.type.host.markIdle();
    // It takes what comes by itself unless its turns were too many.
    if (owner.runState !== HELD) return;
  }
  if (mayGoOn && !areTurnsFull(owner)) runNext(owner);
}

/** Runs again at once: a promise calls back when no other code runs. */
function runNext(owner: TurnOwner): void {
  if (owner.runState !== HELD) return queue(owner);
  owner.runState = QUEUED;
  owner.type.host.runNow(owner);
}
