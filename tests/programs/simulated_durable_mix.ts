/**
 * Plays the mix of `tests/support/durable_mix/` for seeds, one after the other,
 * until the model says that something is wrong. It is bundled to be run with
 * broken cores.
 */
import type { Simulation } from "@backstage/actors/testing";
import { readSimulateOptions } from "../../src/testing/simulate/options.ts";
import { planOne } from "../../src/testing/simulate/one_engine.ts";
import { Run } from "../../src/testing/simulate/run.ts";
import { RandomStrategy } from "../../src/testing/simulate/strategy.ts";
import { DurableMix } from "../support/durable_mix/mix.ts";
import { DURABLE_MIX } from "../support/durable_mix/play.ts";

/** What the first seed found that is wrong. */
export interface DurableCatch {
  readonly seed: number;
  readonly problem: string;
}

/** Returns what the first seed finds, `null` if none finds anything. */
export async function bite(most: number): Promise<DurableCatch | null> {
  for (let seed = 1; seed <= most; seed++) {
    const settings = readSimulateOptions({ ...DURABLE_MIX, seeds: [seed] });
    const scenario = async (sim: Simulation): Promise<void> => {
      const [problem] = await new DurableMix(sim, settings.faults).play();
      if (problem !== undefined) throw new Error(problem);
    };
    const plan = planOne(settings, scenario);
    // Found is enough here: none is shrunk.
    const run = new Run(plan, seed, new RandomStrategy(seed), null);
    const { failure } = await run.play();
    if (failure === null) continue;
    return { seed, problem: (failure.error as Error).message };
  }
  return null;
}
