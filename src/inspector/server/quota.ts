import {
  COUNTED_ADDRESSES,
  MAX_REQUESTS_PER_SECOND,
} from "../../base/limits.ts";
import type { Runtime } from "../../base/runtime.ts";

/** Allows a number of things within each second. */
export class Quota {
  readonly #perSecond: number;
  readonly #runtime: Runtime;
  #left: number;
  #at: number;

  constructor(perSecond: number, runtime: Runtime) {
    this.#perSecond = perSecond;
    this.#runtime = runtime;
    this.#left = perSecond;
    this.#at = runtime.now();
  }

  /** Takes one; returns whether there was one left. */
  take(): boolean {
    const now = this.#runtime.now();
    const more = (now - this.#at) * this.#perSecond / 1_000;
    this.#at = now;
    this.#left = Math.min(this.#perSecond, this.#left + more);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}

/** Counts the requests of each address and kind by themselves. */
export class Quotas {
  readonly #runtime: Runtime;
  // The one that was asked for last is the last one.
  readonly #quotas = new Map<string, Quota>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Takes one of a kind for an address; returns whether there was one left. */
  take(kind: string, address: string): boolean {
    const key = `${kind} ${address}`;
    const quota = this.#quotas.get(key) ??
      new Quota(MAX_REQUESTS_PER_SECOND, this.#runtime);
    this.#quotas.delete(key);
    this.#quotas.set(key, quota);
    if (this.#quotas.size > COUNTED_ADDRESSES) {
      const [oldest = key] = this.#quotas.keys();
      this.#quotas.delete(oldest);
    }
    return quota.take();
  }
}
