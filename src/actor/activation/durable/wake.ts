import type { Caller } from "../../../envelope/target.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Refusal, Target } from "../../../envelope/target.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Durability } from "../../durable/durability.ts";
import { REMIND, WAKE } from "../../inbox/system_method.ts";
import { isLive } from "../../port/activation.ts";
import { WOKEN_REST_MS } from "../../../base/limits.ts";
import { queue } from "../run_state.ts";
import type { DurableOwner } from "./end.ts";

/** The durable cell that is woken. */
export interface WakeOwner extends DurableOwner {
  /**
   * How many envelopes it has accepted, while all of this activation are the
   * engine's own; `null` where others were, or may have been.
   */
  acceptedOwn: number | null;
  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | Target | undefined;
  /** Queues an envelope of the actor's own, past the inbox's bound. */
  deliverOwn(method: Method, payload: unknown): void;
}

/** Wakes an actor whose record asks for it; the waker hears of the outcome. */
export function wake(owner: WakeOwner): void {
  const { durability, phase, type: { host: { waker } } } = owner;
  // What is due by now, as it says when it is to be woken, is told at once: it
  // has begun then, and counts as activating still.
  const isUp = isLive(owner) ||
    phase === "activating" && durability.hasStarted;
  if (isUp && durability.isLoaded) return fireDue(owner);
  if (phase !== "dormant") {
    // It does so when it is live, or says that it is not.
    return waker!.noteLoaded(owner.actor);
  }
  const answer = owner.accept(WAKE, undefined, null, null);
  if (answer === undefined) owner.acceptedOwn = owner.accepted;
  else waker!.noteFailed(owner.actor, 0);
}

/** Queues a tick of each reminder that is due; tells when the next one is. */
export function fireDue(owner: WakeOwner): void {
  const { durability: { reminders }, type: { host } } = owner;
  if (host.isClosing) return;
  for (const tick of reminders.takeDue()) {
    owner.deliverOwn(REMIND, tick);
    if (owner.acceptedOwn !== null) owner.acceptedOwn++;
  }
  reminders.tellAgain();
}

/**
 * Lets an actor rest that nothing but its record has woken, once it has done
 * what it was woken for: of many that are due few are live at a time.
 */
export function restIfDone(owner: WakeOwner): void {
  if (!isDone(owner)) return;
  owner.makeTurns().ending ??= {
    isRest: true,
    begin() {
      if (isDone(owner)) owner.life.deactivate("idle");
      // Something came meanwhile.
      else queue(owner);
    },
  };
  queue(owner);
}

function isDone(owner: WakeOwner): boolean {
  const { acceptedOwn, durability, resources, type } = owner;
  if (acceptedOwn === null || acceptedOwn !== owner.accepted) return false;
  // Its class says itself when it rests.
  if (type.idleMs > 0 || owner.phase !== "active") return false;
  const { image: { reminders, sends }, isLoaded, isPending } = durability;
  const isBusy = owner.inboxLength > 0 || owner.openTurns.length > 0 ||
    owner.hasLine || owner.isStreaming || isPending || !isLoaded ||
    sends.isUnderWay;
  if (isBusy) return false;
  const now = type.host.runtime.now();
  const { nextWake } = reminders;
  return (resources?.mayRest(now) ?? true) &&
    (nextWake === null || nextWake - now > WOKEN_REST_MS);
}

/** Says when an actor that is live no more is to be woken. */
export function noteDormant(
  { actor, type: { host: { waker } } }: WakeOwner,
  { hasStarted, isLoaded }: Durability,
  wakeAt: number | null,
): void {
  if (waker === null) return;
  if (isLoaded && (hasStarted || wakeAt === null)) waker.note(actor, wakeAt);
  // A commit was lost: only the store knows.
  else waker.noteFailed(actor, isLoaded || !hasStarted ? wakeAt : 0);
}
