import type { Cluster, Runtime } from "@backstage/actors";
import { systemRuntime } from "../../src/base/runtime.ts";
import { ClusterNode } from "../../src/cluster/cluster_node.ts";
import { MemoryBucket } from "../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../src/cluster/memory/leases.ts";
import { MemoryNetwork } from "../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../src/cluster/memory/transport.ts";

/** Few: each is claimed anew for each test. */
const SHARDS = 8;

/** A cluster in memory, without faults, of the nodes of one test. */
export class TestCluster {
  readonly #runtime: Runtime;
  readonly #bucket: MemoryBucket;
  readonly #network: MemoryNetwork;

  constructor(runtime: Runtime = systemRuntime) {
    this.#runtime = runtime;
    this.#bucket = new MemoryBucket(runtime);
    this.#network = new MemoryNetwork(runtime);
  }

  /** Returns what an engine is given to be the node of a name. */
  join(node: string): Cluster {
    const leases = new MemoryLeases(this.#bucket);
    const transport = new MemoryTransport(this.#network, this.#runtime);
    const parts = { name: "test", node, shards: SHARDS, transport, leases };
    return {
      name: "test",
      store: null,
      open: (host) => new ClusterNode(parts, host),
    };
  }
}
