/** A node of a cluster, as it tells of itself. */
export interface NodeInfo {
  /** Names this life of it: its name, `-` and 8 random characters. */
  readonly id: string;
  /** The name that it has in each of its lives. */
  readonly name: string;
  /** The types that it hosts, each with the hash of its contract. */
  readonly types: Readonly<Record<string, string>>;
  /** Whether it hosts none, and owns no shard. */
  readonly isClient: boolean;
  /** When this life began by its clock, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The version of the library that it runs. */
  readonly version: string;
}

/** What a node tells of itself in all of its lives. */
export type NodeSelf = Pick<
  NodeInfo,
  "name" | "types" | "isClient" | "version"
>;
