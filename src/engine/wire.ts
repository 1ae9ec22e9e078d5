import { CallError, explainCodecError } from "../base/errors.ts";
import { decodeFrame, encodeFrame, type Frame } from "../codec/frame.ts";
import type {
  Reference,
  ReferenceName,
  ReferenceOwner,
} from "../codec/reference.ts";
import { type ActorId, formatActor } from "../envelope/actor_id.ts";
import type { ActorDefinition, Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Caller, Target } from "../envelope/target.ts";

/** An actor at the far end of a wire. */
export interface Receiver extends Target {
  readonly definition: ActorDefinition;
}

/** A wire from an engine to itself: all that crosses it is bytes. */
export class WireTarget implements Target {
  readonly #receiver: Receiver;
  readonly #outside: ReferenceOwner;

  constructor(receiver: Receiver, outside: ReferenceOwner) {
    this.#receiver = receiver;
    this.#outside = outside;
  }

  get actor(): ActorId {
    return this.#receiver.actor;
  }

  adopt(reference: Reference): Reference {
    return this.#receiver.adopt(reference);
  }

  resolve(name: ReferenceName): Reference {
    return this.#receiver.resolve(name);
  }

  refuse(
    method: Method,
    reply: Reply,
    caller: Caller | null,
    error: unknown,
  ): void {
    this.#receiver.refuse(method, reply, caller, error);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): CallError | undefined {
    const frame = this.#address(method, payload, caller);
    const far = reply && new WireReply(reply, caller ?? this.#outside);
    return this.#send({ kind: "call", ...frame }, method, far, caller);
  }

  /** Sends a stream's payload. */
  publish(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
  ): CallError | undefined {
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
  ): CallError | undefined {
    const action = `Cannot call ${formatActor(this.actor)}.${name}`;
    let arrived: Frame;
    try {
      arrived = decodeFrame(encodeFrame(frame), this.#receiver);
    } catch (error) {
      const refusal = explainCodecError(action, error);
      if (refusal instanceof CallError) return refusal;
      throw refusal;
    }
    if (arrived.kind !== "call" && arrived.kind !== "publish") return undefined;
    const method = this.#receiver.definition.methods[arrived.method];
    if (method === undefined) {
      return new CallError(`${action}: the actor has no such method`, {
        code: "unknown-method",
        outcome: "not-run",
      });
    }
    return this.#receiver.accept(method, arrived.payload, reply, caller);
  }
}

/** A reply at the far end of a wire. */
class WireReply implements Reply {
  readonly #near: Reply;
  readonly #owner: ReferenceOwner;

  constructor(near: Reply, owner: ReferenceOwner) {
    this.#near = near;
    this.#owner = owner;
  }

  get origin(): Reply {
    return this.#near.origin;
  }

  /**
   * Brings the value back.
   *
   * @throws {CodecError} If it cannot; the reply may still fail.
   */
  settle(value: unknown): void {
    const arrived = this.#carry({ kind: "reply", value });
    if (arrived.kind === "reply") this.#near.settle(arrived.value);
  }

  fail(error: unknown): void {
    let arrived: Frame;
    try {
      arrived = this.#carry({ kind: "error", error });
    } catch (refusal) {
      const outcome = error instanceof CallError ? error.outcome : "failed";
      const action = "Cannot bring an error back";
      this.#near.fail(explainCodecError(action, refusal, outcome));
      return;
    }
    if (arrived.kind === "error") this.#near.fail(arrived.error);
  }

  #carry(frame: Frame): Frame {
    return decodeFrame(encodeFrame(frame), this.#owner);
  }
}
