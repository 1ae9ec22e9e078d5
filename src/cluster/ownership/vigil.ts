import { Timeout } from "./timeout.ts";
import type { Deaths } from "./deaths.ts";
import type { Lease } from "./lease.ts";
import type { KnownNode } from "./node_table.ts";
import type { Scope } from "./scope.ts";

/**
 * Looks after the leases of the other nodes, and declares those dead whose
 * lease has run out.
 *
 * What counts is the time between the last renewal that was seen, and the last
 * of this node's own that came back through the same watch: what is written
 * before that was seen, too, however late the watch or this node is.
 */
export class Vigil {
  readonly #scope: Scope;
  readonly #lease: Lease;
  readonly #deaths: Deaths;
  readonly #timeout: Timeout;

  constructor(scope: Scope, lease: Lease, deaths: Deaths) {
    this.#scope = scope;
    this.#lease = lease;
    this.#deaths = deaths;
    this.#timeout = new Timeout(scope.runtime, () => this.look());
  }

  /** Looks whose lease has run out, and when the next one may. */
  look(): void {
    const { id, bucket, times } = this.#scope;
    if (this.#scope.isOver) return;
    let nextAt = Infinity;
    for (const node of bucket.nodes.list()) {
      if (node.id === id) continue;
      const dueAt = node.seenAt + times.deathMs;
      if (dueAt > this.#now) nextAt = Math.min(nextAt, dueAt);
      else if (this.#lookAt(node, dueAt)) nextAt = this.#now;
    }
    if (nextAt === Infinity) return this.#timeout.cancel();
    this.#timeout.set(Math.max(nextAt - this.#now, 0) || times.renewAgainMs);
  }

  close(): void {
    this.#timeout.close();
  }

  get #now(): number {
    return this.#scope.runtime.now();
  }

  /** Sees to a node that is overdue; returns whether to look again soon. */
  #lookAt(node: KnownNode, dueAt: number): boolean {
    const { times } = this.#scope;
    if (this.#lease.echoedAt >= dueAt) void this.#declare(node);
    // One of this node's own renewals proves that the watch is not late.
    else if (this.#lease.askedAt + times.renewAgainMs <= this.#now) {
      this.#lease.renew();
    }
    return true;
  }

  #declare({ id, revision, seenAt }: KnownNode): Promise<boolean> {
    const seconds = Math.floor((this.#now - seenAt) / 1_000);
    const why = `its lease has run out, it was renewed last ${seconds} s ago`;
    return this.#deaths.declare(id, revision, why);
  }
}
