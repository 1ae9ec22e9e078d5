import {
  simulate,
  type SimulateOptions,
  type SimulationSummary,
} from "@backstage/actors/testing";
import { cast } from "../cast.ts";
import { Mix } from "./mix.ts";
import { user } from "./post.ts";

/** How the mix is simulated unless a way says otherwise. */
export const MIX: SimulateOptions = {
  faults: { deactivate: 0.05 },
  engine: { drainTimeoutMs: 1_000, carry: { user } },
};

/** Faults that the model knows the outcomes of. */
const FAULTS: readonly SimulateOptions["faults"][] = [
  MIX.faults,
  { deactivate: 0.05, refuse: 0.03, abortCaller: 0.05 },
];

/** The ways in which a seed of the mix is played, by name. */
export const WAYS: ReadonlyMap<string, SimulateOptions> = new Map(
  (["auto", "always"] as const).flatMap((wire) =>
    (["random", "pct"] as const).flatMap((strategy) =>
      FAULTS.map((faults, at): [string, SimulateOptions] => [
        `wire ${wire}, ${strategy}, ${at === 0 ? "few" : "many"} faults`,
        { wire, strategy, faults: faults! },
      ])
    )
  ),
);

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
