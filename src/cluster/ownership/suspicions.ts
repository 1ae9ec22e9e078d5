import { PROBES } from "../../base/cluster_limits.ts";
import type { Deaths } from "./deaths.ts";
import type { Scope } from "./scope.ts";

/**
 * Probes the nodes that are suspected: those that are unreachable, again and
 * again, are declared dead; those that are silent only run out of their lease.
 */
export class Suspicions {
  readonly #scope: Scope;
  readonly #deaths: Deaths;
  readonly #underWay = new Set<string>();
  /** The revisions of nodes that were silent, and renewed nothing since. */
  readonly #silent = new Map<string, number>();

  constructor(scope: Scope, deaths: Deaths) {
    this.#scope = scope;
    this.#deaths = deaths;
  }

  /** Begins to probe a node, unless that is under way. */
  suspect(id: string): void {
    if (id === this.#scope.id || this.#underWay.has(id)) return;
    if (this.#scope.bucket.nodes.get(id) === undefined) return;
    this.#underWay.add(id);
    void this.probe(id).finally(() => this.#underWay.delete(id));
  }

  /** Whether a node was silent, and has not renewed its lease since. */
  isSilent(id: string): boolean {
    const revision = this.#scope.bucket.nodes.get(id)?.revision;
    return revision !== undefined && this.#silent.get(id) === revision;
  }

  /**
   * Probes a node until it answers, is declared dead, or is silent; returns
   * what it found last.
   */
  async probe(id: string): Promise<"alive" | "gone" | "silent"> {
    let found = 0;
    let revision = 0;
    while (!this.#scope.isOver) {
      const node = this.#scope.bucket.nodes.get(id);
      if (node === undefined) {
        this.#silent.delete(id);
        return "gone";
      }
      // One that renews its lease is there, wherever its packets go.
      if (node.revision !== revision) found = 0;
      revision = node.revision;
      const result = await this.#scope.host.probe(id);
      if (result === "silent") this.#silent.set(id, revision);
      else this.#silent.delete(id);
      if (result !== "unreachable") return result;
      found = this.#isTrusted() ? found + 1 : 0;
      if (found >= PROBES && await this.#declare(id, revision)) return "gone";
      await this.#scope.pause(this.#scope.times.probeEveryMs);
    }
    return "silent";
  }

  #declare(id: string, revision: number): Promise<boolean> {
    const why = `nothing listens at its address, ${PROBES} times in a row`;
    return this.#deaths.declare(id, revision, why);
  }

  /** Whether the other one is gone, rather than this node's connection. */
  #isTrusted(): boolean {
    const { bucket, runtime, times } = this.#scope;
    return bucket.isConnected &&
      runtime.now() - bucket.connectedAt >= times.reachGraceMs;
  }
}
