import { ClusterError } from "../../base/cluster_error.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { LeaseEntry } from "../port/leases.ts";

/** How a bucket in memory behaves; it may be changed while it is used. */
export interface BucketFaults {
  /** Milliseconds that a question takes, and its answer as long. */
  delayMs: readonly [least: number, most: number];
  /** Milliseconds until a node learns of a change. */
  watchDelayMs: readonly [least: number, most: number];
  /** The part of all questions that is lost, and of their answers: 0 to 1. */
  loss: number;
  /** Milliseconds after which a question that was lost rejects. */
  timeoutMs: number;
}

/**
 * The bucket of a cluster in memory, which all of its nodes share through a
 * `MemoryLeases` each. Its time and its chance are those of a runtime.
 */
export class MemoryBucket {
  /** How it behaves: without a fault, and at once, unless changed. */
  readonly faults: BucketFaults = {
    delayMs: [0, 0],
    watchDelayMs: [0, 0],
    loss: 0,
    timeoutMs: 5_000,
  };
  readonly runtime: Runtime;
  readonly #entries = new Map<string, LeaseEntry>();
  readonly #changes: LeaseEntry[] = [];
  readonly #watchers = new Set<() => void>();
  #shards: number | null = null;
  #stalledUntil = -Infinity;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** The revision of the last change. */
  get revision(): number {
    return this.#changes.length;
  }

  /** Milliseconds until its leader is there again; 0 while one is. */
  get stalledMs(): number {
    return Math.max(this.#stalledUntil - this.runtime.now(), 0);
  }

  /** Answers nothing for a while, as while servers elect another leader. */
  stall(forMs: number): void {
    this.#stalledUntil = this.runtime.now() + forMs;
  }

  /**
   * Takes a node in, made with so many shards where there are none yet.
   *
   * @throws {ClusterError} If it is of another number of shards.
   */
  admit(shards: number): void {
    this.#shards ??= shards;
    if (this.#shards === shards) return;
    throw new ClusterError(
      `Cannot join the cluster: its bucket has ${this.#shards} shards, and ` +
        `this node asks for ${shards}`,
      { code: "mismatch" },
    );
  }

  /** Calls back at each change, until what it returns is called. */
  watch(noteChange: () => void): () => void {
    this.#watchers.add(noteChange);
    return () => void this.#watchers.delete(noteChange);
  }

  /** Returns an entry as it is now, or `null` where there is none. */
  get(key: string): LeaseEntry | null {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.bytes === null ? null : entry;
  }

  /** Lists the entries that changed after a revision, as they are now. */
  listSince(revision: number): readonly LeaseEntry[] {
    return this.#changes.slice(revision)
      .filter((entry) => this.#entries.get(entry.key) === entry);
  }

  /** Writes or deletes an entry as a stranger does, whatever it is. */
  put(key: string, bytes: Uint8Array | null): number {
    const revision = this.revision + 1;
    const entry = { key, bytes: bytes?.slice() ?? null, revision };
    this.#entries.set(key, entry);
    this.#changes.push(entry);
    for (const noteChange of this.#watchers) noteChange();
    return revision;
  }

  /** Writes or deletes an entry of a revision; `null` if it has another. */
  compareAndSet(
    key: string,
    bytes: Uint8Array | null,
    expected: number,
  ): number | null {
    const revision = this.get(key)?.revision ?? 0;
    return revision === expected ? this.put(key, bytes) : null;
  }
}
