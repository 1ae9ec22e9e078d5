import { KNOWN_DEAD } from "../../base/cluster_limits.ts";
import type { NodeEntry } from "./entry_codec.ts";
import type { NodeInfo } from "./node_info.ts";

/** A node that is there, as far as is known. */
export interface KnownNode {
  readonly id: string;
  /** What it told last; `null` where that could not be read. */
  readonly entry: NodeEntry | null;
  /** The revision that told it. */
  readonly revision: number;
  /** When that was seen, or when the time of all nodes started anew. */
  readonly seenAt: number;
}

/** The nodes of a cluster, as one of them has seen them. */
export class NodeTable {
  readonly #nodes = new Map<string, KnownNode>();
  /** The last that are gone: an id never comes back. */
  readonly #gone = new Set<string>();
  #hosts: readonly string[] | null = null;

  get(id: string): KnownNode | undefined {
    return this.#nodes.get(id);
  }

  findInfo(id: string): NodeInfo | null {
    return this.#nodes.get(id)?.entry?.info ?? null;
  }

  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  /** Those that are there, in no order. */
  list(): Iterable<KnownNode> {
    return this.#nodes.values();
  }

  /** The ids of those that may be given shards, in their order. */
  get hosts(): readonly string[] {
    return this.#hosts ??= this.#nodes.values().filter(isHost)
      .map(({ id }) => id).toArray().sort();
  }

  /**
   * Notes what a node has written; returns whether it is other news than that
   * it lives.
   */
  note(
    id: string,
    entry: NodeEntry | null,
    revision: number,
    now: number,
  ): boolean {
    const known = this.#nodes.get(id);
    if (this.#gone.has(id) || revision <= (known?.revision ?? 0)) return false;
    this.#nodes.set(id, { id, entry, revision, seenAt: now });
    const isNews = known === undefined ||
      known.entry?.state !== entry?.state;
    if (isNews) this.#hosts = null;
    return isNews;
  }

  /** Notes that a node is gone for good; returns it if it was there. */
  remove(id: string): KnownNode | undefined {
    const known = this.#nodes.get(id);
    this.#nodes.delete(id);
    this.#hosts = null;
    this.#gone.add(id);
    if (this.#gone.size > KNOWN_DEAD) {
      for (const oldest of this.#gone) {
        this.#gone.delete(oldest);
        break;
      }
    }
    return known;
  }

  /** Starts the time of all nodes anew, as if each was seen now. */
  restart(now: number): void {
    for (const [id, node] of this.#nodes) {
      this.#nodes.set(id, { ...node, seenAt: now });
    }
  }
}

function isHost({ entry }: KnownNode): boolean {
  return entry !== null && entry.state === "up" && !entry.info.isClient;
}
