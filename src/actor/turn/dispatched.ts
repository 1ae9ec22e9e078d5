import type { Method } from "../../envelope/definition.ts";
import { callerOf } from "../../envelope/replies/shared_reply.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";

/** An envelope whose method runs, without its payload. */
export interface Dispatched {
  readonly method: Method;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

// One for all engines: methods run one at a time. It is written at every turn
// of an actor that may ask for it, and each store of an object is dear: that of
// the caller is left out where the reply knows it.
let lastMethod: Method;
let lastReply: Reply | null = null;
let publisher: Caller | null = null;

/** Notes the envelope whose method is about to be called. */
export function noteDispatched(
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
): void {
  if (method !== lastMethod) lastMethod = method;
  lastReply = reply;
  if (reply === null) publisher = caller;
}

/** Returns the envelope whose method has not returned. */
export function readDispatched(): Dispatched {
  const caller = lastReply === null ? publisher : callerOf(lastReply);
  return { method: lastMethod, reply: lastReply, caller };
}

/** Forgets what a handled envelope must not leave behind. */
export function forgetDispatched(): void {
  lastReply = publisher = null;
}
