import type { CallError } from "../../base/errors.ts";
import type { CallScope, ScopeEnd } from "../../envelope/call_scope.ts";
import type { Call, WaitEdge, WaitNode } from "../../envelope/target.ts";
import type { Actor } from "../actor.ts";
import type { DeadLetterReason } from "../event.ts";
import { abandon, bury, type Subject } from "../failure/outcome.ts";
import { givenUp } from "../failure/refusal.ts";
import type { Phase } from "../port/activation.ts";
import { nameDoing } from "../port/doing.ts";
import {
  type Cycle,
  explainCycle,
  findCycle,
  reenter,
} from "../turn/deadlock.ts";
import type { ActorTurn } from "../turn/turn.ts";
import type { Turns } from "../turn/turns.ts";
import type { ActivationResources } from "./resources.ts";

const NONE: readonly never[] = [];

/** The cell whose turns and hooks wait, and are waited for. */
export interface WaitOwner extends Subject, WaitNode {
  readonly turns: Turns | null;
  readonly phase: Phase;
  readonly resources: ActivationResources | null;
  readonly instance: Actor | null;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
}

/** The turn or hook that waits. */
interface Waiter {
  /** The turn, or for a hook the life that it belongs to. */
  readonly turn: object;
  readonly by: string;
  /** The scope of the call that it runs for, if it has one. */
  readonly scope: CallScope | null;
}

/** Lists the calls that open turns and hooks of this life wait for. */
export function listWaits(owner: WaitOwner): readonly WaitEdge[] {
  const { turns } = owner;
  if (turns === null || turns.waits.length === 0) return NONE;
  const waiting: readonly (object | null)[] = [...turns.open, lifeOf(owner)];
  return turns.waits.filter(({ turn }) => waiting.includes(turn));
}

/** Lists what must be settled before a call to the owner can be. */
export function findWaits(owner: WaitOwner, call: Call): readonly WaitEdge[] {
  const { turns } = owner;
  if (turns === null || turns.waits.length === 0) return NONE;
  const holders = findHolders(owner, call, turns);
  if (holders.length === 0) return NONE;
  return turns.waits.filter(({ turn }) => holders.includes(turn));
}

/**
 * Returns the turn that is under way; `null` where it has no caller: a hook, a
 * timer's or a payload's turn, and what an earlier turn left running.
 */
export function findCalledTurn(owner: WaitOwner): ActorTurn | null {
  if (isInHook(owner)) return null;
  if (owner.type.host.isRunning) {
    // The one that asks is the one that began just now.
    return owner.resources?.uncalledTurn === owner.taken
      ? null
      : owner.makeTurns().findStarting(owner.taken);
  }
  const last = owner.turns?.last;
  return last === undefined || last.reply === null ? null : last;
}

/** Notes that the turn or hook under way awaits a call. */
export function noteAwaited(owner: WaitOwner, call: Call): void {
  const { host } = owner.type;
  if (!host.isRunning || isInHook(owner)) {
    awaitCall(owner, call, findWaiter(owner));
    return;
  }
  // Its method has not returned: whether it waits for anything, and as which
  // turn, is known when it has.
  const starting = owner.makeTurns().findStarting(owner.taken);
  host.runtime.defer(() => {
    const turn = owner.turns?.open.find((open) => open === starting);
    awaitCall(owner, call, turn === undefined ? null : toWaiter(turn));
  });
}

/** Settles a call to the owner whose scope is over. */
export function giveUp(owner: WaitOwner, call: Call, end: ScopeEnd): void {
  const isRunning = owner.turns?.find(call) !== undefined;
  const outcome = isRunning ? "unknown" : "not-run";
  const doing = nameDoing(owner.phase, owner.turns?.open ?? NONE);
  const error = givenUp(owner, call.method, end, outcome, doing);
  owner.settleUnanswered(call, end.kind, error);
}

/** Settles a call without an answer: it may run by now, or wait. */
export function settleUnanswered(
  owner: WaitOwner,
  call: Call,
  reason: DeadLetterReason,
  error: CallError,
): void {
  const { method, caller } = call;
  const turn = owner.turns?.find(call);
  if (turn === undefined) {
    owner.failureCounts.givenUp++;
    bury(owner, method, call, caller, reason, error);
    return;
  }
  // What the turn calls from now on ends with what it was called with.
  turn.scope = call.scope;
  turn.abort(error);
  abandon(owner, method, call, caller, error);
}

function awaitCall(owner: WaitOwner, call: Call, waiter: Waiter | null): void {
  if (call.isOver) return;
  limit(owner, call, waiter);
  if (waiter === null || call.isOver) return;
  call.addTo(owner.makeTurns().waits, waiter.turn, waiter.by);
  if (findOwnCycle(owner, call, waiter) === null) return;
  // A turn that is about to end waits for nothing: look again when every turn
  // that can go on has gone on.
  const { runtime } = owner.type.host;
  runtime.setTimer(0, () => breakCycles(owner, call, waiter));
}

function findOwnCycle(
  owner: WaitOwner,
  call: Call,
  waiter: Waiter,
): Cycle | null {
  // An actor that no turn waits for closes no cycle, and needs no search.
  const isAwaited = owner.turns !== null && owner.turns.awaited > 0;
  if (call.isOver || !isAwaited) return null;
  return findCycle({ call, by: waiter.by });
}

function breakCycles(owner: WaitOwner, call: Call, waiter: Waiter): void {
  while (true) {
    const cycle = findOwnCycle(owner, call, waiter);
    if (cycle === null) return;
    if (reenter(cycle)) continue;
    const error = explainCycle(cycle);
    call.target.registered.settleUnanswered(call, "deadlock", error);
  }
}

/** Gives a call no more time than the turn has left that awaits it. */
function limit(owner: WaitOwner, call: Call, waiter: Waiter | null): void {
  const around = waiter?.scope ?? null;
  if (call.scope !== null) {
    if (around !== null) call.scope.enter(around);
    return;
  }
  const scope = around ?? owner.type.host.findScope();
  if (scope !== null) call.join(scope);
}

/** Returns the identity of this life, by which waits know its hooks. */
function lifeOf(owner: WaitOwner): object | null {
  return owner.resources ?? owner.instance;
}

function isInHook({ phase }: WaitOwner): boolean {
  return phase === "activating" || phase === "deactivating";
}

/** Tells which turn or hook waits as an await begins, where that is known. */
function findWaiter(owner: WaitOwner): Waiter | null {
  if (isInHook(owner)) {
    const by = owner.phase === "activating" ? "init" : "deinit";
    const turn = lifeOf(owner);
    return turn && { turn, by, scope: null };
  }
  const { turns } = owner;
  if (turns === null || turns.last === undefined) return null;
  // Any of them may go on at an await: a guess would be a false alarm.
  const isOneOfMany = owner.type.reentrancy === "full" && turns.size > 1;
  return isOneOfMany ? null : toWaiter(turns.last);
}

/** Lists the turns and hooks that must end before a call is settled. */
function findHolders(
  owner: WaitOwner,
  call: Call,
  turns: Turns,
): readonly object[] {
  if (owner.phase !== "active" && owner.phase !== "paused") {
    const life = lifeOf(owner);
    return life === null ? NONE : [life];
  }
  const own = turns.find(call);
  if (own !== undefined) return [own];
  // It runs soon, beside the others.
  if (turns.reentering.includes(call)) return NONE;
  // Where several turns may go on, the end of any of them lets it begin.
  const isHeldUp = owner.type.maxTurns === 1 || turns.ending !== null;
  return isHeldUp ? turns.open : NONE;
}

function toWaiter(turn: ActorTurn): Waiter {
  const scope = turn.scope ?? turn.reply?.scope ?? null;
  return { turn, by: turn.method.name, scope };
}
