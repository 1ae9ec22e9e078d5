import { errorOf } from "../../base/deferred_error.ts";
import {
  CallError,
  explainCodecError,
  readOutcome,
} from "../../base/errors.ts";
import {
  decodeFrame,
  encodeCopy,
  encodeFrame,
  type Frame,
} from "../../codec/wire/frame.ts";
import {
  DecodingOwner,
  ENCODING,
  type Reference,
  type ReferenceName,
  type ReferenceOwner,
} from "../../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { CallScope, ScopeEnd } from "../../envelope/call_scope.ts";
import { deliver, type Sender } from "../../envelope/deliver.ts";
import type { ActorDefinition, Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
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

  constructor(receiver: Receiver, outside: ReferenceOwner) {
    this.target = receiver;
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
    const frame = this.#address(method, payload, caller);
    const far = reply && new WireReply(reply, method, caller ?? this.#outside);
    return this.#send({ kind: "call", ...frame }, method, far, caller);
  }

  /** Sends a stream's payload. */
  publish(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
  ): Refusal | undefined {
    const frame = this.#address(method, payload, caller);
    const publish = { kind: "publish", stream, ...frame } as const;
    return this.#send(publish, method, null, caller);
  }

  #address(method: Method, payload: unknown, caller: Caller | null) {
    const frame = { actor: this.actor, method: method.name, payload };
    return caller === null ? frame : { ...frame, caller: caller.actor };
  }

  #send(
    frame: Frame,
    { name }: Method,
    reply: Reply | null,
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
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    if (frame.kind !== "call" && frame.kind !== "publish") return undefined;
    const method = this.#definition.methods[frame.method];
    if (method === undefined) {
      return new CallError(`${action}: the actor has no such method`, {
        code: "unknown-method",
        outcome: "not-run",
      });
    }
    const payload = method.copyPayload(frame.payload, this.#arrival);
    return deliver(this, method, payload, reply, caller);
  }
}

/** A reply at the far end of a wire. */
class WireReply implements Reply {
  readonly #reply: Reply;
  readonly #method: Method;
  readonly #caller: ReferenceOwner;

  constructor(reply: Reply, method: Method, caller: ReferenceOwner) {
    this.#reply = reply;
    this.#method = method;
    this.#caller = caller;
  }

  get owner(): ReferenceOwner {
    return ENCODING;
  }

  get origin(): Reply {
    return this.#reply.origin;
  }

  get isOver(): boolean {
    return this.#reply.isOver;
  }

  get isGivenUp(): boolean {
    return this.#reply.isGivenUp;
  }

  get scope(): CallScope | null {
    return this.#reply.scope;
  }

  /**
   * Brings the value back.
   *
   * @throws {CodecError} If it cannot; the reply may still fail.
   */
  settle(value: unknown): void {
    const bytes = encodeCopy({ kind: "reply", value });
    const arrived = decodeFrame(bytes, this.#caller);
    if (arrived.kind !== "reply") return;
    const arrival = new DecodingOwner(this.#caller);
    this.#reply.settle(this.#method.copyResult(arrived.value, arrival));
  }

  fail(reason: unknown): void {
    const error = errorOf(reason);
    let arrived: Frame;
    try {
      arrived = decodeFrame(
        encodeFrame({ kind: "error", error }),
        this.#caller,
      );
    } catch (refusal) {
      const action = "Cannot bring an error back";
      const outcome = readOutcome(error);
      this.#reply.fail(explainCodecError(action, refusal, outcome));
      return;
    }
    if (arrived.kind === "error") this.#reply.fail(arrived.error);
  }
}
