import type {
  LeaseEntry,
  Leases,
  LeasesHost,
} from "../../../src/cluster/port/leases.ts";

/** A host that keeps what a bucket tells it, for tests. */
export class Watcher implements LeasesHost {
  readonly leases: Leases;
  /** All that it was told of, in that order. */
  readonly entries: LeaseEntry[] = [];
  /** What it was told of first, until all was told that was there. */
  atFirst: readonly LeaseEntry[] | null = null;
  readonly connections: boolean[] = [];
  readonly losses: Error[] = [];
  #waiting: (() => void)[] = [];

  constructor(leases: Leases) {
    this.leases = leases;
  }

  /** The last that it was told of an entry. */
  get(key: string): LeaseEntry | undefined {
    return this.entries.findLast((entry) => entry.key === key);
  }

  /** Opens the bucket; resolves when all was told that is there. */
  async open(shards = 16): Promise<void> {
    await this.leases.open(shards, this);
    await this.until(() => this.atFirst !== null);
  }

  /** Resolves when something is so, as it is told of it. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when it was told of a revision of an entry. */
  untilTold(key: string, revision: number): Promise<void> {
    return this.until(() => (this.get(key)?.revision ?? 0) >= revision);
  }

  noteEntry(entry: LeaseEntry): void {
    this.entries.push(entry);
    this.#wake();
  }

  noteComplete(): void {
    this.atFirst = [...this.entries];
    this.#wake();
  }

  noteConnected(isConnected: boolean): void {
    this.connections.push(isConnected);
    this.#wake();
  }

  lose(error: Error): void {
    this.losses.push(error);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
