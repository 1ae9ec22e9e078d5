import type { Runtime } from "../../base/runtime.ts";
import { quote } from "../../base/escape_controls.ts";
import {
  assertOption,
  numberFrom,
  wholeNumberFrom,
} from "../../base/option_rule.ts";
import { showOption } from "../../base/show_option.ts";

/** What goes wrong on purpose in a memory store. */
export type StoreFaultName =
  /** An answer takes up to `maxDelayMs`, and what is asked behind it waits. */
  | "store:slow"
  /** A question rejects: any but a commit. */
  | "store:failed-read"
  /** A commit rejects, and has written nothing. */
  | "store:failed-commit"
  /** A commit rejects, and has written everything. */
  | "store:lost-commit"
  /** A commit never answers, and has written everything. */
  | "store:silent-commit";

/** How probable each fault is: from 0 (never, unless given) to 1. */
export type StoreFaultRates = {
  readonly [Name in StoreFaultName]?: number | undefined;
};

/** Decides which faults strike, as the `faults` of a simulation do. */
export interface StoreFaultSource {
  /** Decides whether a fault strikes here; `where` is for who reads of it. */
  strikes(name: StoreFaultName, where: string): boolean;
}

/** Switches the faults of a memory store while a test runs. */
export interface StoreFaultSwitches {
  /**
   * Has a fault strike as often as it may next: once, unless given.
   *
   * @throws {RangeError} If that is no whole number from 1 on.
   */
  strike(name: StoreFaultName, times?: number): void;
  /**
   * Changes how probable a fault is from now on.
   *
   * @throws {RangeError} If the rate is not from 0 to 1.
   */
  set(name: StoreFaultName, rate: number): void;
  /** Lets none strike from now on, but for those of another source. */
  off(): void;
}

const NAMES: { readonly [Name in StoreFaultName]: true } = {
  "store:slow": true,
  "store:failed-read": true,
  "store:failed-commit": true,
  "store:lost-commit": true,
  "store:silent-commit": true,
};
const RATE = numberFrom(0, 1);
const TIMES = wholeNumberFrom(1, 1_000_000_000);

/** The faults of a memory store, and of those that take its place. */
export class MemoryFaults implements StoreFaultSwitches {
  readonly #rates = new Map<StoreFaultName, number>();
  readonly #left = new Map<StoreFaultName, number>();
  readonly #source: StoreFaultSource | null;

  /** Creates the faults of rates, or of another source. */
  constructor(given: StoreFaultRates | StoreFaultSource) {
    this.#source = isSource(given) ? given : null;
    if (isSource(given)) return;
    for (const [name, rate] of Object.entries(given)) {
      if (rate !== undefined) this.set(name as StoreFaultName, rate);
    }
  }

  strike(name: StoreFaultName, times = 1): void {
    assertName(name);
    assertOption("times", times, TIMES);
    this.#left.set(name, (this.#left.get(name) ?? 0) + times);
  }

  set(name: StoreFaultName, rate: number): void {
    assertName(name);
    if (!RATE.allows(rate)) {
      throw new RangeError(
        `Cannot use rate ${showOption(rate)} of fault ${quote(name)}: ` +
          `it must be ${RATE.text}`,
      );
    }
    this.#rates.set(name, rate);
  }

  off(): void {
    this.#rates.clear();
    this.#left.clear();
  }

  /** Decides whether a fault strikes; by chance none does without a runtime. */
  decide(
    name: StoreFaultName,
    where: () => string,
    runtime: Runtime | undefined,
  ): boolean {
    const left = this.#left.get(name) ?? 0;
    if (left > 0) {
      this.#left.set(name, left - 1);
      return true;
    }
    // What has no rate takes no chance, which others would miss.
    const rate = this.#rates.get(name) ?? 0;
    if (rate > 0 && (runtime?.random() ?? 1) < rate) return true;
    return this.#source?.strikes(name, where()) ?? false;
  }
}

function isSource(
  given: StoreFaultRates | StoreFaultSource,
): given is StoreFaultSource {
  return "strikes" in given && typeof given.strikes === "function";
}

function assertName(name: string): void {
  if (Object.hasOwn(NAMES, name)) return;
  throw new TypeError(
    `Cannot use fault ${quote(name)}: a memory store has none of that name, ` +
      `only ${Object.keys(NAMES).join(", ")}`,
  );
}
