import type { Method } from "./definition.ts";
import type { Reply } from "./reply.ts";
import { type Caller, isRefusal, type Refusal, type Target } from "./target.ts";

/** What sends envelopes to one actor: a link, a subscription, a wire's end. */
export interface Sender {
  /** Where they go; another cell may be registered for the actor by now. */
  target: Target;
}

/**
 * Sends an envelope whose payload is the receiver's own copy; returns the
 * refusal, if it was not taken.
 */
export function deliver(
  sender: Sender,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): Refusal | undefined {
  const answer = sender.target.accept(method, payload, reply, caller);
  if (answer === undefined || isRefusal(answer)) return answer;
  sender.target = answer;
  return deliver(sender, method, payload, reply, caller);
}
