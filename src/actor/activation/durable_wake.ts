import type { Caller } from "../../envelope/target.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Refusal, Target } from "../../envelope/target.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Durability } from "../durable/durability.ts";
import { REMIND, WAKE } from "../inbox/system_method.ts";
import { isLive } from "../port/activation.ts";
import type { DurableOwner } from "./durable_end.ts";

/** The durable cell that is woken. */
export interface WakeOwner extends DurableOwner {
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
  if (isLive(owner) && durability.isLoaded) return fireDue(owner);
  if (phase !== "dormant") {
    // It does so when it is live, or says that it is not.
    return waker!.noteLoaded(owner.actor);
  }
  const answer = owner.accept(WAKE, undefined, null, null);
  if (answer !== undefined) waker!.noteFailed(owner.actor, 0);
}

/** Queues a tick of each reminder that is due; tells when the next one is. */
export function fireDue(owner: WakeOwner): void {
  const { durability: { reminders }, type: { host } } = owner;
  if (host.isClosing) return;
  for (const tick of reminders.takeDue()) owner.deliverOwn(REMIND, tick);
  reminders.tellAgain();
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
