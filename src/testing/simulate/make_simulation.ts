import { showOption } from "../../base/show_option.ts";
import type { Runtime } from "../../base/runtime.ts";
import { type Engine, viewOf } from "../../engine/engine.ts";
import { findLiveActor } from "../live_actor.ts";
import { Chance } from "./chance.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import { Stubs } from "../unit/stubs.ts";
import type { FaultSwitches } from "./faults.ts";
import type { Simulation } from "./simulation.ts";
import type { Tape } from "./tape.ts";
import type { Waits } from "./waits.ts";

/** What a simulation stands on. */
export interface SimulationParts {
  readonly seed: number;
  readonly engine: Engine;
  readonly faults: FaultSwitches;
  readonly tape: Tape;
  readonly waits: Waits;
  readonly runtime: Runtime;
}

/** What the scenario draws from, beside the other chances of a seed. */
const STREAM = 4;
/** How many values a number that is drawn may have. */
const VALUES = 2 ** 32;

/** Makes what a scenario is given. */
export function makeSimulation(parts: SimulationParts): Simulation {
  const { engine, faults, runtime, seed, tape, waits } = parts;
  const view = viewOf(engine);
  let stubs: Stubs | null = null;
  const now = (): number => runtime.now();
  const chance = new Chance(seed, STREAM);
  return {
    seed,
    engine,
    runtime,
    faults,
    now,
    live: (proxy, id) => {
      const actor = findLiveActor(view, proxy, id);
      if (!stubs?.has(actor as object)) return actor;
      const name = formatActor({ type: proxy.definition.type, id });
      throw new TypeError(`Cannot look at ${name}: a stub stands in for it`);
    },
    stub: (proxy, id, source) => {
      stubs ??= new Stubs(view);
      stubs.add(proxy.definition, id, source as never);
    },
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
