import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";

/** The envelope whose method was called last, without its payload. */
export interface Dispatched {
  readonly method: Method;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

// One for all engines: methods run one at a time. It is written at every turn
// of an actor that may ask for it, so it is no new object each time.
const dispatched: { -readonly [Key in keyof Dispatched]: Dispatched[Key] } = {
  method: undefined as never,
  reply: null,
  caller: null,
};

/** Notes the envelope whose method is about to be called. */
export function noteDispatched(
  method: Method,
  reply: Reply | null,
  caller: Caller | null,
): void {
  dispatched.method = method;
  dispatched.reply = reply;
  dispatched.caller = caller;
}

/** Returns it; known while the method has not returned. */
export function readDispatched(): Dispatched {
  return dispatched;
}

/** Forgets what a handled envelope must not leave behind. */
export function forgetDispatched(): void {
  dispatched.reply = null;
}
