import { quote } from "../../base/escape_controls.ts";
import {
  assertOption,
  numberFrom,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import type { StoreFaultName } from "../../store/memory/faults.ts";
import type { Runtime } from "../../base/runtime.ts";

/**
 * What goes wrong on purpose between the nodes of a cluster in memory, and in
 * the store that they share.
 */
export type ClusterFaultName =
  | StoreFaultName
  /** A packet is lost. */
  | "net:lost"
  /** A packet takes up to a second more. */
  | "net:late"
  /** A packet comes again, up to a second later. */
  | "net:twice"
  /** A question to the bucket takes up to two seconds more, or its answer. */
  | "bucket:late"
  /** A question to the bucket rejects, and is not done. */
  | "bucket:failed"
  /** A question to the bucket rejects, and is done. */
  | "bucket:lost-answer";

/** How probable each fault is: from 0 (never, unless given) to 1. */
export type ClusterFaultRates = {
  readonly [Name in ClusterFaultName]?: number | undefined;
};

/** Switches the faults of a cluster in memory while a test runs. */
export interface ClusterFaultSwitches {
  /**
   * Has a fault strike as often as it may next: once, unless given.
   *
   * @throws {RangeError} If that is no whole number from 1 on.
   */
  strike(name: ClusterFaultName, times?: number): void;
  /**
   * Changes how probable a fault is from now on.
   *
   * @throws {RangeError} If the rate is not from 0 to 1.
   */
  set(name: ClusterFaultName, rate: number): void;
  /** Lets none strike from now on. */
  off(): void;
}

/** Decides which faults strike, and how. */
export interface ClusterFaultSource {
  /** Decides whether a fault strikes here; `where` is for who reads of it. */
  strikes(name: ClusterFaultName, where: string): boolean;
  /** Draws a whole number from 0 up to, not including, a limit. */
  below(limit: number): number;
}

const NAMES: { readonly [Name in ClusterFaultName]: true } = {
  "net:lost": true,
  "net:late": true,
  "net:twice": true,
  "bucket:late": true,
  "bucket:failed": true,
  "bucket:lost-answer": true,
  "store:slow": true,
  "store:failed-read": true,
  "store:failed-commit": true,
  "store:lost-commit": true,
  "store:silent-commit": true,
};
const RATE = numberFrom(0, 1);
const TIMES = wholeNumberFrom(1, 1_000_000_000);

/** Faults that strike by rates, or when they are told to. */
export class ClusterFaults implements ClusterFaultSwitches, ClusterFaultSource {
  readonly #runtime: Runtime;
  readonly #rates = new Map<ClusterFaultName, number>();
  readonly #left = new Map<ClusterFaultName, number>();

  constructor(rates: ClusterFaultRates, runtime: Runtime) {
    this.#runtime = runtime;
    for (const [name, rate] of Object.entries(rates)) {
      if (rate !== undefined) this.set(name as ClusterFaultName, rate);
    }
  }

  strike(name: ClusterFaultName, times = 1): void {
    assertName(name);
    assertOption("times", times, TIMES);
    this.#left.set(name, (this.#left.get(name) ?? 0) + times);
  }

  set(name: ClusterFaultName, rate: number): void {
    assertName(name);
    assertOption(`rate of fault ${quote(name)}`, rate, RATE);
    this.#rates.set(name, rate);
  }

  off(): void {
    this.#rates.clear();
    this.#left.clear();
  }

  strikes(name: ClusterFaultName): boolean {
    const left = this.#left.get(name) ?? 0;
    if (left > 0) {
      this.#left.set(name, left - 1);
      return true;
    }
    const rate = this.#rates.get(name) ?? 0;
    return rate > 0 && this.#runtime.random() < rate;
  }

  below(limit: number): number {
    return Math.floor(this.#runtime.random() * limit);
  }
}

function assertName(name: string): void {
  if (Object.hasOwn(NAMES, name)) return;
  throw new TypeError(
    `Cannot use fault ${quote(name)}: a memory cluster has none of that ` +
      `name, only ${Object.keys(NAMES).join(", ")}`,
  );
}
