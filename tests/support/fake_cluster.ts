import type { ActorProxy, ProxyClass } from "@backstage/actors";
import type { Activation } from "../../src/actor/port/activation.ts";
import type {
  Fence,
  Placed,
  Placement,
} from "../../src/actor/port/placement.ts";
import type { Cluster, ClusterHost } from "../../src/engine/cluster_port.ts";
import type {
  ActorPlace,
  ClusterSnapshot,
} from "../../src/engine/cluster_snapshot.ts";
import { WireTarget } from "../../src/engine/route/loopback.ts";
import type { Remote, RemoteStreams } from "../../src/engine/route/remote.ts";
import { type ActorId, nameActor } from "../../src/envelope/actor_id.ts";
import { CarryingPayload } from "../../src/envelope/carry.ts";
import type { Method } from "../../src/envelope/definition.ts";
import type { Reply } from "../../src/envelope/reply.ts";
import type { Caller, Target } from "../../src/envelope/target.ts";
import type { Store } from "../../src/store/store.ts";
import type { Stage } from "./stage.ts";

/** An envelope that an activation has given back. */
export interface Rerouted {
  readonly actor: string;
  readonly method: Method;
  readonly payload: unknown;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

/** The cluster of one engine: what it says of actors is the test's to say. */
export class FakeCluster implements Cluster, Placement {
  readonly name = "test";
  readonly nodeId = "here";
  readonly joined = Promise.resolve();
  readonly store: Store | null;
  readonly isWired: boolean;
  /** What was given back, in its order. */
  readonly rerouted: Rerouted[] = [];
  /** The actors that are being handed over. */
  readonly releasing = new Set<string>();
  /** Those that are registered here. */
  readonly active = new Set<string>();
  /** By what right durable actors are activated. */
  fence: Fence | null = { shard: 7, epoch: 1 };
  /** How often that was asked. */
  asked = 0;
  /** Sees what is given back. */
  onReroute: (envelope: Rerouted) => void = () => {};
  /** Sees which actor is dormant again. */
  onDormant: (id: string) => void = () => {};
  #host: ClusterHost | null = null;

  constructor({ wire }: Pick<Stage, "wire">, store: Store | null = null) {
    this.isWired = wire === "always";
    this.store = store;
  }

  get host(): ClusterHost {
    return this.#host!;
  }

  get streams(): RemoteStreams {
    const { streams } = this.host;
    return { openHub: (id) => streams.open(id), release: async () => {} };
  }

  open(host: ClusterHost): Remote {
    this.#host = host;
    // An engine asks no more than this of it in tests of one.
    return this as unknown as Remote;
  }

  /** Returns an actor's activation, which is there. */
  find(proxy: ProxyClass<ActorProxy>, id: string): Activation {
    const { registry } = this.host;
    const type = registry.openType(proxy.definition);
    const activation = registry.find(type, id);
    if (activation !== undefined) return activation;
    throw new Error(`${type.name}/${id} is dormant`);
  }

  /** Hands an actor over, which must be here. */
  handOver(proxy: ProxyClass<ActorProxy>, id: string): Promise<void> {
    const activation = this.find(proxy, id);
    this.releasing.add(nameActor(activation.actor));
    return activation.handOver();
  }

  /** What was given back, as what it was called with. */
  get inputs(): unknown[] {
    return this.rerouted.map(({ payload }) => readInput(payload));
  }

  route(activation: Activation): Target {
    const { outside, runtime } = this.host;
    return this.isWired
      ? new WireTarget(activation, outside, () => runtime.now())
      : activation;
  }

  findFence(): Fence | null {
    this.asked++;
    return this.fence;
  }

  isReleasing(actor: ActorId): boolean {
    return this.releasing.has(nameActor(actor));
  }

  noteActive(activation: Placed): void {
    this.active.add(nameActor(activation.actor));
  }

  noteDormant(activation: Placed): void {
    const name = nameActor(activation.actor);
    if (!this.active.delete(name)) throw new Error(`${name} was dormant`);
    this.onDormant(activation.id);
  }

  reroute(
    activation: Placed,
    method: Method,
    payload: unknown,
    reply: Reply | null,
    caller: Caller | null,
  ): void {
    const actor = nameActor(activation.actor);
    const rerouted = { actor, method, payload, reply, caller };
    this.rerouted.push(rerouted);
    this.onReroute(rerouted);
  }

  findLife(): null {
    return null;
  }

  snapshot(): ClusterSnapshot {
    return { name: this.name, nodeId: this.nodeId, nodes: [], shards: [] };
  }

  gather(): Promise<ClusterSnapshot> {
    return Promise.resolve(this.snapshot());
  }

  locate(): ActorPlace {
    const { shard, epoch } = this.fence ?? { shard: 0, epoch: 0 };
    return { shard, epoch, owner: this.fence === null ? null : this.nodeId };
  }

  listShards(): readonly number[] {
    return this.fence === null ? [] : [this.fence.shard];
  }

  operate(
    activation: Activation,
    operation: "erase" | "poison",
  ): Promise<void> {
    return this.host.operate(activation, operation);
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Returns the first argument of a payload. */
function readInput(payload: unknown): unknown {
  const own = CarryingPayload.unwrap(payload);
  return Array.isArray(own) ? own[0] : own;
}
