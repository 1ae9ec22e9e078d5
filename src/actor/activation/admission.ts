import type { ActorId } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import { singleOut } from "../../envelope/replies/shared_reply.ts";
import type { Caller, Refusal, Target } from "../../envelope/target.ts";
import type { ActorType } from "../actor_type.ts";
import type { FailureCounts } from "../failure/failure_counts.ts";
import { drop } from "../failure/outcome.ts";
import { engineStopped, inboxFull } from "../failure/refusal.ts";
import type { Dispatcher, Inbox } from "../inbox/inbox.ts";
import { DEACTIVATE, NOTHING, TICK } from "../inbox/system_method.ts";
import type { Activation, Phase } from "../port/activation.ts";

/** The cell that an envelope asks for admission. */
export interface AdmissionOwner extends Activation, Inbox {
  readonly type: ActorType;
  readonly actor: ActorId;
  readonly failureCounts: FailureCounts;
  phase: Phase;
  readonly accepted: number;
  readonly inboxLength: number;
  /** Shows an arrival to the probes, if there are any. */
  showArrival(method: Method, reply: Reply | null, caller: Caller | null): void;
  /** Adds an envelope to the inbox, and queues the cell for a run. */
  enqueue(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void;
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
  if (!hasRoom(owner)) return overflow(owner, method, payload, reply, caller);
  owner.showArrival(method, reply, caller);
  owner.enqueue(method, payload, reply, caller);
  return undefined;
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
    return engineStopped(owner, method);
  }
  if (owner.phase === "dormant") {
    const registered = host.register(owner);
    if (registered !== owner) return registered;
    owner.phase = "activating";
    owner.trackArrivals();
  }
  return owner;
}

/** Whether one more fits; those that were given up make room for it. */
function hasRoom(owner: AdmissionOwner): boolean {
  const { inboxCapacity } = owner.type;
  if (owner.inboxLength < inboxCapacity) return true;
  const { failureCounts } = owner;
  if (failureCounts.dead === 0) return false;
  failureCounts.dead = 0;
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
  const { inboxCapacity, overflow } = owner.type;
  if (overflow === "refuse") {
    owner.failureCounts.refused++;
    return inboxFull(owner, method, inboxCapacity);
  }
  owner.skipFillers(NOTHING);
  const { front } = owner;
  // Only envelopes are dropped: never the end of an activation, nor a tick.
  const isFixed = front === DEACTIVATE || front === TICK;
  if (overflow === "drop-newest" || isFixed) {
    drop(owner, method, reply, caller);
  } else {
    owner.shift(makeDropper(owner));
    owner.showArrival(method, reply, caller);
    owner.enqueue(method, payload, reply, caller);
  }
  return undefined;
}

/** Returns what drops the envelope that makes room for a newer one. */
function makeDropper(owner: AdmissionOwner): Dispatcher {
  return {
    dispatch: (method, _payload, reply, caller) => {
      const own = singleOut(reply, method, owner.taken - 1);
      drop(owner, method, own, caller);
      return true;
    },
  };
}
