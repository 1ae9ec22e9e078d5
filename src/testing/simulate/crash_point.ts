import type {
  StoreFaultName,
  StoreFaultSource,
} from "../../store/memory/faults.ts";
import type { CrashOptions } from "../../store/memory/options.ts";
import type { Faults } from "./faults.ts";

const DURING = ["before", "partly", "after"] as const;

/**
 * Lets the fault `crash` strike within commits, too: it has the store hold one
 * until the run is ready to crash.
 */
export class CrashPoints implements StoreFaultSource {
  readonly #faults: Faults;
  readonly #hold: () => void;
  #isDue = false;

  /** Creates them; `hold` keeps the store from answering. */
  constructor(faults: Faults, hold: () => void) {
    this.#faults = faults;
    this.#hold = hold;
  }

  strikes(name: StoreFaultName, where: string): boolean {
    const begins = name === "store:slow" && where.startsWith("commit ");
    if (begins && !this.#isDue && this.#faults.decide("crash")) {
      this.#isDue = true;
      this.#hold();
    }
    return this.#faults.strikes(name, where);
  }

  /**
   * Decides whether the engine crashes now, and how, with so many questions of
   * its store not answered; `null` if not.
   */
  take(pending: number): CrashOptions | null {
    const faults = this.#faults;
    if (!faults.has("crash")) return null;
    if (!this.#isDue && !faults.decide("crash")) return null;
    this.#isDue = false;
    const during = pending === 0 ? "before" : DURING[faults.below(3)]!;
    return { during };
  }
}
