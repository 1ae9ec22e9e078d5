import type { CallError } from "../../base/errors.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import type { CallScope, ScopeEnd } from "../../envelope/call_scope.ts";
import { isChainOf, listWaiting, nameChain } from "../../envelope/chain.ts";
import { noteArrived, noteGiven } from "../../envelope/replies/wait_edge.ts";
import type { Reply, WaitingTurn } from "../../envelope/reply.ts";
import type { Call, WaitEdge, WaitNode } from "../../envelope/target.ts";
import type { DeadLetterReason } from "../event.ts";
import { abandon, bury, type Subject } from "../failure/outcome.ts";
import { chainTooLong, givenUp } from "../failure/refusal.ts";
import { IN_HOOK } from "../port/asked_for.ts";
import type { Phase } from "../port/activation.ts";
import { nameDoing } from "../port/doing.ts";
import { explainOwnTimer, findOwnTimer } from "../port/own_timer.ts";
import {
  type Cycle,
  explainCycle,
  findChainCycle,
  findCycle,
  findSleeps,
  reenter,
} from "../turn/deadlock.ts";
import { isRunOf } from "../turn/run.ts";
import { ActorTurn, HookTurn } from "../turn/turn.ts";
import { type Asker, findAsker } from "../turn/turn_context.ts";
import type { Turns } from "../turn/turns.ts";
import type { ActivationResources } from "./resources.ts";

const NONE: readonly never[] = [];

/** The cell whose turns and hooks wait, and are waited for. */
export interface WaitOwner extends Subject, WaitNode {
  readonly turns: Turns | null;
  readonly phase: Phase;
  readonly resources: ActivationResources | null;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
}

/** The inbox of a cell, as the end of its life sees it. */
interface HeldReplies {
  /** The replies to the envelopes that wait, in their order. */
  listReplies(): readonly Reply[];
  /** Gives an envelope that waits a reply of its own. */
  claimWaiting(sequence: number, call: Call): boolean;
}

/** Has a call's own reply settled with the envelope of a number. */
export function claim(
  owner: WaitOwner & HeldReplies,
  sequence: number,
  call: Call,
): boolean {
  return sequence < owner.taken
    ? owner.turns !== null && owner.turns.claim(sequence, call)
    : owner.claimWaiting(sequence, call);
}

/** Lists the calls that open turns and hooks of this life wait for. */
export function listWaits(owner: WaitOwner): readonly WaitEdge[] {
  const { turns } = owner;
  return turns === null || turns.lastWait === null ? NONE : turns.listWaits();
}

/** Lists what must be settled before a call to the owner can be. */
export function findWaits(owner: WaitOwner, call: Call): readonly WaitEdge[] {
  const { turns } = owner;
  if (turns === null || turns.lastWait === null) return NONE;
  const holds = findHolders(owner, call, turns);
  if (holds === null) return NONE;
  return turns.listWaits().filter(({ turn, isSure }) => isSure && holds(turn));
}

/** Whether a call to the owner waits for a turn of it, or a hook. */
export function isHeldUp(
  owner: WaitOwner,
  call: Call,
  by: WaitingTurn,
): boolean {
  const { turns } = owner;
  if (turns === null || !turns.has(by)) return false;
  return findHolders(owner, call, turns)?.(by) ?? false;
}

/**
 * Returns the turn or hook whose code asks; `null` where it belongs to none:
 * the constructor, and what a turn has left running.
 */
export function findCurrentTurn(owner: WaitOwner): Asker | null {
  const own = findOwnAsker(owner);
  const asker = own !== null || owner.type.hasContexts && !isRunOf(owner)
    ? own
    : guessAsker(owner);
  return asker !== null && asker.isOpen ? asker : null;
}

/** Notes that the turn or hook that asks awaits a call. */
export function noteAwaited(owner: WaitOwner, call: Call): void {
  const asker = findWaiter(owner);
  if (call.isOver) {
    if (asker !== null) noteArrived(asker, call.hasReleased);
    return;
  }
  if (asker === null || !owner.turns?.isStarting(asker)) {
    awaitCall(owner, call, asker);
    return;
  }
  // Its method has not returned: whether it waits for anything is known then.
  owner.type.host.runtime.defer(() => {
    if (call.isOver) noteGiven(asker, call.hasReleased);
    else awaitCall(owner, call, asker);
  });
}

/** Notes that what asks awaits a value which has arrived by now. */
export function noteTaken(owner: WaitOwner, hasReleased: boolean): void {
  const asker = findWaiter(owner);
  if (asker !== null) noteArrived(asker, hasReleased);
}

/** Returns the turn or hook that awaits something, known or guessed. */
function findWaiter(owner: WaitOwner): Asker | null {
  return owner.type.hasContexts ? findOwnAsker(owner) : guessAsker(owner);
}

/** Returns the turn or hook of this actor whose code asks, if one's does. */
function findOwnAsker(owner: WaitOwner): Asker | null {
  const asker = findAsker();
  return (asker?.cell as object) === owner ? asker : null;
}

/** Settles a call to the owner whose scope is over. */
export function giveUp(owner: WaitOwner, call: Call, end: ScopeEnd): void {
  const turn = owner.turns?.findBegun(call);
  const outcome = turn === undefined ? "not-run" : "unknown";
  const doing = nameDoing(owner.phase, owner.turns?.open ?? NONE);
  const hint = explainWait(owner, turn?.taken ?? IN_HOOK);
  const error = givenUp(owner, call.method, end, outcome, doing, hint);
  owner.settleUnanswered(call, end.kind, error);
}

/** Says what a turn or hook waits for, if that may be itself. */
function explainWait(owner: WaitOwner, asker: number): string | null {
  const { phase, resources, turns, type: { host: { runtime } } } = owner;
  // Nothing waits for a turn there as a rule.
  if (resources === null || owner.type.reentrancy === "full") return null;
  const openTurns = turns?.open ?? NONE;
  const waits = listWaits(owner);
  const own = findOwnTimer(
    { phase, openTurns, waits, resources },
    ({ askedIn, isDue }) => isDue && askedIn === asker,
  );
  return own && explainOwnTimer(own, runtime.now());
}

/** Settles a call without an answer: it may run by now, or wait. */
export function settleUnanswered(
  owner: WaitOwner,
  call: Call,
  reason: DeadLetterReason,
  error: CallError,
): void {
  const { method, caller } = call;
  const turn = owner.turns?.findBegun(call);
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

function awaitCall(owner: WaitOwner, call: Call, asker: Asker | null): void {
  if (call.isOver) return;
  // What a turn left running belongs to none.
  const waiter = asker !== null && asker.isOpen ? asker : null;
  limit(owner, call, waiter?.limit ?? null);
  if (waiter === null || call.isOver) return;
  call.addTo(owner.makeTurns(), waiter);
  if (refuseTooLong(call, waiter)) return;
  if (findOwnCycle(owner, call, waiter) === null) return;
  breakLater(owner, call, waiter);
}

/**
 * Breaks the cycles that an actor's end closes: none of the calls in its inbox,
 * or in line for it, begins before its open turns end, though turns interleave
 * there otherwise.
 */
export function breakBehindEnd(owner: WaitOwner & HeldReplies): void {
  const { turns } = owner;
  if (turns === null || turns.awaited === 0) return;
  const line = turns.line?.replies ?? NONE;
  for (const reply of [...owner.listReplies(), ...line]) {
    const call = reply.origin as Call;
    const waiter = call.awaitedBy;
    if (waiter !== null) breakLater(owner, call, waiter);
  }
}

/**
 * Breaks the cycles that a call closes, if it still does when every turn that
 * can go on has gone on: one that is about to end waits for nothing.
 */
function breakLater(owner: WaitOwner, call: Call, waiter: WaitingTurn): void {
  const { runtime } = owner.type.host;
  runtime.setTimer(0, () => breakCycles(owner, call, waiter));
}

/** Refuses a call that is one too many in its chain; returns whether it is. */
function refuseTooLong(call: Call, waiter: Asker): boolean {
  if (!isChainOf(waiter, MAX_CHAIN)) return false;
  const waiting = listWaiting(waiter);
  const { registered } = call.target;
  const outcome = registered.hasBegun(call) ? "unknown" : "not-run";
  const chain = nameChain(waiting.slice(0, MAX_CHAIN));
  const error = chainTooLong(registered, call.method, chain, outcome);
  registered.settleUnanswered(call, "chain-too-long", error);
  return true;
}

function findOwnCycle(
  owner: WaitOwner,
  call: Call,
  waiter: WaitingTurn,
): Cycle | null {
  // An actor that no turn waits for closes no cycle, and needs no search.
  const isAwaited = owner.turns !== null && owner.turns.awaited > 0;
  if (call.isOver || !isAwaited) return null;
  const closing = { call, by: waiter.by, turn: waiter };
  return findChainCycle(closing) ?? findCycle(closing);
}

function breakCycles(owner: WaitOwner, call: Call, waiter: WaitingTurn): void {
  while (true) {
    const cycle = findOwnCycle(owner, call, waiter);
    if (cycle === null) return;
    if (reenter(cycle)) continue;
    const sleeps = findSleeps(cycle);
    if (sleeps !== null) {
      return sleeps.afterwards(() => breakLater(owner, call, waiter));
    }
    const error = explainCycle(cycle);
    call.target.registered.settleUnanswered(call, "deadlock", error);
  }
}

/** Gives a call no more time than the turn has left that awaits it. */
function limit(owner: WaitOwner, call: Call, around: CallScope | null): void {
  if (call.scope !== null) {
    if (around !== null) call.scope.enter(around);
    return;
  }
  const scope = around ?? owner.type.host.findScope();
  if (scope !== null) call.join(scope);
}

function isInHook({ phase }: WaitOwner): boolean {
  return phase === "activating" || phase === "deactivating";
}

/**
 * Guesses which turn or hook asks, where turns have no contexts: the platform
 * lacks them, or the options say so.
 */
function guessAsker(owner: WaitOwner): Asker | null {
  if (isInHook(owner)) return (owner.resources ?? owner.turns)?.hook ?? null;
  const { turns } = owner;
  if (isRunOf(owner)) return owner.makeTurns().findStarting(owner.taken);
  if (turns === null || turns.last === undefined) return null;
  // Any of them may go on at an await: a guess would be a false alarm.
  const isOneOfMany = owner.type.reentrancy === "full" && turns.size > 1;
  return isOneOfMany ? null : turns.last;
}

/** Tells which turns and hooks must end before a call is settled, if any. */
function findHolders(
  owner: WaitOwner,
  call: Call,
  turns: Turns,
): ((turn: WaitingTurn) => boolean) | null {
  if (owner.phase !== "active" && owner.phase !== "paused") {
    return (turn) => turn instanceof HookTurn;
  }
  const own = turns.find(call);
  if (own !== undefined) return (turn) => turn === own;
  // It runs soon, beside the others.
  if (turns.isReentering(call)) return null;
  // Where several turns may go on, the end of any of them lets it begin.
  const isBehindAll = owner.type.maxTurns === 1 || turns.ending !== null;
  if (isBehindAll) return (turn) => turn instanceof ActorTurn;
  // The end of a streaming reply waits for the step that is under way.
  const step = turns.findEnding(call)?.turn;
  return step === undefined ? null : (turn) => turn === step;
}
