import { type Carried, CarryingPayload } from "../../envelope/carry.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import {
  type Actor,
  isPlainPromise,
  isThenable,
  toPlainPromise,
} from "../actor.ts";
import type { Subject } from "../failure/outcome.ts";
import { OPERATE, TICK } from "../inbox/system_method.ts";
import type { ActorTimer } from "../timer/timer.ts";
import { type Surround, TurnView } from "../turn/incoming.ts";
import type { ActorTurn } from "../turn/turn.ts";
import { runAs } from "../turn/turn_context.ts";
import type { Turns } from "../turn/turns.ts";
import { beginIfShort, mayBeLong } from "./long_chain.ts";

/** The cell whose methods run. */
export interface InvokeOwner extends ReferenceOwner, Subject {
  readonly instance: Actor | null;
  readonly durability: {
    /** Whether the turn that begins is a reminder's. */
    readonly isReminding: boolean;
  } | null;
  /** Returns its turns, made if need be. */
  makeTurns(): Turns;
}

/**
 * Runs a method with what surrounds it: the context values that its envelope
 * carries, an async context of its turn's own, and its type's interceptors.
 */
export function invokeSurrounded(
  owner: InvokeOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): unknown {
  const { carry } = owner.type.host;
  if (carry === null) {
    return invokeInContext(owner, method, payload, reply, caller);
  }
  const own = CarryingPayload.unwrap(payload);
  const carried = findCarried(payload, reply);
  return carried === null
    ? invokeInContext(owner, method, own, reply, caller)
    : carry.enter(
      carried,
      owner,
      () => invokeInContext(owner, method, own, reply, caller),
    );
}

function findCarried(payload: unknown, reply: Reply | null): Carried | null {
  if (reply !== null) return reply.carried;
  return payload instanceof CarryingPayload ? payload.carried : null;
}

function invokeInContext(
  owner: InvokeOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): unknown {
  const { hasContexts, incoming } = owner.type;
  const isPayload = reply === null;
  // An interceptor may make any turn go on.
  if (!hasContexts || (incoming === null && !method.mayGoOn)) {
    return incoming === null
      ? method.invoke(owner.instance!, payload)
      : intercept(incoming, owner, method, payload, isPayload, caller);
  }
  const turn = owner.makeTurns().openStarting(owner.taken);
  turn.take(method, reply, caller);
  turn.noteStart(owner.type.host.runtime);
  if (reply !== null) turn.depth = reply.depth;
  return mayBeLong(turn)
    ? beginIfShort(owner, turn, () => invokeAs(owner, turn, payload))
    : invokeAs(owner, turn, payload);
}

function invokeAs(
  owner: InvokeOwner,
  turn: ActorTurn,
  payload: unknown,
): unknown {
  const { incoming } = owner.type;
  const { method, reply, caller } = turn;
  const isPayload = reply === null;
  const result = incoming === null
    ? runAs(turn, method.invoke, owner.instance!, payload)
    : runAs(
      turn,
      intercept,
      incoming,
      owner,
      method,
      payload,
      isPayload,
      caller,
    );
  // What is awaited for it, a call's reply for one, is awaited by the turn.
  return isThenable(result) && !isPlainPromise(result)
    ? runAs(turn, toPlainPromise, result)
    : result;
}

/** Runs a method within the interceptors of its type. */
function intercept(
  incoming: Surround,
  owner: InvokeOwner,
  method: Method,
  payload: unknown,
  isPayload: boolean,
  caller: Caller | null,
): unknown {
  if (method === TICK) return interceptTick(incoming, owner, payload);
  if (method === OPERATE) return method.invoke(owner.instance!, payload);
  const kind = isPayload ? nameKind(owner) : "call";
  const view = new TurnView(kind, owner, method, payload, caller);
  return incoming(view, () => method.invoke(owner.instance!, payload));
}

/** What runs a method that has no caller. */
function nameKind({ durability }: InvokeOwner): "payload" | "reminder" {
  return durability?.isReminding ? "reminder" : "payload";
}

/** Runs a timer's callback so; a tick that is refused does not hold it up. */
function interceptTick(
  incoming: Surround,
  owner: InvokeOwner,
  tick: unknown,
): unknown {
  const timer = tick as ActorTimer;
  let hasRun = false;
  const skip = (): void => {
    if (!hasRun) timer.skip();
  };
  let result: unknown;
  try {
    // What it carries is the timer, which is no user's value.
    const view = new TurnView("tick", owner, TICK, undefined, null);
    result = incoming(view, () => {
      hasRun = true;
      return timer.run();
    });
    if (hasRun || !isThenable(result)) return result;
  } catch (error) {
    skip();
    throw error;
  }
  const over = toPlainPromise(result);
  over.then(skip, skip);
  return over;
}
