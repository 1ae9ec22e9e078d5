import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import {
  type Actor,
  isPlainPromise,
  isThenable,
  toPlainPromise,
} from "../actor.ts";
import type { ActorType } from "../actor_type.ts";
import { runAs } from "../turn/turn_context.ts";
import type { Turns } from "../turn/turns.ts";

/** The cell whose methods run. */
export interface InvokeOwner {
  readonly type: ActorType;
  readonly instance: Actor | null;
  /** How many envelopes have left its inbox. */
  readonly taken: number;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
}

/** Runs a method in an async context of its turn's own. */
export function invokeInContext(
  owner: InvokeOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): unknown {
  const turn = owner.makeTurns().findStarting(owner.taken);
  turn.method = method;
  turn.reply = reply;
  turn.caller = caller;
  turn.noteStart(owner.type.host.runtime);
  const result = runAs(turn, method.invoke, owner.instance!, payload);
  // What is awaited for it, a call's reply for one, is awaited by the turn.
  return isThenable(result) && !isPlainPromise(result)
    ? runAs(turn, toPlainPromise, result)
    : result;
}
