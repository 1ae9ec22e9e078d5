import {
  simulate,
  type SimulateOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { cast } from "../cast.ts";
import { Mix } from "./mix.ts";

/** How the mix is simulated, whatever seeds it runs. */
export const MIX: SimulateOptions = {
  faults: { deactivate: 0.05 },
  engine: { drainTimeoutMs: 1_000 },
};

/** Plays the mix for seeds; throws what the model says is wrong. */
export async function playMix(
  options: SimulateOptions,
): Promise<SimulationSummary> {
  try {
    return await simulate({ ...MIX, ...options }, async (sim) => {
      const problems = await new Mix(sim).play();
      if (problems.length > 0) throw new Error(problems.join("; "));
    });
  } finally {
    cast.clear();
  }
}
