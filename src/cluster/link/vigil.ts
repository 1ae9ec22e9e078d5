import { LINK_PING_MS, LINK_SUSPECT_MS } from "../../base/link_limits.ts";

const PINGS = LINK_SUSPECT_MS / LINK_PING_MS - 1;

/**
 * Tells when a node is silent that answers are awaited from: when some pings,
 * each some time after the one before, were not answered.
 */
export class Vigil {
  /** Whether something is awaited. */
  isKept = false;
  // Since when nothing was heard that is awaited.
  #since = 0;
  #pings = 0;
  #pingedAt = 0;
  /** Whether the node is silent. */
  isSilent = false;

  /** When the node must be pinged, or is silent. */
  get dueAt(): number {
    if (!this.isKept) return Infinity;
    return (this.#pings === 0 ? this.#since : this.#pingedAt) + LINK_PING_MS;
  }

  /** Begins to listen, for something is awaited, or ends it. */
  keep(isAwaited: boolean, now: number): void {
    this.isKept = isAwaited;
    this.begin(now);
  }

  /** Begins anew: the node was heard, or could not be. */
  begin(now: number): void {
    this.#since = now;
    this.#pings = 0;
  }

  /** Counts a ping that is sent; returns whether the node is silent by now. */
  ping(now: number): boolean {
    // This node was kept from listening: it has not looked at what has come.
    if (now - this.dueAt > LINK_PING_MS) this.#pings = 0;
    const isSilent = this.#pings >= PINGS;
    this.#pings++;
    this.#pingedAt = now;
    return isSilent;
  }
}
