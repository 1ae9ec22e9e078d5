import {
  MAX_COLLECTION_SIZE,
  MAX_DELAY_MS,
  MAX_FRAME_BYTES,
} from "../../base/limits.ts";
import {
  assertKnownOptions,
  type OptionNames,
} from "../../base/option_names.ts";
import {
  assertOption,
  numberFrom,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import {
  MemoryFaults,
  type StoreFaultRates,
  type StoreFaultSource,
} from "./faults.ts";

/** What {@linkcode memoryStore} may be told; every option has a default. */
export interface MemoryStoreOptions {
  /**
   * How probable each fault is, none unless given; or what decides it, such as
   * the `faults` of a simulation. Rates take their chance from the engine's
   * runtime, and strike only once an engine has the store.
   */
  readonly faults?: StoreFaultRates | StoreFaultSource;
  /** The longest that `store:slow` takes, in milliseconds; 100 by default. */
  readonly maxDelayMs?: number;
  /** The most bytes that a record may have; as the engine says by default. */
  readonly maxRecordBytes?: number;
  /** The most rows that a write may have; any number by default. */
  readonly maxRows?: number;
}

/** How a memory store crashes. */
export interface CrashOptions {
  /**
   * What survives of the commit that is under way: nothing of it, all of it
   * without an answer, or the writes of some actors, each whole, as in a store
   * whose commits are many transactions. Of those behind it nothing does.
   *
   * Unless given, chance says how many commits that are under way survive, all
   * of each: those that were asked first.
   */
  readonly during?: "before" | "partly" | "after";
}

/** Options with the defaults filled in. */
export interface MemorySettings {
  readonly faults: MemoryFaults;
  readonly maxDelayMs: number;
  readonly maxRecordBytes: number | undefined;
  readonly maxRows: number | undefined;
}

const NAMES: OptionNames<MemoryStoreOptions> = {
  faults: true,
  maxDelayMs: true,
  maxRecordBytes: true,
  maxRows: true,
};
const DELAY_MS = 100;

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} If an option is out of its limits.
 * @throws {TypeError} If an option or a fault has no such name.
 */
export function readMemoryOptions(options: MemoryStoreOptions): MemorySettings {
  assertKnownOptions("memoryStore()", NAMES, options);
  const { faults = {}, maxDelayMs = DELAY_MS } = options;
  const { maxRecordBytes, maxRows } = options;
  assertOption("maxDelayMs", maxDelayMs, numberFrom(0, MAX_DELAY_MS));
  if (maxRecordBytes !== undefined) {
    const rule = wholeNumberFrom(1, MAX_FRAME_BYTES);
    assertOption("maxRecordBytes", maxRecordBytes, rule);
  }
  if (maxRows !== undefined) {
    assertOption("maxRows", maxRows, wholeNumberFrom(2, MAX_COLLECTION_SIZE));
  }
  return {
    faults: new MemoryFaults(faults),
    ...{ maxDelayMs, maxRecordBytes, maxRows },
  };
}
