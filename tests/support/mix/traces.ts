import { readSimulateOptions } from "../../../src/testing/simulate/options.ts";
import { planOne } from "../../../src/testing/simulate/one_engine.ts";
import { Run } from "../../../src/testing/simulate/run.ts";
import { RandomStrategy } from "../../../src/testing/simulate/strategy.ts";
import { cast } from "../cast.ts";
import { Mix } from "./mix.ts";
import { MIX } from "./play.ts";

/**
 * Plays the mix for some seeds on each wire; returns a line for each run: its
 * seed, its wire, and a digest of its whole trace as JSON.
 */
export async function traceMix(
  first: number,
  seeds: number,
): Promise<string[]> {
  const lines: string[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    for (const wire of ["auto", "always"] as const) {
      const settings = readSimulateOptions({ ...MIX, wire, seeds: [seed] });
      const scenario = async (sim: ConstructorParameters<typeof Mix>[0]) => {
        await new Mix(sim).play();
      };
      const plan = planOne(settings, scenario);
      const strategy = new RandomStrategy(seed);
      const { recorder } = await new Run(plan, seed, strategy, null).play();
      const digest = await hash(JSON.stringify(recorder.toTrace()));
      lines.push(`${seed} ${wire} ${digest}`);
    }
  }
  cast.clear();
  return lines;
}

async function hash(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.toHex();
}
