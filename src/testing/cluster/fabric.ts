import type { ClusterNetwork } from "./network.ts";

/** Learns whether a node is connected to all that is outside of it. */
export type ConnectionListener = (isConnected: boolean) => void;

/** What of a cluster in memory is cut, offline, or stalls. */
export class Fabric implements ClusterNetwork {
  // How often each is cut, and each node disconnected: faults may overlap.
  #cuts = new Map<string, number>();
  #offline = new Map<string, number>();
  /** Counts how often all was mended: what was begun before is over. */
  #mends = 0;
  readonly #listeners = new Map<string, Set<ConnectionListener>>();
  readonly #stallBucket: (forMs: number) => void;

  /** Creates it with what has its bucket stall. */
  constructor(stallBucket: (forMs: number) => void) {
    this.#stallBucket = stallBucket;
  }

  cut(from: string, to: string): () => void {
    const name = nameWay(from, to);
    add(this.#cuts, name, 1);
    return this.#once(() => add(this.#cuts, name, -1));
  }

  disconnect(node: string): () => void {
    add(this.#offline, node, 1);
    this.#tell(node);
    return this.#once(() => {
      add(this.#offline, node, -1);
      this.#tell(node);
    });
  }

  stall(forMs: number): void {
    this.#stallBucket(forMs);
  }

  mend(): void {
    const offline = [...this.#offline.keys()];
    this.#mends++;
    this.#stallBucket(0);
    this.#cuts = new Map();
    this.#offline = new Map();
    for (const node of offline) this.#tell(node);
  }

  /** Whether what one node sends to another is lost. */
  isCut(from: string, to: string): boolean {
    return this.#cuts.has(nameWay(from, to));
  }

  /** Whether a node has a connection. */
  isConnected(node: string): boolean {
    return !this.#offline.has(node);
  }

  /** Tells of a node's connection until the result is called. */
  hear(node: string, listener: ConnectionListener): () => void {
    const listeners = this.#listeners.get(node) ?? new Set();
    this.#listeners.set(node, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #tell(node: string): void {
    const isConnected = this.isConnected(node);
    for (const listener of [...this.#listeners.get(node) ?? []]) {
      listener(isConnected);
    }
  }

  /** Makes what is undone once, unless all was mended meanwhile. */
  #once(undo: () => void): () => void {
    const mends = this.#mends;
    let isOver = false;
    return () => {
      if (isOver || mends !== this.#mends) return;
      isOver = true;
      undo();
    };
  }
}

function nameWay(from: string, to: string): string {
  return `${from} to ${to}`;
}

function add(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const count = (counts.get(name) ?? 0) + change;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
}
