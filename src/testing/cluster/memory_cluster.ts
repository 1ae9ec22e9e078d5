import { assertOption } from "../../base/option_rule.ts";
import type { Cluster } from "../../engine/cluster_port.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { ClusterInMemory } from "./cluster_in_memory.ts";
import { ClusterFaults, type ClusterFaultSwitches } from "./faults.ts";
import { OPEN_GATE } from "./gate.ts";
import type { ClusterNetwork } from "./network.ts";
import {
  type MemoryClusterOptions,
  NODE_NAME,
  readClusterSettings,
} from "./options.ts";

/** What a node of a {@linkcode MemoryCluster} may be told. */
export interface MemoryNodeOptions {
  /**
   * Names the node: 1 to 64 of the characters A-Z, a-z, 0-9, `_` and `-`; `n1`,
   * `n2` and so on unless given.
   */
  readonly name?: string;
}

/** A network, a bucket and a store in this process, which nodes share. */
export interface MemoryCluster {
  /** What is between the nodes, to cut and to mend. */
  readonly network: ClusterNetwork;
  /** Switches the faults. */
  readonly faults: ClusterFaultSwitches;
  /** What the nodes keep durable actors in, to look at. */
  readonly store: MemoryStore;
  /**
   * Returns what one engine takes as its option `cluster`.
   *
   * @throws {RangeError} If the name is none.
   */
  node(options?: MemoryNodeOptions): Cluster;
}

/**
 * Creates a cluster in this process, for tests of programs on several nodes:
 * each of them is an engine, with a place of its own in the cluster. What is
 * between them fails on purpose, if it is told to.
 *
 * Give the engines the runtime that the cluster has. `simulateCluster()` runs a
 * scenario on such nodes under many schedules.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option or a fault has no such name.
 *
 * @example An actor is one, whichever engine is asked for it
 * ```ts
 * import { Engine } from "@backstage/actors";
 * import { memoryCluster } from "@backstage/actors/testing";
 * import {
 *   CounterProxy,
 * } from "../../../examples/generated/counter_proxy.gen.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cluster = memoryCluster();
 * const actors = [CounterProxy];
 * await using here = new Engine({ cluster: cluster.node(), actors });
 * await using there = new Engine({ cluster: cluster.node(), actors });
 * await Promise.all([here.joined, there.joined]);
 *
 * await here.getActor(CounterProxy, "visits").add(1);
 * assertEquals(await there.getActor(CounterProxy, "visits").add(1), 2);
 * ```
 */
export function memoryCluster(
  options: MemoryClusterOptions = {},
): MemoryCluster {
  const settings = readClusterSettings(options);
  const faults = new ClusterFaults(settings.faults, settings.runtime);
  const cluster = new ClusterInMemory({ ...settings, faults });
  let nodes = 0;
  return {
    network: cluster.network,
    faults,
    store: settings.store,
    node({ name = `n${++nodes}` } = {}) {
      assertOption("name", name, NODE_NAME);
      return cluster.open(name, OPEN_GATE).cluster;
    },
  };
}
