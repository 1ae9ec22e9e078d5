/**
 * Plays the mix of `tests/support/mix/` for seeds, one after the other, until
 * the model says that something is wrong. It is bundled to be run with broken
 * cores.
 */
import { simulate } from "@backstage/actors/testing";
import { Mix } from "../support/mix/mix.ts";
import { MIX } from "../support/mix/play.ts";

/** What the first seed found that is wrong. */
export interface Catch {
  readonly seed: number;
  readonly problem: string;
}

/** Returns what the first seed finds, `null` if none finds anything. */
export async function bite(most: number): Promise<Catch | null> {
  for (let seed = 1; seed <= most; seed++) {
    const problems: string[] = [];
    try {
      await simulate({ ...MIX, seeds: [seed] }, async (sim) => {
        problems.push(...await new Mix(sim).play());
      });
    } catch (error) {
      problems.push((error as Error).message);
    }
    const [problem] = problems;
    if (problem !== undefined) return { seed, problem };
  }
  return null;
}
