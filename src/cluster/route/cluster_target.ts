import { explainCodecError } from "../../base/errors.ts";
import {
  DecodingOwner,
  EncodingOwner,
  type Reference,
  type ReferenceName,
  type ReferenceOwner,
  type ReferenceType,
} from "../../codec/reference/reference.ts";
import { toCodecError } from "../../codec/refusal.ts";
import type { CallFrame, PublishFrame } from "../../codec/wire/frame.ts";
import type { Activation } from "../../actor/port/activation.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import { type Carried, CarryingPayload } from "../../envelope/carry.ts";
import { listChain } from "../../envelope/chain.ts";
import type { Method } from "../../envelope/definition.ts";
import { deliver, type Sender } from "../../envelope/deliver.ts";
import { CallReply } from "../../envelope/replies/call_reply.ts";
import { CarryingReply } from "../../envelope/replies/carrying_reply.ts";
import type { Reply } from "../../envelope/reply.ts";
import type {
  Call,
  Caller,
  CallHost,
  Refusal,
  Target,
  WaitNode,
} from "../../envelope/target.ts";
import type { NewCall, OutgoingLane } from "../call/outgoing_calls.ts";
import { methodOf, type Operation } from "../call/operations.ts";
import type { SharedBody } from "../call/shared_bodies.ts";
import { CALL_HEAD_BYTES } from "../frame/call_head.ts";
import { makeFramed } from "../frame/message.ts";
import { type FarCalls, FarNode } from "./far_node.ts";

/** What a target asks of its node. */
export interface TargetHost extends FarCalls {
  readonly outside: ReferenceOwner;
  /** The shard that an actor is in. */
  shardOf(type: string, id: string): number;
  /** Whether calls of a caller to a shard are taken here. */
  isHere(shard: number, caller: Caller | null): boolean;
  /** Returns the refusal of a caller whose engine stops, if it does. */
  findStop(
    target: Target,
    method: Method,
    caller: Caller | null,
  ): Refusal | undefined;
  /** Returns the lane of an actor, if calls to it are under way. */
  findLane(type: string, id: string): OutgoingLane | undefined;
  openLane(actor: ActorId, shard: number): OutgoingLane;
  /** Sends a call; returns the refusal, if it cannot. */
  send(call: NewCall): Refusal | undefined;
  /** Makes the reply of a payload that goes to another node. */
  openDelivery(carried: Carried | null): Reply;
  /** Returns a payload of the publication at hand that its calls share. */
  openBody(
    method: Method,
    payload: unknown,
    owner: ReferenceOwner,
  ): SharedBody | null;
  /** Gives a call up; returns whether it was sent elsewhere. */
  giveUp(call: Call, end: ScopeEnd): boolean;
}

/** The stream that a payload is of which waited where its actor was. */
const MOVED = "backstage:moved";

/** A frame that is being built. */
type Building<Built> = { -readonly [Key in keyof Built]: Built[Key] };

/**
 * An actor of a cluster: its inbox while this node serves it, and the node that
 * does else.
 */
export class ClusterTarget implements Target, Sender {
  /** The actor's activation here, a dormant one if there is none. */
  target: Target;
  readonly #host: TargetHost;
  readonly #shard: number;
  readonly #departure: ReferenceOwner;
  #caller: Caller | null = null;
  #arrival: ReferenceOwner | null = null;
  #far: FarNode | null = null;

  /** Creates it; what is for this node goes to `near`. */
  constructor(
    activation: Activation,
    host: TargetHost,
    near: Target = activation,
  ) {
    this.target = near;
    this.#host = host;
    this.#shard = host.shardOf(activation.definition.type, activation.id);
    this.#departure = new EncodingOwner(activation);
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

  /** It numbers nothing: its actor may be elsewhere the next time. */
  get local(): null {
    return null;
  }

  get registered(): WaitNode {
    return this.#isHere(null)
      ? this.target.registered
      : this.#far ??= new FarNode(this.actor, this.#host);
  }

  bind(reference: Reference): Reference {
    return this.target.bind(reference);
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

  giveUp(call: Call, end: ScopeEnd): void {
    if (!this.#host.giveUp(call, end)) this.target.giveUp(call, end);
  }

  #isHere(caller: Caller | null): boolean {
    const { type, id } = this.actor;
    return this.#host.findLane(type, id) === undefined &&
      this.#host.isHere(this.#shard, caller);
  }

  accept(
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): Refusal | undefined {
    try {
      // A payload goes its own way: see `publish`.
      if (reply === null || this.#isHere(caller)) {
        const copy = this.#copy(method, payload);
        return deliver(this, method, copy, reply, caller);
      }
      return this.#host.findStop(this.target, method, caller) ??
        this.#send(method, payload, reply, caller);
    } catch (error) {
      return this.#explain(method, error);
    }
  }

  /** Returns what goes to this node; a wire writes it as bytes itself. */
  #copy(method: Method, payload: unknown): unknown {
    const { target } = this;
    return target.local === null
      ? payload
      : method.payloadCopier(payload, target);
  }

  #explain(method: Method, error: unknown): Refusal {
    const action = `Cannot call ${formatActor(this.actor)}.${method.name}`;
    return explainCodecError(action, toCodecError(error)) as Refusal;
  }

  /** Sends an envelope that did not begin here to where its actor is. */
  reroute(
    method: Method,
    payload: unknown,
    reply: Reply,
    caller: Caller | null,
  ): Refusal | undefined {
    try {
      return this.#send(method, payload, reply, caller);
    } catch (error) {
      return this.#explain(method, error);
    }
  }

  /** Asks what is no call of the node that serves the actor. */
  ask(
    operation: Operation,
    payload: unknown = undefined,
    caller: Caller | null = null,
    carried: Carried | null = null,
  ): CallReply<void> {
    const method = methodOf(operation);
    const site = { target: this, caller, once: null };
    const madeBy = caller === null ? null : caller.asker;
    const reply = carried === null
      ? new CallReply<void>(site, method, madeBy)
      : new CarryingReply<void>(carried, site, method, madeBy);
    const refusal = this.reroute(method, payload, reply, caller);
    if (refusal !== undefined) this.refuse(method, reply, caller, refusal);
    return reply;
  }

  /** Sends a payload that did not begin here to where its actor is. */
  resend(method: Method, payload: unknown, caller: Caller | null): void {
    const isCarrying = payload instanceof CarryingPayload;
    const carried = isCarrying ? payload.carried : null;
    const value = isCarrying ? payload.payload : payload;
    const reply = this.#host.openDelivery(carried);
    const refusal = this.#send(method, value, reply, caller, MOVED);
    if (refusal !== undefined) reply.fail(refusal);
  }

  publish(
    stream: string,
    method: Method,
    payload: unknown,
    caller: Caller | null,
    carried: Carried | null,
  ): Refusal | undefined {
    try {
      if (this.#isHere(caller)) {
        const { target } = this;
        if (target.local === null && target.publish !== undefined) {
          return target.publish(stream, method, payload, caller, carried);
        }
        const copy = this.#copy(method, payload);
        const sent = carried === null
          ? copy
          : new CarryingPayload(copy, carried);
        return deliver(this, method, sent, null, caller);
      }
    } catch (error) {
      return this.#explain(method, error);
    }
    const reply = this.#host.openDelivery(carried);
    let refusal: Refusal | undefined;
    try {
      const body = this.#host.openBody(method, payload, this.#departure);
      refusal = this.#send(method, payload, reply, caller, stream, body);
    } catch (error) {
      refusal = this.#explain(method, error);
    }
    // Who publishes is told of it here.
    if (refusal !== undefined) reply.settle(undefined);
    return refusal;
  }

  #send(
    method: Method,
    payload: unknown,
    reply: Reply,
    caller: Caller | null,
    stream: string | null = null,
    body: SharedBody | null = null,
  ): Refusal | undefined {
    const { actor } = this;
    const parts = { actor, method: method.name, payload };
    const frame: Building<CallFrame | PublishFrame> = stream === null
      ? { kind: "call", ...parts }
      : { kind: "publish", stream, ...parts };
    const { carry } = this.host;
    if (caller !== null) frame.caller = caller.actor;
    if (carry !== null && reply.carried !== null) {
      frame.carried = carry.toFields(reply.carried);
    }
    if (frame.kind === "call") {
      if (reply.madeBy !== null) frame.chain = listChain(reply.madeBy);
      if (reply.once !== null) frame.once = reply.once;
    }
    const message = makeFramed(
      CALL_HEAD_BYTES,
      frame,
      this.#departure,
      (payload, to) => {
        if (body === null) method.writePayload(payload, to);
        else to.writeNull();
      },
    );
    const lane = this.#host.openLane(actor, this.#shard);
    const arrival = this.#findArrival(caller);
    return this.#host.send({
      ...{ lane, method, reply, caller, message, arrival, body },
    });
  }

  /** Returns the owner of what comes back to a caller: as a rule the last. */
  #findArrival(caller: Caller | null): ReferenceOwner {
    if (this.#arrival === null || this.#caller !== caller) {
      this.#caller = caller;
      this.#arrival = new DecodingOwner(caller ?? this.#host.outside);
    }
    return this.#arrival;
  }
}
