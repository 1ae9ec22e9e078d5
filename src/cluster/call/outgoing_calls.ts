import type { CallError } from "../../base/errors.ts";
import {
  ABORT_GRACE_MS,
  MAX_HELD_CALLS,
  MOVED_RETRY_MS,
} from "../../base/cluster_limits.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Call, Refusal } from "../../envelope/target.ts";
import { givenUp } from "../../actor/failure/refusal.ts";
import { writeCallHead } from "../frame/call_head.ts";
import { makeAbort } from "../frame/abort.ts";
import { makeBare, MESSAGES } from "../frame/message.ts";
import { describeChain } from "./awaited_chain.ts";
import type { OutgoingHost } from "./outgoing_host.ts";
import { type Lane, Lanes } from "./lane.ts";
import { BODY_KEY, SentBodies } from "./shared_bodies.ts";
import { OutgoingCall, type OutgoingParts } from "./outgoing_call.ts";
import { clusterLeft, nodeFull, nodeLost } from "./refusal.ts";

/** The calls to one actor. */
export type OutgoingLane = Lane<OutgoingCall>;

/** What a call is made of, but for its lane and its place. */
export type NewCall = Omit<OutgoingParts, "order">;

/** Ids are numbers of 32 bits, taken in turn. */
const MOST_IDS = 0xffff_ffff;

/**
 * The calls of a node to actors that are elsewhere, or nowhere just now: each
 * is sent to the node that serves its actor, in its order, and once more to
 * the next one where it provably has not begun.
 */
export class OutgoingCalls {
  /** How many calls were sent on; it only grows. */
  rerouted = 0;
  readonly lanes: Lanes<OutgoingCall> = new Lanes();
  readonly #host: OutgoingHost;
  readonly #byId = new Map<number, OutgoingCall>();
  // What nodes were sent last of what calls share.
  readonly #bodies = new SentBodies();
  readonly #byReply = new Map<Reply, OutgoingCall>();
  // Those with calls that no node was asked to take yet.
  #fresh = new Set<OutgoingLane>();
  #lastId = 0;
  #lastOrder = 0;
  #retry: RuntimeTimer | null = null;
  #isClosed = false;
  #loss: Error | null = null;

  constructor(host: OutgoingHost) {
    this.#host = host;
  }

  /** How many calls are under way. */
  get size(): number {
    return this.#byReply.size;
  }

  /** Takes a call; returns the refusal, if it does not. */
  add(parts: NewCall): Refusal | undefined {
    const { lane, method } = parts;
    const refusal = this.#isClosed
      ? clusterLeft(lane.actor, method, "not-run", this.#loss)
      : this.#findRefusal(lane, parts);
    if (refusal !== null) {
      this.#closeIfEmpty(lane);
      return refusal;
    }
    const call = new OutgoingCall({ ...parts, order: ++this.#lastOrder });
    this.#byReply.set(call.reply.origin, call);
    this.#host.turns.add(call);
    this.#hold(lane, call);
    return undefined;
  }

  #findRefusal(
    { shard, actor, held }: OutgoingLane,
    { method }: NewCall,
  ): CallError | null {
    const node = this.#host.findServer(shard);
    const isFull = node === null
      ? this.#byReply.size >= MAX_HELD_CALLS
      : this.#host.isFull(node) || held.length >= MAX_HELD_CALLS;
    return isFull ? nodeFull(actor, method, node) : null;
  }

  #hold(lane: OutgoingLane, call: OutgoingCall): void {
    lane.hold(call);
    this.#pumpSoon(lane);
  }

  /**
   * Sends what a lane has once the code that called has gone on: by then it is
   * known which calls are awaited, and until when they may take.
   */
  #pumpSoon(lane: OutgoingLane): void {
    const { runtime } = this.#host;
    if (this.#fresh.size === 0) {
      // It is awaited in the next round, which is known in the one behind it.
      const later = (next: () => void) => () => runtime.defer(next);
      later(later(later(() => this.#pumpFresh())))();
    }
    this.#fresh.add(lane);
  }

  #pumpFresh(): void {
    const lanes = this.#fresh;
    this.#fresh = new Set();
    for (const lane of lanes) this.#pump(lane);
  }

  /** Learns that other nodes serve some shards by now. */
  noteServers(shards: ReadonlySet<number>): void {
    for (const lane of [...this.lanes]) {
      if (!shards.has(lane.shard)) continue;
      lane.avoided = null;
      this.#pump(lane);
    }
  }

  /** Sends what waits in a lane, if its actor is served anywhere. */
  #pump(lane: OutgoingLane): void {
    if (lane.sent === 0 && lane.hasReturned) this.#turn(lane);
    if (lane.held.length === 0) return this.#closeIfEmpty(lane);
    const node = this.#host.findServer(lane.shard);
    if (node === null || node === lane.avoided) return;
    // What another node has may still run, or come back.
    const mayFollow = lane.node === node && !lane.hasReturned;
    if (lane.sent > 0 && !mayFollow) return;
    lane.node = node;
    for (const call of lane.held.splice(0)) this.#send(lane, call, node);
    this.#closeIfEmpty(lane);
  }

  /** Begins anew, for all that was sent is back or answered. */
  #turn(lane: OutgoingLane): void {
    const { node, shard, turn } = lane;
    if (node !== null) {
      this.#host.post(node, makeBare(MESSAGES.turned, turn), shard);
    }
    lane.hasReturned = false;
    lane.turn = this.lanes.takeTurn();
  }

  #closeIfEmpty(lane: OutgoingLane): void {
    if (lane.isEmpty) this.lanes.close(lane);
  }

  #send(lane: OutgoingLane, call: OutgoingCall, node: string): void {
    const { reply } = call;
    // Given up, or its engine has stopped.
    if (reply.isOver) return this.#forget(call);
    const refusal = this.#host.findRefusal(call, node);
    if (refusal !== null) {
      this.#forget(call);
      return this.#host.fail(call, refusal);
    }
    const { runtime } = this.#host;
    const { endsAt } = reply;
    const id = call.id = this.#takeId(call);
    const { body } = call;
    // What it shares with others goes before the first of them.
    if (body !== null && this.#bodies.note(node, body)) {
      this.#host.post(node, body.message, BODY_KEY);
    }
    writeCallHead(call.message, id, {
      ...describeChain(reply),
      hasScope: reply.scope !== null,
      body: body === null ? 0 : body.id,
      timeLeftMs: Math.max(0, endsAt - runtime.now()),
      turn: lane.turn,
    });
    call.node = node;
    call.waitsSince = call.probeAt = 0;
    lane.sent++;
    call.number = this.#host.post(node, call.message, lane.shard);
    this.#host.noteAwaiting(node, 1);
    // It is gone, which the table does not tell yet.
    if (call.number === 0) return this.sendAgain(call);
    if (reply.madeBy !== null) this.#host.noteSent();
  }

  #takeId(call: OutgoingCall): number {
    do {
      this.#lastId = this.#lastId === MOST_IDS ? 1 : this.#lastId + 1;
    } while (this.#byId.has(this.#lastId));
    this.#byId.set(this.#lastId, call);
    return this.#lastId;
  }

  /** Those that nodes have. */
  [Symbol.iterator](): Iterator<OutgoingCall> {
    return this.#byId.values();
  }

  /** Returns the call of an id that a node has, if it is not over. */
  find(node: string, id: number): OutgoingCall | undefined {
    const call = this.#byId.get(id);
    return call?.node === node ? call : undefined;
  }

  /** Returns the call of a reply, if it is under way. */
  findOf(reply: Reply): OutgoingCall | undefined {
    return this.#byReply.get(reply.origin);
  }

  /** Takes a call from its node, for it is answered, or to be sent again. */
  take(call: OutgoingCall): void {
    const { id, lane, node } = call;
    if (node === null) return;
    call.node = null;
    this.#byId.delete(id);
    lane.sent--;
    this.#host.noteAwaiting(node, -1);
    if (lane.sent === 0) this.#pumpSoon(lane);
  }

  /** Forgets a call that is over. */
  finish(call: OutgoingCall): void {
    this.take(call);
    this.#forget(call);
  }

  #forget(call: OutgoingCall): void {
    this.#byReply.delete(call.reply.origin);
    this.#host.turns.remove(call);
  }

  /** Sends a call again that has not begun, before those behind it. */
  sendAgain(call: OutgoingCall): void {
    const { node, lane } = call;
    this.rerouted++;
    lane.hasReturned = true;
    this.take(call);
    if (call.end !== null) return this.#endUnsent(call, call.end);
    lane.avoided = node;
    lane.hold(call);
    this.#pumpLater();
    this.#pumpSoon(lane);
  }

  /** Asks a node again that has sent calls back, if it still has the actors. */
  #pumpLater(): void {
    this.#retry ??= this.#host.runtime.setTimer(MOVED_RETRY_MS, () => {
      this.#retry = null;
      for (const lane of [...this.lanes]) {
        lane.avoided = null;
        this.#pump(lane);
      }
    });
  }

  /** Gives a call up; returns whether it is one of these. */
  giveUp(call: Call, end: ScopeEnd): boolean {
    const outgoing = this.findOf(call);
    if (outgoing === undefined) return false;
    if (outgoing.end !== null) return true;
    outgoing.end = end;
    const { lane, node, id } = outgoing;
    if (node === null) {
      lane.remove(outgoing);
      this.#endUnsent(outgoing, end);
      return true;
    }
    this.#host.post(node, makeAbort(id, end), lane.shard);
    this.#endLater(outgoing);
    return true;
  }

  /** Ends a call that was given up, though its node is silent. */
  #endLater(call: OutgoingCall): void {
    this.#host.runtime.setTimer(ABORT_GRACE_MS, () => {
      const { end, lane, method, reply } = call;
      if (reply.isOver || call.node === null) return;
      this.finish(call);
      const error = givenUp(lane, method, end!, "unknown", null, null);
      this.#host.fail(call, error);
    });
  }

  /** Ends a call that was given up and waited here. */
  #endUnsent(call: OutgoingCall, end: ScopeEnd): void {
    this.#forget(call);
    const { lane, method } = call;
    const hint = this.#host.findServer(lane.shard) === null
      ? "no node of the cluster serves the actor now"
      : null;
    this.#host.fail(
      call,
      givenUp(lane, method, end, "not-run", null, hint),
    );
    this.#closeIfEmpty(lane);
  }

  /**
   * Learns that a node is gone, which has never got messages from a number on:
   * what it may have run fails, and all else goes elsewhere.
   */
  noteLost(node: string, firstLost: number): void {
    this.#bodies.forget(node);
    for (const call of [...this.#byId.values()]) {
      if (call.node !== node) continue;
      const mayHaveRun = call.number < firstLost;
      if (!mayHaveRun || call.isRepeatable) this.sendAgain(call);
      else this.#lose(call, node);
    }
  }

  /** Learns that what a node has not answered will not run there. */
  noteParted(node: string): void {
    for (const call of [...this.#byId.values()]) {
      if (call.node === node) this.sendAgain(call);
    }
  }

  #lose(call: OutgoingCall, node: string): void {
    this.finish(call);
    const { end, lane, method } = call;
    const error = end === null
      ? nodeLost(lane.actor, method, node)
      : givenUp(lane, method, end, "unknown", null, null);
    this.#host.fail(call, error);
  }

  /** Fails all that is under way: the engine waits for none of it. */
  close(loss: Error | null): void {
    this.#loss = loss;
    this.#isClosed = true;
    this.#retry?.cancel();
    for (const call of [...this.#byReply.values()]) {
      const { lane, method, node } = call;
      this.finish(call);
      const outcome = node === null ? "not-run" : "unknown";
      const error = clusterLeft(lane.actor, method, outcome, loss);
      this.#host.fail(call, error);
    }
  }
}
