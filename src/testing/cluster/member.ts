import type { Runtime } from "../../base/runtime.ts";
import type { Fabric } from "./fabric.ts";
import type { ClusterFaultSource } from "./faults.ts";
import type { Gate } from "./gate.ts";

/** What all of a node stands on that is outside of its process. */
export interface Member {
  /** Names the node, in each of its lives. */
  readonly name: string;
  readonly gate: Gate;
  readonly fabric: Fabric;
  readonly faults: ClusterFaultSource;
  /** The time of the network and of the servers. */
  readonly runtime: Runtime;
}
