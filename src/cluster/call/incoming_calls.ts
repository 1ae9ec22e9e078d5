import { CodecError, explainCodecError } from "../../base/errors.ts";
import { isThrown } from "../../base/thrown.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";
import type { CallFrame, Frame, PublishFrame } from "../../codec/wire/frame.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { CallOptions } from "../../envelope/call_options.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import { type Carried, type Carry } from "../../envelope/carry.ts";
import { deliver } from "../../envelope/deliver.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Activation } from "../../actor/port/activation.ts";
import {
  CALL_HEAD_BYTES,
  type CallHead,
  readCallHead,
} from "../frame/call_head.ts";
import { readAbort } from "../frame/abort.ts";
import { readCount } from "../frame/count.ts";
import { idOf, readFramed } from "../frame/message.ts";
import { AnswerLine, type Post } from "./answer_line.ts";
import { Arrival, type FindActivation } from "./arrival.ts";
import { CloseReply } from "./close_reply.ts";
import { openChain } from "./far_turn.ts";
import {
  IncomingOthers,
  openCaller,
  type OthersHost,
} from "./incoming_others.ts";
import { IncomingCall } from "./incoming_call.ts";
import { IncomingStreaming } from "./incoming_streaming.ts";
import type { MadeTurns } from "./made_turns.ts";
import { ParkedCalls } from "./parked_calls.ts";
import { ReturnedTurns } from "./returned_turns.ts";
import { ReceivedBodies } from "./shared_bodies.ts";
import { noSuchMethod, notHosted } from "./refusal.ts";

/** What incoming calls ask of their node. */
export interface IncomingHost extends OthersHost {
  readonly nodeId: string;
  readonly turns: MadeTurns;
  readonly carry: Carry | null;
  readonly findActivation: FindActivation;
  shardOf(actor: Activation): number;
  /** Whether this node is about to serve a shard. */
  isAwaiting(shard: number): boolean;
  /** Whether this node takes a call to an actor that is made for others. */
  serves(actor: Activation, chain: CallFrame["chain"]): boolean;
  openScope(options: CallOptions): CallScope;
  readonly post: Post;
  /** Learns of a call that was delivered, and is made for others. */
  noteDelivered(call: IncomingCall): void;
}

/** The calls of other nodes that actors of this one have. */
export class IncomingCalls {
  readonly #host: IncomingHost;
  readonly #answers: AnswerLine;
  readonly #others: IncomingOthers;
  readonly #returned = new ReturnedTurns();
  readonly #parked = new ParkedCalls();
  // What calls of nodes share that come next.
  readonly #bodies = new ReceivedBodies();
  readonly #byNode = new Map<string, Map<number, IncomingCall>>();
  #size = 0;

  constructor(host: IncomingHost) {
    this.#host = host;
    this.#answers = new AnswerLine(host.post);
    this.#others = new IncomingOthers(host, this.#answers);
  }

  /** How many are not answered, with what is asked of the node itself. */
  get size(): number {
    return this.#size + this.#others.size;
  }

  /** Takes a call; returns `false` where it is none at all. */
  take(
    node: string,
    message: Uint8Array,
    parkedBody: Uint8Array | null = null,
  ): boolean {
    const head = readCallHead(message);
    if (head === null) return false;
    const id = idOf(message);
    const body = parkedBody ?? this.#bodies.find(node, head.body);
    if (head.body !== 0 && body === null) {
      // It came behind a large message, and another one's body before it.
      this.#sendBack(node, id, head.turn);
      return true;
    }
    const { findActivation, outside } = this.#host;
    const arrival = new Arrival(outside, findActivation, body);
    let frame: Frame;
    try {
      frame = readFramed(CALL_HEAD_BYTES, message, arrival, arrival.read);
    } catch (error) {
      if (!isThrown(error, CodecError)) throw error;
      this.#refuseUnread(node, id, head.turn, arrival, error);
      return true;
    }
    if (frame.kind !== "call" && frame.kind !== "publish") return false;
    const mustPark = arrival.target !== null &&
      this.#mustPark(arrival.target, node, head);
    if (mustPark) {
      const shard = this.#host.shardOf(arrival.target!);
      this.#parked.add(shard, { node, message, body });
    } else this.#route(node, id, head, frame, arrival);
    return true;
  }

  /** Whether a call waits here, for this node is about to serve its actor. */
  #mustPark(target: Activation, node: string, { turn }: CallHead): boolean {
    if (this.#returned.has(node, turn)) return false;
    const shard = this.#host.shardOf(target);
    if (this.#host.isAwaiting(shard)) return this.#parked.hasRoom;
    // What waits for it came before.
    if (this.#parked.has(shard)) this.#unpark(shard);
    return false;
  }

  /** Takes what has waited for a shard, or gives it back. */
  #unpark(shard: number): void {
    for (const { node, message, body } of this.#parked.take(shard)) {
      this.take(node, message, body);
    }
  }

  /** Learns that other nodes serve some shards by now, or this one does. */
  noteServers(): void {
    for (const shard of this.#parked.shards) {
      if (!this.#host.isAwaiting(shard)) this.#unpark(shard);
    }
  }

  /** Answers a call whose frame cannot be read. */
  #refuseUnread(
    node: string,
    id: number,
    turn: number,
    { target, method }: Arrival,
    error: CodecError,
  ): void {
    if (target !== null && !this.#host.serves(target, undefined)) {
      return this.#sendBack(node, id, turn);
    }
    const call = target === null
      ? "Cannot take a call"
      : `Cannot call ${formatActor(target.actor)}.${method?.name ?? "?"}`;
    this.#answers.fail(node, id, explainCodecError(call, error));
  }

  /** Gives a call back, and from then on those that were sent behind it. */
  #sendBack(node: string, id: number, turn: number): void {
    this.#returned.add(node, turn);
    this.#answers.sendBack(node, id);
  }

  #route(
    node: string,
    id: number,
    head: CallHead,
    frame: CallFrame | PublishFrame,
    { target, method }: Arrival,
  ): void {
    const { actor } = frame;
    if (target === null) {
      const { nodeId } = this.#host;
      return this.#answers.fail(
        node,
        id,
        notHosted(actor, frame.method, nodeId),
      );
    }
    const chain = frame.kind === "call" ? frame.chain : undefined;
    if (
      this.#returned.has(node, head.turn) ||
      !this.#host.serves(target, chain)
    ) {
      return this.#sendBack(node, id, head.turn);
    }
    let carried: Carried | null;
    try {
      carried = this.#receive(frame.carried, target);
    } catch (error) {
      const action = `Cannot call ${formatActor(actor)}.${frame.method}`;
      return this.#answers.fail(node, id, explainCodecError(action, error));
    }
    if (frame.kind === "publish") {
      return method === null
        ? this.#answers.fail(node, id, noSuchMethod(actor, frame.method))
        : this.#others.takePayload(node, id, frame, target, method, carried);
    }
    if (method === null) {
      return this.#others.operate(node, id, frame, target, carried);
    }
    this.#deliver(
      this.#open({ node, id, head, frame, target, method, carried }),
      frame.payload,
    );
  }

  #receive(fields: unknown, owner: ReferenceOwner): Carried | null {
    const { carry } = this.#host;
    return carry === null || fields === undefined
      ? null
      : carry.receive(fields, owner);
  }

  #open({ node, id, head, frame, target, method, carried }: {
    readonly node: string;
    readonly id: number;
    readonly head: CallHead;
    readonly frame: CallFrame;
    readonly target: Activation;
    readonly method: Method;
    readonly carried: Carried | null;
  }): IncomingCall {
    const { turns } = this.#host;
    const { chain = [], once = null } = frame;
    const kind = method.isStreaming ? IncomingStreaming : IncomingCall;
    const call = new kind({
      ...{ line: this.#line, node, id, method, target, carried, once },
      caller: openCaller(frame, this.#host.outside),
      madeBy: openChain(chain, head, turns),
      isAwaited: head.isAwaited,
      isCall: head.isCall,
      depth: chain.length + 1,
      turn: head.turn,
    });
    let ofNode = this.#byNode.get(node);
    if (ofNode === undefined) this.#byNode.set(node, ofNode = new Map());
    ofNode.set(id, call);
    this.#size++;
    const { hasScope, timeLeftMs } = head;
    if (hasScope) {
      // Of a streaming reply each step has its time, where it is consumed.
      const isTimed = timeLeftMs !== Infinity && !method.isStreaming;
      const timeoutMs = isTimed ? Math.max(timeLeftMs, 1) : 0;
      call.join(this.#host.openScope({ timeoutMs }));
    }
    return call;
  }

  #deliver(call: IncomingCall, payload: unknown): void {
    const { caller, method, target } = call;
    if (call.isOver) return;
    const refusal = deliver({ target }, method, payload, call, caller);
    if (refusal !== undefined) target.refuse(method, call, caller, refusal);
    else if (call.madeBy !== null) this.#host.noteDelivered(call);
  }

  readonly #line = {
    post: (node: string, message: Uint8Array, key: number): number =>
      this.#host.post(node, message, key),
    noteReturned: ({ node, turn }: IncomingCall): void =>
      this.#returned.add(node, turn),
    noteOver: ({ node, id }: IncomingCall): void => {
      if (this.#byNode.get(node)?.delete(id)) this.#size--;
    },
  };

  /** Returns the call of an id that a node has made, if it is not over. */
  find(node: string, id: number): IncomingCall | undefined {
    return this.#byNode.get(node)?.get(id);
  }

  #find(node: string, message: Uint8Array): IncomingCall | undefined {
    return this.find(node, idOf(message));
  }

  /** Takes a payload that the next calls of a node share. */
  takeBody(node: string, message: Uint8Array): void {
    this.#bodies.take(node, message);
  }

  /** Learns that all calls of a turn are back. */
  noteTurned(node: string, message: Uint8Array): void {
    this.#returned.delete(node, idOf(message));
  }

  /** Learns that the caller of a call waits no longer. */
  abort(node: string, message: Uint8Array): void {
    const id = idOf(message);
    if (this.#parked.remove(node, id)) this.#answers.sendBack(node, id);
    this.#find(node, message)?.abort(readAbort(message));
  }

  /** Lets more values of a streaming reply come. */
  grant(node: string, message: Uint8Array): void {
    const call = this.#find(node, message);
    if (call instanceof IncomingStreaming) call.grant(readCount(message));
  }

  /** Ends a streaming reply, and says so under another id, if it has one. */
  close(node: string, message: Uint8Array): void {
    const call = this.#find(node, message);
    const closeId = readCount(message);
    const reply = closeId === 0 ? null : new CloseReply(
      (message) => this.#host.post(node, message, closeId),
      closeId,
    );
    if (call instanceof IncomingStreaming) call.close(reply);
    else reply?.settle();
  }

  /** Learns that a node is gone: its streaming replies are not consumed. */
  noteLost(node: string): void {
    const ofNode = this.#byNode.get(node);
    this.#returned.forget(node);
    this.#bodies.forget(node);
    this.#parked.forget(node);
    this.#byNode.delete(node);
    this.#size -= ofNode?.size ?? 0;
    for (const call of ofNode?.values() ?? []) {
      if (call instanceof IncomingStreaming) call.close(null);
    }
  }
}
