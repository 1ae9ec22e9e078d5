import type { Runtime } from "../../base/runtime.ts";
import { ClusterNode } from "../../cluster/cluster_node.ts";
import { MemoryBucket } from "../../cluster/memory/bucket.ts";
import { MemoryNetwork } from "../../cluster/memory/network.ts";
import type { Cluster } from "../../engine/cluster_port.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { Fabric } from "./fabric.ts";
import type { ClusterFaultSource } from "./faults.ts";
import type { Gate } from "./gate.ts";
import type { Member } from "./member.ts";
import { MemberLeases } from "./member_leases.ts";
import { MemberStore } from "./member_store.ts";
import { MemberTransport } from "./member_transport.ts";
import type { ClusterNetwork } from "./network.ts";

/** What a cluster in memory is made of. */
export interface ClusterInMemoryParts {
  readonly name: string;
  readonly shards: number;
  /** The time and chance of the network and of the servers. */
  readonly runtime: Runtime;
  readonly faults: ClusterFaultSource;
  /** What nodes share. */
  readonly store: MemoryStore;
  /** The most milliseconds that each way of a packet or question takes. */
  readonly maxDelayMs: number;
}

/** A node of a cluster in memory, in one life of it. */
export interface MemberInMemory {
  readonly cluster: Cluster;
  /**
   * Ends what it has outside of its process, which is no more: others may see
   * that its connection is gone, or learn of it by its silence alone.
   */
  end(silently: boolean): void;
}

/** A network, a bucket and a store in this process, for nodes to share. */
export class ClusterInMemory {
  readonly #parts: ClusterInMemoryParts;
  readonly #network: MemoryNetwork;
  readonly #bucket: MemoryBucket;
  readonly #fabric: Fabric;

  constructor(parts: ClusterInMemoryParts) {
    const { maxDelayMs, runtime } = parts;
    this.#parts = parts;
    this.#network = new MemoryNetwork(runtime, {
      delayMs: [0, maxDelayMs],
      reorders: maxDelayMs > 0,
    });
    this.#bucket = new MemoryBucket(runtime);
    this.#bucket.faults.delayMs = [0, maxDelayMs];
    this.#bucket.faults.watchDelayMs = [0, maxDelayMs];
    this.#fabric = new Fabric((forMs) => this.#bucket.stall(forMs));
  }

  get network(): ClusterNetwork {
    return this.#fabric;
  }

  /** Opens the place of a node, in a life of it, behind a gate. */
  open(name: string, gate: Gate): MemberInMemory {
    const { faults, name: clusterName, runtime, shards } = this.#parts;
    const fabric = this.#fabric;
    const member: Member = { name, gate, fabric, faults, runtime };
    const transport = new MemberTransport(this.#network, member);
    const leases = new MemberLeases(this.#bucket, member);
    const share = this.#parts.store.share({ faults });
    const store = new MemberStore(share, member);
    const node = { name: clusterName, node: name, shards, transport, leases };
    return {
      cluster: {
        name: clusterName,
        store,
        open: (host) => new ClusterNode(node, host),
      },
      end(silently) {
        leases.end();
        store.end();
        transport.end(silently);
      },
    };
  }
}
