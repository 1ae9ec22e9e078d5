import type { Cluster, Runtime } from "@backstage/actors";
import { systemRuntime } from "../../src/base/runtime.ts";
import { ClusterNode } from "../../src/cluster/cluster_node.ts";
import { MemoryBucket } from "../../src/cluster/memory/bucket.ts";
import { MemoryLeases } from "../../src/cluster/memory/leases.ts";
import { MemoryNetwork } from "../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../src/cluster/memory/transport.ts";

/** Few: each is claimed anew for each test. */
const SHARDS = 8;

/** More than the changes of any bucket of a test. */
const REVISIONS = 1_000;

/** A cluster in memory, without faults, of the nodes of one test. */
export class TestCluster {
  readonly #runtime: Runtime;
  readonly #bucket: MemoryBucket;
  readonly #network: MemoryNetwork;

  /**
   * Creates it; what is stored is of so many clusters that were there before,
   * and has their epochs.
   */
  constructor(runtime: Runtime = systemRuntime, before = 0) {
    this.#runtime = runtime;
    this.#bucket = new MemoryBucket(runtime);
    for (let left = before * REVISIONS; left > 0; left--) {
      this.#bucket.put("past", null);
    }
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
