/**
 * Plays random histories of links for seeds, one after the other, until one
 * finds what is wrong. It is bundled to be run with broken links.
 */
import { History } from "../cluster/link/fuzz/history.ts";

/** What the first seed found that is wrong. */
export interface Catch {
  readonly seed: number;
  readonly problem: string;
}

/** Returns what the first seed finds, `null` if none finds anything. */
export function bite(most: number): Promise<Catch | null> {
  for (let seed = 1; seed <= most; seed++) {
    const problem = play(seed);
    if (problem !== undefined) return Promise.resolve({ seed, problem });
  }
  return Promise.resolve(null);
}

function play(seed: number): string | undefined {
  const history = new History(seed);
  try {
    history.play();
    return history.problems[0];
  } catch (error) {
    return (error as Error).message;
  }
}
