import { CallError, explainCodecError } from "../../base/errors.ts";
import {
  type CallFrame,
  decodeFrame,
  encodeCopy,
  type Frame,
} from "../../codec/wire/frame.ts";
import {
  DecodingOwner,
  type Reference,
  type ReferenceName,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import { WireReply } from "./wire_reply.ts";
import { WireSink } from "./wire_sink.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import { type Carried, CarryingPayload } from "../../envelope/carry.ts";
import { deliver, type Sender } from "../../envelope/deliver.ts";
import type { ActorDefinition, Method } from "../../envelope/definition.ts";
import { listChain } from "../../envelope/chain.ts";
import type { Reply } from "../../envelope/reply.ts";
import { isStreamingSink } from "../../envelope/streaming.ts";
import type {
  Call,
  Caller,
  CallHost,
  Refusal,
  Target,
  WaitNode,
} from "../../envelope/target.ts";

/** An actor at the far end of a wire. */
export interface Receiver extends Target {
  readonly definition: ActorDefinition;
}

/**
 * A wire from an engine to itself: all that crosses it is bytes. A payload is
 * copied to be encoded, and what arrives is checked again: bytes of the right
 * type may come from anywhere.
 */
export class WireTarget implements Target, Sender {
  readonly direction = "encoding";
  target: Target;
  readonly #definition: ActorDefinition;
  readonly #arrival: ReferenceOwner;
  readonly #outside: ReferenceOwner;
  readonly #now: () => number;

  constructor(
    receiver: Receiver,
    outside: ReferenceOwner,
    now: () => number,
  ) {
    this.target = receiver;
    this.#now = now;
    this.#definition = receiver.definition;
    this.#arrival = new DecodingOwner(receiver);
    this.#outside = outside;
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

  get local(): null {
    return null;
  }

  get registered(): WaitNode {
    return this.target.registered;
  }

  giveUp(call: Call, end: ScopeEnd): void {
    this.target.giveUp(call, end);
  }

  bind(reference: Reference): Reference {
    // It is bound where it arrives; here only whether it may be is asked.
    this.target.bind(reference);
    return reference;
  }

  resolve(name: ReferenceName): Reference {
    return this.target.resolve(name);
  }

  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void {
    this.target.refuse(method, reply, caller, error);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    const carried = reply === null ? null : reply.carried;
    const frame = this.#address(method, payload, caller, carried);
    const about = reply === null ? {} : this.#describe(reply);
    const far = reply && openReply(reply, method, caller ?? this.#outside);
    const call = { kind: "call", ...frame, ...about } as const;
    return this.#send(call, method, far, caller);
  }

  /** Sends a stream's payload. */
  publish(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    const frame = this.#address(method, payload, caller, carried);
    const publish = { kind: "publish", stream, ...frame } as const;
    return this.#send(publish, method, null, caller);
  }

  #address(
    method: Method,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ) {
    const { carry } = this.host;
    return {
      actor: this.actor,
      method: method.name,
      payload,
      ...(caller === null ? {} : { caller: caller.actor }),
      ...(carry === null || carried === null
        ? {}
        : { carried: carry.toFields(carried) }),
    };
  }

  /** Returns what a call is made for, and how long it may take. */
  #describe(
    { madeBy, endsAt }: Reply,
  ): Pick<CallFrame, "chain" | "timeLeftMs"> {
    const chain = listChain(madeBy);
    const made = chain.length === 0 ? {} : { chain };
    if (endsAt === Infinity) return made;
    return { ...made, timeLeftMs: Math.max(0, endsAt - this.#now()) };
  }

  #send(
    frame: Frame,
    { name }: Method,
    reply: WireReply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    const action = `Cannot call ${formatActor(this.actor)}.${name}`;
    try {
      const arrived = decodeFrame(encodeCopy(frame), this.target);
      return this.#accept(arrived, action, reply, caller);
    } catch (error) {
      const refusal = explainCodecError(action, error);
      if (refusal instanceof CallError) return refusal;
      throw refusal;
    }
  }

  #accept(
    frame: Frame,
    action: string,
    reply: WireReply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    if (frame.kind === "call") reply?.arrive(frame, this.#now());
    if (frame.kind !== "call" && frame.kind !== "publish") return undefined;
    const method = this.#definition.methods[frame.method];
    if (method === undefined) {
      return new CallError(`${action}: the actor has no such method`, {
        code: "unknown-method",
        outcome: "not-run",
      });
    }
    const payload = method.copyPayload(frame.payload, this.#arrival);
    const carried = this.#receive(frame.carried);
    if (reply === null && carried !== null) {
      const sent = new CarryingPayload(payload, carried);
      return deliver(this, method, sent, null, caller);
    }
    if (reply !== null) reply.carried = carried;
    return deliver(this, method, payload, reply, caller);
  }

  /** Returns what is known here of the values that came with a frame. */
  #receive(fields: unknown): Carried | null {
    const { carry } = this.host;
    return carry === null || fields === undefined
      ? null
      : carry.receive(fields, this.#arrival);
  }
}

function openReply(
  reply: Reply,
  method: Method,
  caller: ReferenceOwner,
): WireReply {
  return isStreamingSink(reply)
    ? new WireSink(reply, method, caller)
    : new WireReply(reply, method, caller);
}
