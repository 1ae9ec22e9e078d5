import type { Tooth } from "../tooth.ts";

/** What a node is told at its start. */
export interface NodeSettings {
  readonly servers: readonly string[];
  readonly cluster: string;
  readonly node: string;
  /** On how many servers all is kept. */
  readonly replicas: 1 | 3;
  readonly tooth: Tooth | null;
}
