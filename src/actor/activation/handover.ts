import type { DeadLetterReason } from "../event.ts";
import type { Explain } from "../failure/refusal.ts";
import { DEACTIVATE } from "../inbox/system_method.ts";
import { type AdmissionOwner, buryAll } from "./admission.ts";
import { giveBack } from "./give_back.ts";
import { unpause } from "./turn_loop.ts";

/**
 * Ends an activation in order, for its actor moves; resolves when it is
 * dormant.
 */
export function handOver(owner: AdmissionOwner): Promise<void> {
  if (owner.phase === "dormant") return Promise.resolve();
  const { life } = owner;
  const gone = life.move();
  giveBack(owner);
  // A pill that waits is the end.
  if (life.pill === null) owner.enqueue(DEACTIVATE, "lease-lost", null, null);
  goOn(owner);
  return gone;
}

/** Lets what keeps an activation from its end be over. */
export function goOn(owner: AdmissionOwner): void {
  unpause(owner);
  owner.life.hurry();
  owner.type.lookAgain(owner);
}

/** Makes what waits dead letters, or gives it back where its actor moves. */
export function emptyInbox(
  owner: AdmissionOwner,
  reason: DeadLetterReason,
  explain: Explain,
): void {
  if (reason === "moved") giveBack(owner);
  else buryAll(owner, reason, explain);
}
