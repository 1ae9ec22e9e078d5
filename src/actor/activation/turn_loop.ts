import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Call, Caller } from "../../envelope/target.ts";
import { isThenable, toPlainPromise } from "../actor.ts";
import type { DeactivationReason } from "../event.ts";
import { failTurn, settle } from "../failure/outcome.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { nearlyFull } from "../inbox/nearly_full.ts";
import { DEACTIVATE, NOTHING, TICK } from "../inbox/system_method.ts";
import type {
  ArrivalTracker,
  PlacedEnvelope,
} from "../turn/arrival_tracker.ts";
import type { ActorTurn } from "../turn/turn.ts";
import type { Turns } from "../turn/turns.ts";
import { activate, type LifecycleOwner } from "./lifecycle.ts";

// What the scheduler knows of an actor; numbers, for they are written at every
// run, and texts are more than a store.
/** There is nothing to do. */
export const IDLE = 0;
/** It waits for a run. */
export const QUEUED = 1;
const RUNNING = 2;
/** Something must end before it is queued. */
const HELD = 3;
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

function isQueued({ runState }: TurnOwner): boolean {
  return runState === QUEUED || runState === URGENT;
}

/** Has a queued cell run before others. */
export function hasten(owner: TurnOwner): void {
  if (owner.runState !== QUEUED) return;
  owner.runState = URGENT;
  owner.type.host.hasten(owner);
}

/** Takes up to `limit` turns; returns how many it took. */
export function runTurns(owner: TurnOwner, limit: number): number {
  // One that was hastened has left a place behind, or comes to one.
  if (!isQueued(owner)) return 0;
  const { turns } = owner;
  owner.runState = RUNNING;
  if (
    (owner.phase !== "active" || (turns !== null && turns.needCare)) &&
    !mayRun(owner)
  ) return hold(owner, 1);
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
): boolean {
  if (reply === null) {
    // Only what the engine queues itself has no reply.
    if (method === DEACTIVATE) {
      return takeEnd(owner, payload as DeactivationReason);
    }
    if (method === NOTHING) return owner.forgetFiller();
    // Without a `Context` no turn can ask for its own.
    if (owner.resources !== null) owner.resources.uncalledTurn = owner.taken;
  } else if (reply.isGivenUp) {
    // What has not begun never does.
    return true;
  }
  // Read before it runs: it may send to itself, which may drop the next one.
  const { taken } = owner;
  try {
    const result = method.invoke(owner.instance!, payload);
    if (isThenable(result)) {
      return follow(owner, method, reply, caller, result, taken);
    }
    settle(owner, method, reply, caller, result);
  } catch (error) {
    const own = singleOut(reply, method, taken - 1);
    failTurn(owner, method, own, caller, error);
    return goesOn(owner, error);
  }
  return true;
}

function takeEnd(owner: TurnOwner, reason: DeactivationReason): boolean {
  // Something came meanwhile: it is not at rest where the engine drains.
  const isAwake = reason === "shutdown" &&
    (owner.inboxLength > 0 || owner.hasLine) &&
    !owner.type.host.refuses(owner);
  if (isAwake) return true;
  endBy(owner, () => owner.life.deactivate(reason));
  return false;
}

/** Returns whether the activation goes on after a failure. */
function goesOn(owner: TurnOwner, error: unknown): boolean {
  if (tryEnd(owner)) return false;
  const end = owner.life.judge(error);
  if (end !== null) endBy(owner, end);
  return end === null;
}

/** Ends the activation, now or when no turn goes on any more. */
function endBy(owner: TurnOwner, end: () => void): void {
  owner.makeTurns().ending = end;
  tryEnd(owner);
}

/** Ends an idle activation by its next run, unless a tick's turn goes on. */
export function rest(owner: TurnOwner): void {
  // Then it is looked at again when that ends.
  if (owner.openTurns.length > 0) return;
  owner.makeTurns().ending ??= () => {
    if (isIdle(owner)) owner.life.deactivate("idle");
    // Something came meanwhile.
    else queue(owner);
  };
  queue(owner);
}

function isIdle(owner: TurnOwner): boolean {
  const { host, idleMs } = owner.type;
  return idleMs > 0 && owner.life.isIdle(host.runtime.now());
}

/** Returns whether the activation ends; it does once no turn goes on. */
function tryEnd(owner: TurnOwner): boolean {
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
  end();
  return true;
}

/**
 * Follows a turn that goes on after its method returned; returns whether the
 * next one may begin beside it.
 */
function follow(
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
  turn.method = method;
  turn.reply = reply;
  turn.caller = caller;
  if (owner.tracker !== null) turn.probed = owner.tracker.follow();
  if (!interleaves(owner)) return false;
  owner.type.host.markBusy();
  return !isHeldUp(owner);
}

function finish(owner: TurnOwner, turn: ActorTurn, value: unknown): void {
  // The engine may have stopped meanwhile and settled the call.
  if (!endTurn(owner, turn)) return;
  const { failed } = owner;
  settle(owner, turn.method, turn.reply, turn.caller, value);
  continueAfter(owner, turn, failed, true);
}

function fail(owner: TurnOwner, turn: ActorTurn, error: unknown): void {
  if (!endTurn(owner, turn)) return;
  const { method, caller, sequence } = turn;
  const { failed } = owner;
  const own = singleOut(turn.reply, method, sequence);
  failTurn(owner, method, own, caller, error);
  continueAfter(owner, turn, failed, goesOn(owner, error));
}

function endTurn({ turns }: TurnOwner, turn: ActorTurn): boolean {
  return turns !== null && turns.end(turn);
}

/** Goes on behind a turn that ended, with what failed before its end. */
function continueAfter(
  owner: TurnOwner,
  { method, probed }: ActorTurn,
  failed: number,
  goesOn: boolean,
): void {
  if (probed !== null) {
    owner.tracker?.end(probed, owner.failed > failed ? "failed" : "done");
  }
  // A tick's turn may have stood in the way of an idle end.
  if (goesOn && method === TICK && isIdle(owner)) rest(owner);
  const mayGoOn = goesOn && !tryEnd(owner);
  if (interleaves(owner)) {
    owner.type.host.markIdle();
    // It takes what comes by itself unless its turns were too many.
    if (owner.runState !== HELD) return;
  }
  if (mayGoOn && !isHeldUp(owner)) runNext(owner);
}

/** Runs again at once: a promise calls back when no other code runs. */
function runNext(owner: TurnOwner): void {
  if (owner.runState !== HELD) return queue(owner);
  owner.runState = QUEUED;
  owner.type.host.runNow(owner);
}

/** Runs what came back to a turn that waits for it, beside that turn. */
function reenterAll(owner: TurnOwner, turns: Turns): boolean {
  for (const call of turns.reentering.splice(0)) {
    // The turn is over, or the call: all that waits is its turn in order.
    if (turns.size > 0 && !call.isGivenUp) reenter(owner, call, turns);
  }
  owner.skipFillers(NOTHING);
  return !isHeldUp(owner);
}

function reenter(owner: TurnOwner, call: Call, turns: Turns): void {
  const envelopes: PlacedEnvelope[] = [];
  const first = owner.taken;
  owner.extract(call.caller, call, NOTHING, (envelope, place) => {
    const sequence = first + place;
    const reply = singleOut(envelope.reply, envelope.method, sequence);
    envelopes.push({ ...envelope, reply, sequence });
  });
  for (const envelope of envelopes) {
    // None of them moves the inbox on: what the last one saw is not this one.
    turns.forgetStarting();
    if (owner.resources !== null) owner.resources.uncalledTurn = 0;
    const { method, payload, reply, caller } = envelope;
    if (owner.tracker !== null) owner.tracker.dispatchPlaced(envelope);
    else runTurn(owner, method, payload, reply, caller);
  }
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

/** Whether a call that waits here may run beside the turn that waits for it. */
export function mayReenter(owner: TurnOwner, call: Call): boolean {
  return owner.type.reentrancy === "chain" && owner.phase === "active" &&
    owner.turns?.ending === null && !owner.isBehind(DEACTIVATE, call);
}

/** Runs a cell again after a pause. */
export function unpause(owner: TurnOwner): void {
  if (owner.phase !== "paused") return;
  owner.phase = "active";
  if (owner.runState === HELD && !isHeldUp(owner)) queue(owner);
}

/** Whether a turn must end before the next one may begin. */
function isHeldUp({ openTurns, type }: TurnOwner): boolean {
  return openTurns.length >= type.maxTurns;
}

/** Whether its turns interleave. */
export function interleaves({ type }: TurnOwner): boolean {
  return type.reentrancy === "full";
}
