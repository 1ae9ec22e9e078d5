import type { ClusterError } from "../../base/cluster_error.ts";
import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { NodeInfo } from "./node_info.ts";

/** What a probe of a node found: that it answers, is gone, or says nothing. */
export type ProbeResult = "alive" | "silent" | "unreachable";

/** A node as its ownership sees it: what serves the shards that it owns. */
export interface OwnershipHost {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /**
   * Raises the store's fence of a shard to an epoch; it is served from when
   * that resolves, and tried again where it rejects.
   */
  gain(shard: number, epoch: number): Promise<void>;
  /**
   * Ends what is under way in a shard, in order; resolves when all of its
   * activations are gone. None begins from now on.
   */
  release(shard: number): Promise<void>;
  /** Whether no turn goes on in a shard: it is given away at once. */
  isQuiet?(shard: number): boolean;
  /** Ends the activations of a shard at once: they cannot commit any more. */
  lose(shard: number): void;
  /**
   * Begins nothing from now on in any shard: the lease is in doubt by the
   * clock. Nothing is lost yet.
   */
  suspend(): void;
  /** Goes on, for the lease is sure again. */
  resume(): void;
  /** Learns that shards have other owners, or are served from now on. */
  noteOwners(shards: readonly number[]): void;
  /** Learns that a node has joined, or is gone for good. */
  noteNode(node: NodeInfo, isThere: boolean): void;
  /** Asks a node by the links whether it is there, for a second at most. */
  probe(nodeId: string): Promise<ProbeResult>;
  /**
   * Begins to listen under the id of another life, for the one before was
   * declared dead; others learn of it when that has resolved.
   */
  rename(nodeId: string): Promise<void>;
  /**
   * Tells the other nodes that nothing runs here any more, for all was given
   * away; resolves when they know, or have not said so for a while.
   */
  part?(): Promise<void>;
  /** Learns that the node cannot take part any more. */
  fail(error: ClusterError): void;
}
