import type { DeactivationReason } from "../event.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import { isLive } from "../port/activation.ts";
import type { Ending } from "../turn/turns.ts";
import { breakBehindEnd } from "./waits.ts";
import { HELD, IDLE, isQueued, queue, type TurnOwner } from "./run_state.ts";

/** Ends the activation in its order; returns whether turns go on instead. */
export function takeEnd(owner: TurnOwner, reason: DeactivationReason): boolean {
  // Something came meanwhile: it is not at rest where the engine drains.
  const isAwake = reason === "shutdown" &&
    (owner.inboxLength > 0 || owner.hasLine) &&
    !owner.type.host.refuses(owner);
  if (isAwake) return true;
  // As a rule no turn has gone on, and nothing needs to be kept for later.
  if (owner.turns === null) owner.life.deactivate(reason);
  else endBy(owner, owner.life.prepare(reason));
  return false;
}

/** Returns whether the activation goes on after a failure. */
export function goesOn(owner: TurnOwner, error: unknown): boolean {
  if (tryEnd(owner)) return false;
  const end = owner.life.restarts.judge(error);
  if (end !== null) endBy(owner, { begin: end });
  return end === null;
}

/** Ends the activation, unless it ends anyway, whatever comes. */
export function endUnlessEnding(owner: TurnOwner, end: Ending): void {
  const ending = owner.turns?.ending ?? null;
  if (ending === null || ending.isRest) endBy(owner, end);
}

/** Ends the activation, now or when no turn goes on any more. */
export function endBy(owner: TurnOwner, end: Ending): void {
  const turns = owner.makeTurns();
  turns.ending = end;
  tryEnd(owner);
  // From now on what waits in the inbox waits for the turns that go on.
  if (turns.ending !== null) breakBehindEnd(owner);
}

/** Ends an idle activation by its next run, unless a tick's turn goes on. */
export function rest(owner: TurnOwner): void {
  // Then it is looked at again when that ends.
  if (owner.openTurns.length > 0) return;
  owner.makeTurns().ending ??= {
    isRest: true,
    begin() {
      if (isIdle(owner)) owner.life.deactivate("idle");
      // Something came meanwhile.
      else queue(owner);
    },
  };
  queue(owner);
}

/** Lets an actor end, and no more: the lease of its node is in doubt. */
export function endInDoubt(owner: TurnOwner): false {
  const isUp = isLive(owner);
  if (isUp && tryEnd(owner)) return false;
  const isEnd = owner.places === 1 && owner.front === DEACTIVATE &&
    (owner.phase === "active" || owner.phase === "activating");
  const goesOn = !isEnd || owner.shift(owner);
  if (goesOn) owner.type.noteSuspended(owner);
  return false;
}

/** Whether an actor has been at rest for its class's idle time. */
export function isIdle(owner: TurnOwner): boolean {
  const { host, idleMs } = owner.type;
  return idleMs > 0 && owner.life.isIdle(host.runtime.now());
}

/** Returns whether the activation ends; it does once no turn goes on. */
export function tryEnd(owner: TurnOwner): boolean {
  const { turns } = owner;
  if (turns === null || turns.ending === null) return false;
  // Nothing more is taken: an idle actor must not be queued for it.
  if (owner.runState === IDLE) {
    owner.runState = HELD;
    owner.type.host.markBusy();
  }
  // One that is queued comes here by its run.
  if (turns.size > 0 || isQueued(owner)) return true;
  const end = turns.ending;
  turns.ending = null;
  end.begin();
  return true;
}
