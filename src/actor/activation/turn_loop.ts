import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Caller } from "../../envelope/target.ts";
import { isThenable, toPlainPromise } from "../actor.ts";
import type { DeactivationReason } from "../event.ts";
import { failTurn, settle } from "../failure/outcome.ts";
import { DEACTIVATE, NOTHING, RETURN } from "../inbox/system_method.ts";
import { markEnds } from "../port/failure_counts.ts";
import { noteDispatched } from "../turn/dispatched.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { concludeFailedTurn, concludeTurn, isDurable } from "./durable/end.ts";
import { endInDoubt, goesOn, rest, takeEnd, tryEnd } from "./ending.ts";
import { invokeSurrounded } from "./invoke.ts";
import type { OpenStreaming } from "../turn/open_streaming.ts";
import { activate } from "./beginning.ts";
import { reenterAll } from "./reentry.ts";
import {
  areTurnsFull,
  HELD,
  IDLE,
  isQueued,
  queue,
  RUNNING,
  type TurnOwner,
} from "./run_state.ts";
import { runReturn, runStreaming } from "./streaming.ts";
import { continueAfter, endTurn, keepOpen } from "./turn_end.ts";

/** Takes up to `limit` turns; returns how many it took. */
export function runTurns(owner: TurnOwner, limit: number): number {
  // One that was hastened has left a place behind, or comes to one.
  if (!isQueued(owner)) return 0;
  const { turns } = owner;
  owner.runState = RUNNING;
  const needsCare = owner.phase !== "active" || owner.type.isSuspended ||
    (turns !== null && turns.needCare);
  if (needsCare && !mayRun(owner)) return hold(owner, 1);
  const dispatcher = owner.tracker?.dispatcher ?? owner;
  let taken = 0;
  while (owner.taken !== owner.accepted) {
    if (taken === limit) {
      queue(owner);
      return taken;
    }
    taken++;
    if (!owner.shift(dispatcher)) return hold(owner, taken);
  }
  owner.runState = IDLE;
  owner.type.host.markIdle();
  if (owner.hasLine) owner.admitWaiting();
  return taken;
}

/** Ends a run behind which something must end first. */
function hold(owner: TurnOwner, taken: number): number {
  // What ended in the run itself may have queued the cell, or marked it idle.
  if (owner.runState === RUNNING) owner.runState = HELD;
  return taken;
}

/** Does what comes before the inbox; returns whether the inbox may follow. */
function mayRun(owner: TurnOwner): boolean {
  if (owner.type.isSuspended) return endInDoubt(owner);
  switch (owner.phase) {
    case "active":
      return reenterAll(owner, owner.turns!) && !tryEnd(owner);
    case "activating":
      return activate(owner);
    case "paused":
      tryEnd(owner);
      return false;
    default:
      return false;
  }
}

/** Runs one envelope as a turn; returns whether the next one may follow. */
export function runTurn(
  owner: TurnOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
  isSurrounded: boolean,
): boolean {
  if (reply === null) {
    // Only what the engine queues itself has no reply.
    const isRun = method === DEACTIVATE || method === NOTHING ||
      method === RETURN;
    if (isRun) return runSystem(owner, method, payload);
  } else if (reply.isGivenUp) {
    // What has not begun never does.
    return true;
  }
  // Read before it runs: it may send to itself, which may drop the next one.
  const { taken } = owner;
  let isInvoked = isSurrounded;
  if (method.mayGoOn) {
    if (method.isStreaming) {
      return runStreaming(owner, method, payload, reply, caller);
    }
    isInvoked ||= owner.type.hasContexts;
  }
  // Without a `Context` or a proxy no turn can ask for anything.
  if (owner.resources !== null || owner.known !== null) {
    noteDispatched(method, reply, caller);
  }
  try {
    const result = isInvoked
      ? invokeSurrounded(owner, method, payload, reply, caller)
      : method.invoke(owner.instance!, payload);
    if (isThenable(result)) {
      return follow(owner, method, reply, caller, result, taken);
    }
    if (owner.turns !== null) owner.turns.forgetStarting();
    settle(owner, method, reply, caller, result);
  } catch (error) {
    return failBegun(owner, method, reply, caller, error, taken);
  }
  return true;
}

/** Does what the engine queued itself; returns whether turns may follow. */
function runSystem(
  owner: TurnOwner,
  method: Method,
  payload: unknown,
): boolean {
  if (method === NOTHING) return owner.forgetFiller();
  return method === RETURN
    ? runReturn(owner, payload as OpenStreaming)
    : takeEnd(owner, payload as DeactivationReason);
}

/** Ends a turn whose method threw; returns whether the next one may follow. */
function failBegun(
  owner: TurnOwner,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  error: unknown,
  taken: number,
): boolean {
  if (owner.turns !== null) owner.turns.forgetStarting();
  const own = singleOut(reply, method, taken - 1);
  const isFailure = failTurn(owner, method, own, caller, error);
  return isFailure ? goesOn(owner, error) : !tryEnd(owner);
}

/**
 * Follows a turn that goes on after its method returned; returns whether the
 * next one may begin beside it.
 */
export function follow(
  owner: TurnOwner,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
  result: PromiseLike<unknown>,
  taken: number,
): boolean {
  // A promise may refuse to be followed: then no turn goes on.
  toPlainPromise(result).then(
    (value) => finish(owner, turn, value),
    (error) => fail(owner, turn, error),
  );
  const turn = owner.makeTurns().begin(taken);
  turn.take(method, reply, caller);
  return keepOpen(owner, turn);
}

function finish(owner: TurnOwner, turn: ActorTurn, value: unknown): void {
  // The engine may have stopped meanwhile and settled the call.
  if (!endTurn(owner, turn)) return;
  const before = markEnds(owner.counts);
  if (isDurable(owner)) {
    const goesOn = concludeTurn(owner, turn, value);
    return continueAfter(owner, turn, before, goesOn);
  }
  settle(owner, turn.method, turn.reply, turn.caller, value);
  continueAfter(owner, turn, before, true);
}

function fail(owner: TurnOwner, turn: ActorTurn, error: unknown): void {
  if (!endTurn(owner, turn)) return;
  const { method, caller, sequence } = turn;
  const before = markEnds(owner.counts);
  if (isDurable(owner)) {
    const goesOn = concludeFailedTurn(owner, turn, error);
    return continueAfter(owner, turn, before, goesOn);
  }
  const own = singleOut(turn.reply, method, sequence);
  const isFailure = failTurn(owner, method, own, caller, error);
  continueAfter(owner, turn, before, !isFailure || goesOn(owner, error));
}

/** Calls back when the turn of that number, if it runs now, has returned. */
export function afterTurn(
  { taken, type: { host } }: TurnOwner,
  sequence: number,
  callback: () => void,
): void {
  if (host.isRunning && sequence < taken) host.runtime.defer(callback);
  else callback();
}

/** Ends an activation that has taken nothing for its class's idle time. */
export function restIfIdle(owner: TurnOwner, now: number): void {
  if (owner.life.isIdle(now)) rest(owner);
}

/** Lets an active cell take envelopes and run none, unless its end is near. */
export function pause(owner: TurnOwner): boolean {
  // An engine that stops lets every actor end, as does a node for one that
  // moves.
  const isEnding = owner.type.host.isClosing || owner.life.isMoving;
  if (owner.phase !== "active" || isEnding) return false;
  owner.phase = "paused";
  return true;
}

/** Runs a cell again after a pause. */
export function unpause(owner: TurnOwner): void {
  if (owner.phase !== "paused") return;
  owner.phase = "active";
  if (owner.runState === HELD && !areTurnsFull(owner)) queue(owner);
}
