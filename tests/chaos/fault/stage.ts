import type { Chance } from "../../support/chance.ts";
import type { NatsServers } from "../../../bench/cluster/nats_cluster.ts";
import type { ChaosNode } from "../node/chaos_node.ts";

/** What faults are done to. */
export interface Stage {
  readonly servers: NatsServers;
  readonly nodes: readonly ChaosNode[];
  readonly chance: Chance;
  /** What else is worth to be told, such as how long a node took to end. */
  note(sentence: string): void;
}

/** One of the things that go wrong: it ends when all is whole again. */
export interface Fault {
  readonly name: string;
  /** How long it lasts, about, in milliseconds. */
  readonly lastsMs: number;
  /** Does it, and undoes it; `tell` learns what it is done to. */
  run(stage: Stage, tell: (target: string) => void): Promise<void>;
}
