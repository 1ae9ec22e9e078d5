import { showOption } from "../../base/show_option.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { Engine } from "../../engine/engine.ts";
import type { MemoryStore } from "../../store/memory/memory_store.ts";
import type { CrashOptions } from "../../store/memory/options.ts";
import { findLiveActor } from "../live_actor.ts";
import { Chance } from "./chance.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { Stubs } from "../unit/stubs.ts";
import type { FaultSwitches } from "./faults.ts";
import type { SimulatedEngine } from "./simulated_engine.ts";
import type { Simulation } from "./simulation.ts";
import type { Tape } from "./tape.ts";
import type { Waits } from "./waits.ts";

/** What a simulation stands on. */
export interface SimulationParts {
  readonly seed: number;
  /** Returns the engine that runs now. */
  readonly current: () => SimulatedEngine;
  /** Returns the store of that. */
  readonly store: () => MemoryStore;
  /** Ends that as its process does, and begins another. */
  readonly crash: (options: CrashOptions) => Engine;
  /** What stands in for actors; `isWanted` makes it where there is none. */
  readonly stubs: (isWanted: boolean) => Stubs | null;
  readonly faults: FaultSwitches;
  readonly tape: Tape;
  readonly waits: Waits;
  readonly runtime: Runtime;
}

/** What the scenario draws from, beside the other chances of a seed. */
const STREAM = 4;
/** How many values a number that is drawn may have. */
const VALUES = 2 ** 32;

/** Has a scenario draw and wait. */
export function makeScenarioClock(
  { runtime, seed, tape, waits }: Pick<
    SimulationParts,
    "runtime" | "seed" | "tape" | "waits"
  >,
): Pick<Simulation, "advance" | "now" | "random" | "settled"> {
  const now = (): number => runtime.now();
  const chance = new Chance(seed, STREAM);
  return {
    now,
    random: () => tape.take(VALUES, () => chance.below(VALUES)) / VALUES,
    // As promises: a run that is over rejects, and a bad number does so.
    advance: (ms) => {
      if (!(ms >= 0 && Number.isFinite(ms))) {
        const message = `Cannot advance by ${showOption(ms)} ms: ` +
          "it must be finite and not negative";
        return Promise.reject(new RangeError(message));
      }
      return waits.advance(now() + ms);
    },
    settled: () => waits.settle(),
  };
}

/** Makes what a scenario is given. */
export function makeSimulation(parts: SimulationParts): Simulation {
  const { current, faults, runtime, seed } = parts;
  return {
    seed,
    get engine() {
      return current().engine;
    },
    get store() {
      return parts.store();
    },
    runtime,
    faults,
    ...makeScenarioClock(parts),
    live: (proxy, id) => {
      const actor = findLiveActor(current().view, proxy, id);
      if (!parts.stubs(false)?.has(actor as object)) return actor;
      const name = formatActor({ type: proxy.definition.type, id });
      throw new TypeError(`Cannot look at ${name}: a stub stands in for it`);
    },
    stub: (proxy, id, source) => {
      parts.stubs(true)!.add(proxy.definition, id, source as never);
    },
    crash: (options = {}) => parts.crash(options),
  };
}
