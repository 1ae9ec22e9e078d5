import type { CallError } from "../../base/errors.ts";
import { MAX_WAITING } from "../../base/limits.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Call, Caller, Refusal, Target } from "../../envelope/target.ts";
import type { DeadLetterReason } from "../event.ts";
import {
  bury,
  buryAll as buryInbox,
  drop,
  refuse,
} from "../failure/outcome.ts";
import { engineStopped, type Explain, inboxFull } from "../failure/refusal.ts";
import type { Dispatcher } from "../inbox/inbox.ts";
import { nearlyFull } from "../inbox/nearly_full.ts";
import { ReminderTick } from "../inbox/reminder_tick.ts";
import { isOfEngine, NOTHING, TICK, WAKE } from "../inbox/system_method.ts";
import { type WaitingEnvelope, WaitingLine } from "../inbox/waiting_line.ts";
import type { Arrival } from "../port/probe.ts";
import { ArrivalTracker } from "../turn/arrival_tracker.ts";
import type { Turns } from "../turn/turns.ts";
import { hasten, IDLE, type TurnOwner } from "./run_state.ts";
import * as waits from "./waits.ts";
import type { WaitOwner } from "./waits.ts";

/** How many places an inbox may keep for each that its capacity allows. */
const PLACES_PER_ROOM = 2;
/** The part of an inbox that must be given up before it is searched. */
const ROOM_PER_SEARCH = 16;

/** The cell that an envelope asks for admission. */
export interface AdmissionOwner extends TurnOwner {
  /** The inbox length from which on `accept` has envelopes admitted. */
  admitFrom: number;
  tracker: ArrivalTracker | null;
  turns: Turns | null;
}

/**
 * Decides on an envelope that cannot simply be queued: activates the actor,
 * makes room, shows the arrival. Returns the refusal, or the cell that is
 * registered for the actor instead.
 */
export function admit(
  owner: AdmissionOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): Refusal | Target | undefined {
  const registered = findRegistered(owner, method, caller);
  if (registered !== owner) return registered;
  // Calls that came before it wait for room: it must not overtake them.
  const isBehind = (owner.turns?.line?.size ?? 0) > 0;
  if (isBehind || !hasRoom(owner)) {
    return overflow(owner, method, payload, reply, caller);
  }
  take(owner, method, payload, reply, caller);
  return undefined;
}

/** Takes an envelope, whether there is room or not. */
export function take(
  owner: AdmissionOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): void {
  showArrival(owner, method, reply, caller);
  owner.enqueue(method, payload, reply, caller);
  if (owner.places >= nearlyFull(owner.type.inboxCapacity)) hasten(owner);
}

/** Finds anew from how many envelopes on `accept` must look closer. */
export function updateAdmitFrom(owner: AdmissionOwner): void {
  const { host, inboxCapacity } = owner.type;
  const mustLook = host.isClosing || owner.tracker !== null || owner.hasLine;
  owner.admitFrom = mustLook ? 0 : nearlyFull(inboxCapacity);
}

/** Shows arrivals to the probes from now on, if there are any. */
export function trackArrivals(owner: AdmissionOwner): void {
  if (owner.type.host.probes.length === 0) owner.tracker = null;
  else {
    owner.tracker ??= new ArrivalTracker(owner);
    owner.tracker.resume();
  }
  updateAdmitFrom(owner);
}

/** Lets a cell be at rest: there is no activation, and nothing waits. */
export function restDormant(owner: AdmissionOwner): void {
  owner.admitFrom = 0;
  owner.runState = IDLE;
  owner.turns = null;
  owner.tracker = null;
  owner.type.host.forget(owner);
  owner.type.host.markIdle();
}

/** Shows an arrival to the probes, if there are any. */
export function showArrival(
  owner: AdmissionOwner,
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
): void {
  if (owner.tracker === null || method === WAKE) return;
  showAs(owner, reply === null ? "payload" : "call", method, caller);
}

/** Shows the arrival of an envelope that its actor, or the engine, has sent. */
export function showOwn(
  owner: AdmissionOwner,
  method: Method,
  payload: unknown,
): void {
  if (owner.tracker === null) return;
  if (payload instanceof ReminderTick) {
    showAs(owner, "reminder", payload.method, null);
  } else showAs(owner, method === TICK ? "tick" : "payload", method, null);
}

function showAs(
  owner: AdmissionOwner,
  kind: Arrival["kind"],
  method: Method,
  caller: Caller | null,
): void {
  if (owner.tracker!.arrive(kind, method, caller)) return;
  const { host, inboxCapacity } = owner.type;
  // The probes have seen enough of this actor.
  if (!host.isClosing && !owner.hasLine) {
    owner.admitFrom = nearlyFull(inboxCapacity);
  }
}

/** Returns this cell once registered, the cell already so, or the refusal. */
function findRegistered(
  owner: AdmissionOwner,
  method: Method,
  caller: Caller | null,
): Target | Refusal {
  const { host, ended } = owner.type;
  // Woken again, an actor would have to end again, and so on for ever.
  if (host.refuses(caller) || ended?.has(owner.id)) {
    return engineStopped(owner, method, host.loss);
  }
  if (owner.phase === "dormant") {
    const registered = host.register(owner);
    if (registered !== owner) return registered;
    owner.phase = "activating";
    owner.trackArrivals();
  }
  return owner;
}

/**
 * Whether one more fits; those that were given up make room for it. They keep
 * their places until their turns would come, so there is a bound on those, too.
 */
function hasRoom(owner: AdmissionOwner): boolean {
  const { inboxCapacity } = owner.type;
  if (owner.places >= inboxCapacity * PLACES_PER_ROOM) return false;
  if (owner.inboxLength < inboxCapacity) return true;
  const { failureCounts } = owner;
  // A search for each of them would be all that a busy engine does.
  const { givenUp } = failureCounts;
  if (givenUp === 0 || givenUp < inboxCapacity / ROOM_PER_SEARCH) return false;
  failureCounts.givenUp = 0;
  owner.forgetDead(NOTHING);
  return owner.inboxLength < inboxCapacity;
}

/** Does with an envelope that does not fit what the options say. */
function overflow(
  owner: AdmissionOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): Refusal | undefined {
  const { overflow } = owner.type;
  if (overflow === "wait" && reply !== null) {
    return lineUp(owner, { method, payload, reply, caller });
  }
  if (overflow === "refuse" || overflow === "wait") {
    return refuseFull(owner, method);
  }
  owner.skipFillers(NOTHING);
  const { front } = owner;
  // Only envelopes are dropped: never the end of an activation, nor a tick.
  const isFixed = isOfEngine(front);
  if (overflow === "drop-newest" || isFixed) {
    drop(owner, method, reply, caller, null);
  } else {
    owner.shift(makeDropper(owner));
    take(owner, method, payload, reply, caller);
  }
  return undefined;
}

function refuseFull(owner: AdmissionOwner, method: Method): Refusal {
  owner.failureCounts.refused++;
  return inboxFull(owner, method, owner.type.inboxCapacity);
}

/** Returns what drops the envelope that makes room for a newer one. */
function makeDropper(owner: AdmissionOwner): Dispatcher {
  return {
    dispatch: (method, _payload, reply, caller) => {
      drop(owner, method, reply, caller, owner.taken - 1);
      return true;
    },
  };
}

/** Lets a call wait for room, if the line has room itself. */
function lineUp(
  owner: AdmissionOwner,
  envelope: WaitingEnvelope,
): Refusal | undefined {
  const line = owner.makeTurns().line ??= new WaitingLine();
  if (line.size >= MAX_WAITING) return refuseFull(owner, envelope.method);
  line.add(envelope);
  if (line.size === 1) {
    owner.type.host.markBusy();
    updateAdmitFrom(owner);
  }
  lookAtLine(owner, line);
  return undefined;
}

/** Finds out which of those in line are awaited, and refuses the others. */
function lookAtLine(owner: AdmissionOwner, line: WaitingLine): void {
  if (!line.beginLook()) return;
  const { runtime } = owner.type.host;
  // An `await` asks for the promise in a microtask behind this one.
  runtime.defer(() => runtime.defer(() => admitWaiting(owner)));
  runtime.setTimer(0, () => {
    for (const envelope of line.takeSends()) refuseWaiting(owner, envelope);
    if (line.needsLook) lookAtLine(owner, line);
    admitWaiting(owner);
  });
}

function refuseWaiting(
  owner: AdmissionOwner,
  { method, reply, caller }: WaitingEnvelope,
): void {
  refuse(owner, method, reply, caller, refuseFull(owner, method));
}

/** Accepts those in line that there is room for. */
export function admitWaiting(owner: AdmissionOwner): void {
  const line = owner.turns?.line ?? null;
  if (line === null) return;
  for (let next = line.next; next !== null; next = line.next) {
    if (!hasRoom(owner)) return;
    line.delete(next.reply.origin);
    const { method, payload, reply, caller } = next;
    take(owner, method, payload, reply, caller);
  }
  if (line.size === 0) closeLine(owner);
}

/** Settles a call without an answer; those in line behind it may be next. */
export function settleUnanswered(
  owner: AdmissionOwner & WaitOwner,
  call: Call,
  reason: DeadLetterReason,
  error: CallError,
): void {
  waits.settleUnanswered(owner, call, reason, error);
  if (owner.hasLine) leaveLine(owner, call);
}

/** Takes a call out of the line, where it may wait: it is settled. */
function leaveLine(owner: AdmissionOwner, call: Call): void {
  owner.turns?.line?.delete(call);
  // Those behind it may be next, and nothing may wait any more.
  admitWaiting(owner);
}

/**
 * Accepts a call in line though there is no room, for a turn waits for it; what
 * its caller sent before it goes first, or is refused.
 */
export function admitBeyondRoom(owner: AdmissionOwner, call: Call): void {
  const line = owner.turns?.line ?? null;
  if (line === null) return;
  for (const { envelope, isAwaited } of line.takeUpTo(call)) {
    const { method, payload, reply, caller } = envelope;
    if (isAwaited) take(owner, method, payload, reply, caller);
    else refuseWaiting(owner, envelope);
  }
  if (line.size === 0) closeLine(owner);
}

/** Makes what waits, in the inbox or for room in it, dead letters. */
export function buryAll(
  owner: AdmissionOwner,
  reason: DeadLetterReason,
  explain: Explain,
): void {
  buryInbox(owner, reason, explain);
  buryLine(owner, reason, explain);
}

/** Makes those in line dead letters: the activation ends. */
function buryLine(
  owner: AdmissionOwner,
  reason: DeadLetterReason,
  explain: Explain,
): void {
  const line = owner.turns?.line ?? null;
  if (line === null) return;
  for (const { method, reply, caller } of line.takeAll()) {
    if (reply.isOver) continue;
    bury(owner, method, reply, caller, reason, explain(owner, method));
  }
  closeLine(owner);
}

/** Forgets a line that none waits in any more. */
export function closeLine(owner: AdmissionOwner): void {
  owner.turns!.line = null;
  updateAdmitFrom(owner);
  owner.type.host.markIdle();
}
