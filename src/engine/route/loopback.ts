import { CallError, explainCodecError } from "../../base/errors.ts";
import type { Reader } from "../../codec/bytes/reader.ts";
import {
  DecodingOwner,
  EncodingOwner,
  type Reference,
  type ReferenceName,
  type ReferenceOwner,
  type ReferenceType,
} from "../../codec/reference/reference.ts";
import { cross } from "../../codec/wire/crossing.ts";
import type { CallFrame, PublishFrame } from "../../codec/wire/frame.ts";
import { readUntyped } from "../../codec/wire/cbor.ts";
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

/** A frame that is an envelope. */
type EnvelopeFrame = CallFrame | PublishFrame;

/** A frame that is being built. */
type Building<Built> = { -readonly [Key in keyof Built]: Built[Key] };

/**
 * A wire from an engine to itself: all that crosses it is bytes. A payload is
 * checked as it is written, and once more as it is read: bytes of the right
 * type may come from anywhere.
 */
export class WireTarget implements Target, Sender {
  target: Target;
  readonly #definition: ActorDefinition;
  readonly #departure: ReferenceOwner;
  readonly #arrival: ReferenceOwner;
  readonly #outside: ReferenceOwner;
  readonly #now: () => number;
  #caller: Caller | null = null;
  #back: ReferenceOwner | null = null;
  /** Reads a payload; one of an unknown method is refused with its frame. */
  readonly #read = (from: Reader, name: string | null): unknown => {
    const method = name === null ? undefined : this.#definition.methods[name];
    return method === undefined ? readUntyped(from) : method.readPayload(from);
  };

  constructor(
    receiver: Receiver,
    outside: ReferenceOwner,
    now: () => number,
  ) {
    this.target = receiver;
    this.#now = now;
    this.#definition = receiver.definition;
    this.#departure = new EncodingOwner(receiver);
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

  resolve(name: ReferenceName, type?: ReferenceType): Reference {
    return this.target.resolve(name, type);
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
    const frame: Building<CallFrame> = {
      kind: "call",
      actor: this.actor,
      method: method.name,
      payload,
    };
    this.#sign(frame, caller, carried);
    if (reply === null) return this.#send(frame, method, null, caller);
    this.#describe(frame, reply);
    const far = openReply(reply, method, this.#findArrival(caller));
    return this.#send(frame, method, far, caller);
  }

  /** Returns the owner of what comes back to a caller: as a rule the last. */
  #findArrival(caller: Caller | null): ReferenceOwner {
    if (this.#back === null || this.#caller !== caller) {
      this.#caller = caller;
      this.#back = new DecodingOwner(caller ?? this.#outside);
    }
    return this.#back;
  }

  /** Sends a stream's payload. */
  publish(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    const frame: Building<PublishFrame> = {
      kind: "publish",
      stream,
      actor: this.actor,
      method: method.name,
      payload,
    };
    this.#sign(frame, caller, carried);
    return this.#send(frame, method, null, caller);
  }

  /** Says who sends a frame, and what it carries. */
  #sign(
    frame: Building<EnvelopeFrame>,
    caller: Caller | null,
    carried: Carried | null,
  ): void {
    const { carry } = this.host;
    if (caller !== null) frame.caller = caller.actor;
    if (carry !== null && carried !== null) {
      frame.carried = carry.toFields(carried);
    }
  }

  /** Says what a call is made for, how long it may take, and its once. */
  #describe(frame: Building<CallFrame>, reply: Reply): void {
    const { madeBy, endsAt, once } = reply;
    if (madeBy !== null) frame.chain = listChain(madeBy);
    if (endsAt !== Infinity) {
      frame.timeLeftMs = Math.max(0, endsAt - this.#now());
    }
    if (once !== null) frame.once = once;
  }

  #send(
    frame: EnvelopeFrame,
    method: Method,
    reply: WireReply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    try {
      const arrived = cross(
        frame,
        this.#departure,
        this.#arrival,
        (payload, to) => method.writePayload(payload, to),
        this.#read,
      ) as EnvelopeFrame;
      return this.#accept(arrived, reply, caller);
    } catch (error) {
      const refusal = explainCodecError(this.#say(method.name), error);
      if (refusal instanceof CallError) return refusal;
      throw refusal;
    }
  }

  #accept(
    frame: EnvelopeFrame,
    reply: WireReply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    const { payload } = frame;
    if (frame.kind === "call") reply?.arrive(frame, this.#now);
    const method = this.#definition.methods[frame.method];
    if (method === undefined) {
      const action = this.#say(frame.method);
      return new CallError(`${action}: the actor has no such method`, {
        code: "unknown-method",
        outcome: "not-run",
      });
    }
    const carried = this.#receive(frame.carried);
    if (reply === null && carried !== null) {
      const sent = new CarryingPayload(payload, carried);
      return deliver(this, method, sent, null, caller);
    }
    if (reply !== null) reply.carried = carried;
    return deliver(this, method, payload, reply, caller);
  }

  #say(method: string): string {
    return `Cannot call ${formatActor(this.actor)}.${method}`;
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
  arrival: ReferenceOwner,
): WireReply {
  return isStreamingSink(reply)
    ? new WireSink(reply, method, arrival)
    : new WireReply(reply, method, arrival);
}
