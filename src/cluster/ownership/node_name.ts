import { ClusterError } from "../../base/cluster_error.ts";
import { OWNERSHIP_RETRY_MS } from "../../base/cluster_limits.ts";
import { encodeName } from "./entry_codec.ts";
import { toNameKey } from "./entry_key.ts";
import type { Scope } from "./scope.ts";
import type { Suspicions } from "./suspicions.ts";

/** The name of a node, which no two living nodes of a cluster have. */
export class NodeName {
  readonly #scope: Scope;
  readonly #name: string;
  readonly #suspicions: Suspicions;
  #revision = 0;

  constructor(scope: Scope, name: string, suspicions: Suspicions) {
    this.#scope = scope;
    this.#name = name;
    this.#suspicions = suspicions;
  }

  /**
   * Takes the name for this life of the node; it waits until a node of that
   * name is dead which does not answer.
   *
   * @throws {ClusterError} If a node has it that lives.
   */
  async take(): Promise<void> {
    const { id, bucket } = this.#scope;
    while (!this.#scope.isOver) {
      const holder = bucket.names.get(this.#name);
      if (holder?.id === id) {
        this.#revision = holder.revision;
        return;
      }
      if (holder !== undefined && holder.id !== null) {
        await this.#awaitEnd(holder.id);
      }
      if (await this.#tryWrite(holder?.revision ?? 0)) return;
      await this.#scope.pause(OWNERSHIP_RETRY_MS);
    }
  }

  /** Lets go of it, for other nodes; it only takes up room. */
  async free(): Promise<void> {
    const { bucket } = this.#scope;
    if (this.#revision === 0) return;
    const key = toNameKey(this.#name);
    await bucket.remove(key, this.#revision).catch(() => {});
  }

  /** Waits until a node is gone that has the name; throws if it lives. */
  async #awaitEnd(holder: string): Promise<void> {
    const { bucket, logger, times } = this.#scope;
    const first = bucket.nodes.get(holder)?.revision;
    for (let isFirst = true; !this.#scope.isOver; isFirst = false) {
      const node = bucket.nodes.get(holder);
      if (node === undefined) return;
      const result = node.revision === first
        ? await this.#suspicions.probe(holder)
        : "alive";
      if (result === "alive") throw this.#refuse(holder);
      if (result === "gone") return;
      if (isFirst) {
        logger.warn(
          `Node ${this.#scope.id} waits until the lease of node ${holder} ` +
            "has run out, which has the same name and does not answer",
        );
      }
      await this.#scope.pause(times.probeEveryMs);
    }
  }

  #refuse(holder: string): ClusterError {
    return new ClusterError(
      `Cannot join the cluster as node "${this.#name}": node ${holder} is ` +
        "in it, which has that name",
      { code: "name-taken" },
    );
  }

  /** Writes it once; returns whether the name is this life's. */
  async #tryWrite(expected: number): Promise<boolean> {
    const { id, bucket } = this.#scope;
    const key = toNameKey(this.#name);
    const bytes = encodeName(id);
    try {
      const revision = await bucket.write(key, bytes, expected);
      if (revision === null) {
        const entry = await bucket.read(key);
        if (entry !== null) bucket.noteFound(entry);
        else bucket.names.delete(this.#name);
        return false;
      }
      bucket.noteFound({ key, bytes, revision });
      this.#revision = revision;
      return true;
    } catch {
      return false;
    }
  }
}
