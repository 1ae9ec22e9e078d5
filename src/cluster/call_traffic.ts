import type { CallError } from "../base/errors.ts";
import type {
  ReferenceName,
  ReferenceOwner,
} from "../codec/reference/reference.ts";
import type { ChainCall } from "../codec/wire/frame_chain.ts";
import type { Activation } from "../actor/port/activation.ts";
import { engineStopped } from "../actor/failure/refusal.ts";
import { MAX_CHAIN } from "../base/limits.ts";
import type { ClusterNodeCounts } from "../engine/cluster_snapshot.ts";
import type { ClusterHost } from "../engine/cluster_port.ts";
import type { ActorId } from "../envelope/actor_id.ts";
import type { Method } from "../envelope/definition.ts";
import type { ScopeEnd } from "../envelope/call_scope.ts";
import type { Carried } from "../envelope/carry.ts";
import type { Reply, WaitingTurn } from "../envelope/reply.ts";
import type { Call, Caller, Refusal, Target } from "../envelope/target.ts";
import { Answers } from "./call/answers.ts";
import { ClosingReplies } from "./call/closing_replies.ts";
import { failHere } from "./call/fail.ts";
import { abandon } from "./call/abandon.ts";
import { IncomingCall } from "./call/incoming_call.ts";
import { IncomingCalls, type IncomingHost } from "./call/incoming_calls.ts";
import { MadeTurns } from "./call/made_turns.ts";
import type { OutgoingCall } from "./call/outgoing_call.ts";
import {
  type NewCall,
  OutgoingCalls,
  type OutgoingLane,
} from "./call/outgoing_calls.ts";
import type { SharedBody } from "./call/shared_bodies.ts";
import { notHosted, otherContract } from "./call/refusal.ts";
import { breakChainCycle } from "./deadlock/chain_cycle.ts";
import { FarDeadlocks } from "./deadlock/far_deadlocks.ts";
import { makeCount } from "./frame/count.ts";
import { kindOf, MESSAGES } from "./frame/message.ts";
import type { NodeLine } from "./node_line.ts";
import type { Ownership } from "./ownership/ownership.ts";
import type { TargetHost } from "./route/cluster_target.ts";
import type { Place } from "./shard/served_shards.ts";

/** What the calls of a node need of it. */
export interface TrafficParts {
  readonly ownership: Ownership;
  readonly line: NodeLine;
  /** The types that the node hosts, each with the hash of its contract. */
  readonly types: Readonly<Record<string, string>>;
  readonly shardOf: Place;
  /** Does what a frame asks of the node that serves an actor. */
  readonly operate: IncomingHost["operate"];
  /** Makes the reply of a payload that goes to another node. */
  openDelivery(carried: Carried | null): Reply;
  /** Returns a payload of the publication at hand that its calls share. */
  readonly openBody: TargetHost["openBody"];
}

/** The calls between a node and others, both ways. */
export class CallTraffic implements TargetHost {
  readonly #host: ClusterHost;
  readonly #parts: TrafficParts;
  readonly #turns = new MadeTurns();
  // Nodes that leave: others have their shards, or will have them.
  readonly #parted = new Set<string>();
  readonly #outgoing: OutgoingCalls;
  readonly #answers: Answers;
  readonly #closing: ClosingReplies;
  readonly #incoming: IncomingCalls;
  readonly #deadlocks: FarDeadlocks;

  constructor(host: ClusterHost, parts: TrafficParts) {
    this.#host = host;
    this.#parts = parts;
    const { line, ownership } = parts;
    const { runtime, actorHost: callHost, outside } = host;
    const post = (node: string, message: Uint8Array, key: number): number =>
      line.post(node, message, key);
    this.#outgoing = new OutgoingCalls({
      ...{ runtime, turns: this.#turns, post },
      fail: (call, error) => failHere(host, call, error),
      findServer: (shard) => this.#findServer(shard),
      findRefusal: (call, node) => this.#findRefusal(call, node),
      isFull: (node) => line.isFull(node),
      noteSent: () => this.#deadlocks.noteSent(),
      noteAwaiting: (node, change) => line.noteAwaiting(node, change),
    });
    this.#closing = new ClosingReplies();
    this.#answers = new Answers(this.#outgoing, {
      ...{ callHost, logger: host.logger },
      openLine: (call, node) => this.#openLine(call, node),
    });
    this.#incoming = new IncomingCalls({
      get nodeId() {
        return ownership.nodeId;
      },
      ...{ turns: this.#turns, outside, carry: callHost.carry, post },
      findActivation: (actor) => this.#findActivation(actor),
      serves: (actor, chain) => this.#serves(actor, chain),
      shardOf: ({ definition: { type }, id }) => this.shardOf(type, id),
      isAwaiting: (shard) => this.#isAwaiting(shard),
      operate: (...parts) => this.#parts.operate(...parts),
      noteUndelivered: (...parts) => host.streams.noteUndelivered(...parts),
      openScope: (options) => host.deadlines.open(options),
      noteDelivered: (call) => breakChainCycle(runtime, call),
    });
    this.#deadlocks = this.#watchDeadlocks();
  }

  #watchDeadlocks(): FarDeadlocks {
    const { line, ownership } = this.#parts;
    return new FarDeadlocks({
      runtime: this.#host.runtime,
      get nodeId() {
        return ownership.nodeId;
      },
      outgoing: this.#outgoing,
      findOutgoing: (call) => this.#outgoing.findOf(call),
      findIncoming: (node, id) => this.#incoming.find(node, id),
      isAwaited: (turn) => this.#isAwaited(turn),
      post: (node, message, key) => line.post(node, message, key),
      abandon: (call, error) => this.abandon(call, error),
    });
  }

  /** Whether a turn runs for a call that is awaited, or others wait for it. */
  #isAwaited({ actor: { type, id }, reply }: WaitingTurn): boolean {
    const origin = reply === null ? null : reply.origin;
    // Of another node's it is not known: it may have been awaited since.
    if (origin instanceof IncomingCall) return true;
    if (origin !== null && origin.awaitedBy !== null) return true;
    const activations = this.#host.registry.findType(type)?.activations;
    return (activations?.get(id)?.inboxLength ?? 0) > 0;
  }

  get outside(): ReferenceOwner {
    return this.#host.outside;
  }

  /** How many calls are under way, each way, and were sent on. */
  get counts(): Pick<
    ClusterNodeCounts,
    "incoming" | "outgoing" | "rerouted"
  > {
    const { rerouted, size: outgoing } = this.#outgoing;
    return { outgoing, incoming: this.#incoming.size, rerouted };
  }

  shardOf(type: string, id: string): number {
    return this.#parts.shardOf(type, id);
  }

  isHere(shard: number, caller: Caller | null): boolean {
    const { ownership } = this.#parts;
    if (ownership.isOwn(shard)) return true;
    return caller !== null && ownership.isReleasing(shard) &&
      this.#isMadeFor(caller.asker, shard);
  }

  /** Whether this node is about to serve a shard that was given to it. */
  #isAwaiting(shard: number): boolean {
    const { ownership } = this.#parts;
    return ownership.ownerOf(shard) === ownership.nodeId &&
      ownership.isSure && !ownership.isOwn(shard) &&
      !ownership.isReleasing(shard);
  }

  /** Whether a turn is of a shard, or made for one that goes on. */
  #isMadeFor(maker: WaitingTurn | null, shard: number): boolean {
    let turn = maker;
    for (let left = MAX_CHAIN; turn !== null && left > 0; left--) {
      const { actor: { type, id }, isOpen, reply } = turn;
      if (isOpen && this.shardOf(type, id) === shard) return true;
      turn = reply === null ? null : reply.origin.madeBy;
    }
    return false;
  }

  #serves(
    { definition: { type }, id }: Activation,
    chain: readonly ChainCall[] | undefined,
  ): boolean {
    const { ownership } = this.#parts;
    const shard = this.shardOf(type, id);
    if (ownership.isOwn(shard)) return true;
    if (chain === undefined || !ownership.isReleasing(shard)) return false;
    // What a turn of the shard waits for must not wait for the turn's end.
    return chain.some(({ actor, id }) =>
      this.#turns.find(id)?.isOpen === true &&
      this.shardOf(actor.type, actor.id) === shard
    );
  }

  findStop(
    target: Target,
    method: Method,
    caller: Caller | null,
  ): Refusal | undefined {
    const { life } = this.#host;
    return life.refuses(caller)
      ? engineStopped(target, method, life.loss)
      : undefined;
  }

  openDelivery(carried: Carried | null): Reply {
    return this.#parts.openDelivery(carried);
  }

  openBody(
    method: Method,
    payload: unknown,
    owner: ReferenceOwner,
  ): SharedBody | null {
    return this.#parts.openBody(method, payload, owner);
  }

  findLane(type: string, id: string): OutgoingLane | undefined {
    return this.#outgoing.lanes.find(type, id);
  }

  openLane(actor: ActorId, shard: number): OutgoingLane {
    return this.#outgoing.lanes.open(actor, shard);
  }

  send(call: NewCall): Refusal | undefined {
    return this.#outgoing.add(call);
  }

  giveUp(call: Call, end: ScopeEnd): boolean {
    return this.#outgoing.giveUp(call, end);
  }

  abandon(call: Call, error: CallError): void {
    abandon(this.#outgoing, this.#host.actorHost, call, error);
  }

  hasSent(call: Call): boolean {
    return this.#outgoing.findOf(call)?.node !== null;
  }

  #findServer(shard: number): string | null {
    const { ownership } = this.#parts;
    const owner = ownership.ownerOf(shard);
    if (owner === null || this.#parted.has(owner)) return null;
    const isHere = owner === ownership.nodeId;
    return isHere && !ownership.isOwn(shard) ? null : owner;
  }

  #findRefusal({ lane, method }: OutgoingCall, node: string): CallError | null {
    const { actor } = lane;
    const { ownership, types } = this.#parts;
    const hosted = node === ownership.nodeId
      ? types
      : ownership.findNode(node)?.types ?? types;
    const contract = hosted[actor.type];
    if (contract === undefined) return notHosted(actor, method.name, node);
    const own = this.#host.registry.findType(actor.type);
    return own?.definition.contract === contract
      ? null
      : otherContract(actor, method.name, node);
  }

  #findActivation({ type: name, id }: ReferenceName): Activation | null {
    const { registry } = this.#host;
    const type = registry.findType(name);
    const isHosted = type !== undefined && !type.isLocal &&
      name in this.#parts.types;
    return isHosted ? registry.open(type, id) : null;
  }

  #openLine(call: OutgoingCall, node: string) {
    const { line } = this.#parts;
    const { id, lane: { shard } } = call;
    return {
      grant: (credit: number): void => {
        line.post(node, makeCount(MESSAGES.credit, id, credit), shard);
      },
      close: (reply: Parameters<ClosingReplies["add"]>[1] | null): void => {
        const closeId = reply === null ? 0 : this.#closing.add(node, reply);
        line.post(node, makeCount(MESSAGES.close, id, closeId), shard);
      },
    };
  }

  /** Takes a message about a call; returns `false` where it is none. */
  receive(node: string, message: Uint8Array): boolean {
    switch (kindOf(message)) {
      case MESSAGES.call:
        return this.#incoming.take(node, message);
      case MESSAGES.reply:
        this.#answers.takeReply(node, message);
        return true;
      case MESSAGES.moved:
        this.#answers.takeMoved(node, message);
        return true;
      case MESSAGES.open:
        this.#answers.takeOpen(node, message);
        return true;
      case MESSAGES.value:
        this.#answers.takeValue(node, message);
        return true;
      case MESSAGES.closed:
        this.#closing.take(node, message);
        return true;
      case MESSAGES.abort:
        this.#incoming.abort(node, message);
        return true;
      case MESSAGES.parted:
        this.#parted.add(node);
        this.#outgoing.noteParted(node);
        return true;
      case MESSAGES.body:
        this.#incoming.takeBody(node, message);
        return true;
      case MESSAGES.turned:
        this.#incoming.noteTurned(node, message);
        return true;
      case MESSAGES.probe:
        this.#deadlocks.take(node, message);
        return true;
      case MESSAGES.credit:
        this.#incoming.grant(node, message);
        return true;
      case MESSAGES.close:
        this.#incoming.close(node, message);
        return true;
      default:
        return false;
    }
  }

  /** Learns that other nodes serve some shards by now. */
  noteServers(shards: readonly number[]): void {
    this.#incoming.noteServers();
    this.#outgoing.noteServers(new Set(shards));
  }

  /** Learns that a node is gone, which has never got messages from then on. */
  noteLost(node: string, firstLost: number): void {
    this.#parted.delete(node);
    this.#outgoing.noteLost(node, firstLost);
    this.#closing.noteLost(node);
    this.#incoming.noteLost(node);
  }

  close(): void {
    this.#deadlocks.close();
    this.#outgoing.close(this.#host.life.loss);
  }
}
