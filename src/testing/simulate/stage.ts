import type { Probe } from "../../actor/port/probe.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { Clock } from "./clock.ts";
import type { FaultRates, Faults } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import type { Tapes } from "./tape.ts";
import type { Waits } from "./waits.ts";

/** What a run gives to those that are on its stage. */
export interface Site {
  readonly seed: number;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly tapes: Tapes;
  readonly waits: Waits;
  readonly recorder: Recorder;
  /** Other options of each engine. */
  readonly engine: EngineOptions;
}

/** Who is on the clock of a run: one engine, or the nodes of a cluster. */
export interface Stage {
  /** Runs the scenario. */
  play(): void | Promise<void>;
  /** Throws where something does not hold that always must. */
  check(): void;
  /** Shows arrivals and turns to a probe. */
  attach(probe: Probe): void;
  /**
   * Lets faults strike between two turns; returns what still does, for a run
   * without an end, or `null` where none has struck.
   */
  strike(): string | null;
  /** Says why a scenario cannot end that waits while nothing is ready. */
  explainStuck(): string;
  /** Stops all engines; what still goes on is no part of the run any more. */
  stop(): Promise<void>;
}

/** What all runs of a simulation share. */
export interface Plan {
  /** Sets the stage of a run. */
  readonly setUp: (site: Site) => Stage;
  /** Whether something is looked at between two turns. */
  readonly hasInvariant: boolean;
  readonly engine: EngineOptions;
  readonly faults: FaultRates;
  readonly steps: number;
  readonly traps: boolean;
}
