import { toNameKey, toNodeKey } from "./entry_key.ts";
import type { Scope } from "./scope.ts";

/** Declares nodes dead: by compare-and-set, so that a renewal may win. */
export class Deaths {
  readonly #scope: Scope;
  readonly #noteGone: (id: string) => void;
  readonly #underWay = new Set<string>();

  constructor(scope: Scope, noteGone: (id: string) => void) {
    this.#scope = scope;
    this.#noteGone = noteGone;
  }

  /**
   * Declares a node dead unless it has renewed its lease since a revision;
   * returns whether it is gone now.
   */
  async declare(id: string, revision: number, why: string): Promise<boolean> {
    if (this.#underWay.has(id)) return false;
    this.#underWay.add(id);
    try {
      return await this.#declare(id, revision, why);
    } catch {
      // It is not known; the watch tells, or it is tried again.
      return false;
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #declare(id: string, revision: number, why: string): Promise<boolean> {
    const { bucket, logger } = this.#scope;
    const name = bucket.nodes.findInfo(id)?.name;
    if (!await bucket.remove(toNodeKey(id), revision)) return false;
    logger.warn(`Node ${id} is declared dead: ${why}`);
    this.#scope.counts.declaredDead++;
    this.#noteGone(id);
    if (name !== undefined) void this.#freeName(name, id);
    return true;
  }

  /** Removes the entry of a dead node's name; it only takes up room. */
  async #freeName(name: string, id: string): Promise<void> {
    const { bucket } = this.#scope;
    const holder = bucket.names.get(name);
    if (holder?.id !== id) return;
    await bucket.remove(toNameKey(name), holder.revision).catch(() => {});
  }
}
