import type { Activation, WatchedLife } from "../actor/port/activation.ts";
import type { Fence, Placed } from "../actor/port/placement.ts";
import { ClusterError } from "../base/cluster_error.ts";
import { LEAVE_UNJOINED_MS } from "../base/cluster_limits.ts";
import { makeSecret } from "../base/runtime.ts";
import { VERSION } from "../base/version.ts";
import type { CallFrame } from "../codec/wire/frame.ts";
import type { ClusterHost } from "../engine/cluster_port.ts";
import type {
  ActorPlace,
  ClusterSnapshot,
} from "../engine/cluster_snapshot.ts";
import type { Remote } from "../engine/route/remote.ts";
import type { ActorId } from "../envelope/actor_id.ts";
import type { Carried } from "../envelope/carry.ts";
import type { Method } from "../envelope/definition.ts";
import type { Reply } from "../envelope/reply.ts";
import type { Caller, Target } from "../envelope/target.ts";
import { CallTraffic } from "./call_traffic.ts";
import { IncomingCall } from "./call/incoming_call.ts";
import type { Operation } from "./call/operations.ts";
import { readHosted } from "./hosted_types.ts";
import { part } from "./parting.ts";
import { NodeMessages } from "./node_messages.ts";
import type { ClusterReport } from "./report/cluster_report.ts";
import {
  openReport,
  openStreams,
  openWatches,
  type OwnParts,
} from "./node_parts.ts";
import { NodeLine } from "./node_line.ts";
import type { NodeSelf } from "./ownership/node_info.ts";
import { Ownership } from "./ownership/ownership.ts";
import { shardOf } from "./ownership/shard_of.ts";
import type { Leases } from "./port/leases.ts";
import type { Transport } from "./port/transport.ts";
import { ClusterTarget } from "./route/cluster_target.ts";
import { type Place, ServedShards } from "./shard/served_shards.ts";
import { defineBooks, STREAM } from "./stream/books.ts";
import type { ClusterStreams } from "./stream/cluster_streams.ts";
import type { Watches } from "./watch/watches.ts";

/** What a node is made of. */
export interface ClusterParts {
  /** Names the cluster. */
  readonly name: string;
  /** Names the node; a random name unless given. */
  readonly node?: string | undefined;
  readonly shards: number;
  readonly transport: Transport;
  readonly leases: Leases;
}

/** An engine as a node of a cluster. */
export class ClusterNode implements Remote {
  readonly joined: Promise<void>;
  readonly #parts: ClusterParts;
  readonly #host: ClusterHost;
  readonly #ownership: Ownership;
  readonly #line: NodeLine;
  readonly #served: ServedShards;
  readonly #calls: CallTraffic;
  readonly streams: ClusterStreams;
  readonly #watches: Watches;
  readonly #report: ClusterReport;
  readonly #messages: NodeMessages;
  #hasFailed = false;

  constructor(parts: ClusterParts, host: ClusterHost) {
    this.#parts = parts;
    this.#host = host;
    const { shards, transport } = parts;
    const books = defineBooks(host.settings.store !== null);
    const types = readHosted(host.settings.actors, Object.values(books.types));
    for (const book of Object.values(books.types)) host.registry.openType(book);
    const place: Place = (type, id) => this.#shardOf(type, id);
    this.#served = new ServedShards(host, place);
    this.#ownership = this.#openOwnership(types);
    this.#line = new NodeLine(transport, this.#ownership, host, {
      receive: (from, message) => this.#messages.take(from, message),
      fail: (error) => this.#fail(error),
    });
    this.#calls = this.#openCalls(types);
    const own: OwnParts = {
      ...{ host, name: parts.name, shards, shardOf: place },
      ...{ ownership: this.#ownership, line: this.#line },
      ...{ served: this.#served, calls: this.#calls },
      countMalformed: () => this.#messages.malformed,
    };
    this.streams = openStreams(own, books);
    this.#watches = openWatches(own);
    this.#report = openReport(own);
    this.#messages = new NodeMessages({
      ...{ logger: host.logger, calls: this.#calls, streams: this.streams },
      ...{ watches: this.#watches, report: this.#report },
    });
    this.joined = this.#join();
    // Who does not ask whether it has joined hears of it by the engine's end.
    this.joined.catch(() => {});
  }

  #openOwnership(types: NodeSelf["types"]): Ownership {
    const { leases, node, shards } = this.#parts;
    const { logger, runtime } = this.#host;
    return new Ownership(makeSelf(node, types), leases, shards, {
      ...{ logger, runtime },
      gain: (shard, epoch) => this.#served.gain(shard, epoch),
      release: (shard) => this.#release(shard),
      isQuiet: (shard) => this.#served.isQuiet(shard),
      lose: (shard) => this.#served.lose(shard),
      suspend: () => this.#served.suspend(),
      resume: () => this.#resume(),
      noteOwners: (changed) => this.#noteOwners(changed),
      noteNode: ({ id }, isThere) => {
        if (!isThere) this.#noteLost(id);
      },
      probe: (nodeId) => this.#line.probe(nodeId),
      rename: (nodeId) => this.#rename(nodeId),
      part: () => this.#part(),
      fail: (error) => this.#fail(error),
    });
  }

  #openCalls(types: NodeSelf["types"]): CallTraffic {
    return new CallTraffic(this.#host, {
      ...{ ownership: this.#ownership, line: this.#line, types },
      shardOf: (type, id) => this.#shardOf(type, id),
      operate: (...parts) => this.#operate(...parts),
      openDelivery: (carried) => this.streams.openDelivery(carried),
      openBody: (...parts) => this.streams.openBody(...parts),
    });
  }

  #shardOf(type: string, id: string): number {
    return shardOf(type, id, this.#parts.shards);
  }

  /** Gives a shard away, with the homes of its streams. */
  #release(shard: number): Promise<void> {
    return this.#served.release(
      shard,
      () => this.streams.settle((id) => this.#shardOf(STREAM, id) === shard),
    );
  }

  snapshot(): ClusterSnapshot {
    return this.#report.take();
  }

  async gather(): Promise<ClusterSnapshot> {
    return await this.#report.gather();
  }

  locate(type: string, id: string): ActorPlace {
    const shard = this.#shardOf(type, id);
    const epoch = this.#ownership.lastEpochOf(shard);
    return { shard, owner: this.#ownership.ownerOf(shard), epoch };
  }

  /** Does what a frame asks of the node that serves an actor. */
  async #operate(
    node: string,
    operation: Operation,
    target: Activation,
    frame: CallFrame,
    carried: Carried | null,
  ): Promise<void> {
    if (operation === "erase" || operation === "poison") {
      return await this.#host.operate(target, operation);
    }
    if (operation !== "watch" && operation !== "unwatch") {
      const { streams } = this;
      return await streams.operate(node, operation, target, frame, carried);
    }
    const id = Number(frame.payload);
    if (operation === "watch") this.#watches.watch(target, node, id);
    else this.#watches.unwatch(node, id);
  }

  get nodeId(): string {
    return this.#ownership.nodeId;
  }

  async #join(): Promise<void> {
    try {
      await this.#line.open(this.nodeId);
      await this.#ownership.join();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Ends the engine, for it cannot take part. */
  #fail(reason: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#host.lose(
      reason instanceof Error
        ? reason
        : new ClusterError("Cannot be in a cluster", {
          code: "unreachable",
          cause: reason,
        }),
    );
  }

  route(activation: Activation, near: Target): Target {
    return new ClusterTarget(activation, this.#calls, near);
  }

  findFence(type: string, id: string): Fence | null {
    const shard = this.#shardOf(type, id);
    const mayBegin = this.#ownership.isOwn(shard) ||
      this.#ownership.isReleasing(shard);
    return mayBegin ? { shard, epoch: this.#ownership.epochOf(shard) } : null;
  }

  noteActive(activation: Placed): void {
    this.#served.noteActive(activation as Activation);
  }

  noteDormant(activation: Placed): void {
    this.#served.noteDormant(activation as Activation);
  }

  reroute(
    activation: Placed,
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    if (reply instanceof IncomingCall) return reply.sendBack();
    const target = new ClusterTarget(activation as Activation, this.#calls);
    if (reply === null) return target.resend(method, payload, caller);
    if (reply.isOver) return;
    const refusal = target.reroute(method, payload, reply, caller);
    if (refusal !== undefined) {
      activation.refuse(method, reply, caller, refusal);
    }
  }

  isReleasing({ type, id }: ActorId): boolean {
    return this.#ownership.isReleasing(this.#shardOf(type, id));
  }

  listShards(): readonly number[] {
    const own: number[] = [];
    for (let shard = 0; shard < this.#parts.shards; shard++) {
      if (this.#ownership.isOwn(shard)) own.push(shard);
    }
    return own;
  }

  operate(
    activation: Activation,
    operation: "erase" | "poison",
  ): Promise<void> {
    return new ClusterTarget(activation, this.#calls).ask(operation);
  }

  #resume(): void {
    this.#served.resume();
    // What was due in the doubt has been passed over, and calls have waited.
    this.#noteOwners(Array.from({ length: this.#parts.shards }, (_, at) => at));
  }

  #noteOwners(shards: readonly number[]): void {
    this.#calls.noteServers(shards);
    this.streams.noteOwners();
    const isOwner = shards.some((shard) => this.#ownership.isOwn(shard));
    if (isOwner) this.#host.waker?.lookAgain();
    this.#host.check();
  }

  findLife(type: string, id: string): WatchedLife | null {
    const shard = this.#shardOf(type, id);
    const isHere = this.#ownership.isOwn(shard) ||
      this.#host.registry.findType(type)?.isLocal === true;
    return isHere ? null : this.#watches.openLife({ type, id });
  }

  #noteLost(node: string): void {
    this.#watches.noteLost(node);
    this.#calls.noteLost(node, this.#line.end(node));
  }

  /** Tells other nodes that nothing runs here any more. */
  async #part(): Promise<void> {
    const calls = this.#calls;
    const line = this.#line;
    const ownership = this.#ownership;
    await part({
      runtime: this.#host.runtime,
      get unanswered() {
        return calls.counts.incoming;
      },
      // Also those that have sent nothing that has arrived.
      get peers() {
        return Array.from(ownership.nodes, ({ id }) => id)
          .filter((id) => id !== ownership.nodeId);
      },
      isQuiet: (peer) => line.links?.isQuiet(peer) ?? true,
      post: (node, message, key) => line.post(node, message, key),
    });
  }

  /** Begins another life: what was under way in the last one is lost. */
  async #rename(nodeId: string): Promise<void> {
    const { peers, self } = this.#line;
    // What it asked itself is answered to an id that is no more.
    for (const node of [...peers, self]) this.#noteLost(node);
    await this.#line.open(nodeId);
  }

  async leave(): Promise<void> {
    // There may be no server to join by, for long.
    const late = this.#host.runtime.setTimer(LEAVE_UNJOINED_MS, () => {
      void Promise.allSettled([this.#line.close(), this.#parts.leases.close()]);
    });
    await this.joined.finally(() => late.cancel());
    await this.#ownership.leave();
  }

  async close(): Promise<void> {
    this.streams.close();
    this.#calls.close();
    // Each is let go of, whatever becomes of those before it.
    await using open = new AsyncDisposableStack();
    open.defer(() => this.#parts.leases.close());
    open.defer(() => this.#line.close());
    await this.#ownership.close();
  }
}

/** Says what a node tells of itself. */
function makeSelf(
  node: string | undefined,
  types: Readonly<Record<string, string>>,
): NodeSelf {
  const name = node ?? makeSecret().slice(0, 8);
  const isClient = Object.keys(types).length === 0;
  return { name, types, isClient, version: VERSION };
}
