import { explainCodecError } from "../../../base/errors.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceType,
} from "../../../codec/reference/reference.ts";
import { toCodecError } from "../../../codec/refusal.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../../envelope/call_scope.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Sender } from "../../../envelope/deliver.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type {
  Call,
  Caller,
  CallHost,
  Refusal,
  Target,
  WaitNode,
} from "../../../envelope/target.ts";
import { HeldCall } from "./held_call.ts";

/** The durable actor that calls. */
export interface CallHolder {
  /** Has a call made when what its turn has changed is committed. */
  hold(call: HeldCall): void;
  /** Takes a call back that is not made yet; `undefined` if it is. */
  takeBack(call: Reply): HeldCall | undefined;
}

/**
 * An actor as a durable one calls it: what is sent to it leaves with the commit
 * of the turn that sends.
 */
export class HeldTarget implements Target, Sender {
  target: Target;
  readonly #holder: CallHolder;

  constructor(target: Target, holder: CallHolder) {
    this.target = target;
    this.#holder = holder;
  }

  get actor(): ActorId {
    return this.target.actor;
  }

  get id(): string {
    return this.target.id;
  }

  get host(): CallHost {
    return this.target.host;
  }

  get registered(): WaitNode {
    return this.target.registered;
  }

  get bare(): Target {
    return this.target;
  }

  /** It numbers nothing: a call may be taken back before it is made. */
  get local(): null {
    return null;
  }

  bind(reference: Reference): Reference {
    return this.target.bind(reference);
  }

  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.target.resolve(name, type);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    let copy: unknown;
    try {
      copy = method.copyPayload(payload, this.target);
    } catch (error) {
      const action = `Cannot call ${formatActor(this.actor)}.${method.name}`;
      return explainCodecError(action, toCodecError(error)) as Refusal;
    }
    this.#holder.hold(new HeldCall(this, method, copy, reply, caller));
    return undefined;
  }

  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void {
    this.target.refuse(method, reply, caller, error);
  }

  giveUp(call: Call, end: ScopeEnd): void {
    // What is not made yet is told as the actor tells what has not begun.
    this.#holder.takeBack(call);
    this.target.giveUp(call, end);
  }
}
