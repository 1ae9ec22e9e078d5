import type { RuntimeTimer } from "../../base/runtime.ts";

/** What a probe of a node has found. */
export type Reach = "alive" | "unreachable" | "silent";

interface Probe {
  readonly ping: number;
  readonly tag: number;
  readonly timer: RuntimeTimer;
  readonly settle: (reach: Reach) => void;
}

/** The probes of one node that are under way. */
export class Probes {
  #probes: Probe[] = [];

  /** Adds one that a ping was sent for, under a tag. */
  add(probe: Probe): void {
    this.#probes.push(probe);
  }

  /** Learns that a ping is answered. */
  noteAnswered(ping: number): void {
    if (this.#probes.length > 0) {
      this.#settle("alive", (one) => one.ping <= ping);
    }
  }

  /** Learns that a packet reached no node. */
  noteUndelivered(tag: number): void {
    this.#settle("unreachable", (one) => one.tag <= tag);
  }

  /** Learns that one has waited long enough. */
  noteLate(ping: number): void {
    this.#settle("silent", (one) => one.ping === ping);
  }

  /** Ends all. */
  end(): void {
    this.#settle("silent", () => true);
  }

  #settle(reach: Reach, isMeant: (probe: Probe) => boolean): void {
    const settled = this.#probes.filter(isMeant);
    if (settled.length === 0) return;
    this.#probes = this.#probes.filter((one) => !settled.includes(one));
    for (const { timer, settle } of settled) {
      timer.cancel();
      settle(reach);
    }
  }
}
