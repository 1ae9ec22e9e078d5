import { MAX_DELAY_MS } from "../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import {
  numberFrom,
  type OptionRule,
  type OptionRules,
  readOptions,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { type Runtime, systemRuntime } from "../../base/runtime.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import { memoryStore } from "../../store/memory/store_in_memory.ts";
import type { ClusterFaultRates } from "./faults.ts";

/** What {@linkcode memoryCluster} may be told; every option has a default. */
export interface MemoryClusterOptions {
  /** Names the cluster; `memory` unless given. */
  readonly name?: string;
  /** Into how many shards actors are divided, 1 to 4,096; 8 unless given. */
  readonly shards?: number;
  /** How probable each fault is; none strikes unless given. */
  readonly faults?: ClusterFaultRates;
  /**
   * The most milliseconds that each way of a packet takes, and of what the
   * bucket is asked for; then one may overtake another. 0 unless given.
   */
  readonly maxDelayMs?: number;
  /**
   * Where the network and the bucket take their time and chance from; give it
   * to the engines, too. The real ones unless given.
   */
  readonly runtime?: Runtime;
  /** The store that the nodes share; one of their own unless given. */
  readonly store?: MemoryStore;
}

/** Options with the defaults filled in. */
export type MemoryClusterSettings = Required<MemoryClusterOptions>;

/** Those that are plain values. */
type Plain = Pick<MemoryClusterSettings, "maxDelayMs" | "name" | "shards">;

const NAMES: OptionNames<MemoryClusterOptions> = {
  name: true,
  shards: true,
  faults: true,
  maxDelayMs: true,
  runtime: true,
  store: true,
};

/** What may name a node, and a cluster of them. */
export const NODE_NAME: OptionRule<string> = {
  text: "1 to 64 of the characters A-Z, a-z, 0-9, _ and -",
  error: RangeError,
  allows: (value): value is string =>
    typeof value === "string" && /^[\w-]{1,64}$/.test(value),
};

const RULES: OptionRules<Plain> = {
  name: NODE_NAME,
  shards: wholeNumberFrom(1, 4_096),
  maxDelayMs: numberFrom(0, MAX_DELAY_MS),
};
const DEFAULTS: Plain = { name: "memory", shards: 8, maxDelayMs: 0 };

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option has no such name.
 */
export function readClusterSettings(
  options: MemoryClusterOptions,
): MemoryClusterSettings {
  assertKnownOptions("memoryCluster()", NAMES, options);
  const { faults = {}, runtime = systemRuntime, store, ...plain } = options;
  return {
    ...readOptions(RULES, plain, DEFAULTS),
    faults,
    runtime,
    store: store ?? memoryStore(),
  };
}
