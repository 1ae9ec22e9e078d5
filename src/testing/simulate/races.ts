import type { ExploredStep } from "./guided.ts";

/** A step before which others are to run instead. */
export interface Race {
  /** The step's number. */
  readonly at: number;
  /** Who could run there instead: one of them is enough. */
  readonly instead: readonly string[];
}

/**
 * Finds the steps that touch what a later step of another actor touches, and
 * could have come after it: nothing in between orders the two.
 */
export function findRaces(steps: readonly ExploredStep[]): Race[] {
  const races: Race[] = [];
  // For each step those that must come before it, a bit each.
  const before: bigint[] = [];
  for (const [at, step] of steps.entries()) {
    let mask = 0n;
    const order = (earlier: number): void => {
      mask |= before[earlier]! | (1n << BigInt(earlier));
    };
    for (const cause of step.causes) if (cause < at) order(cause);
    const own = findLast(steps, at, ({ chosen }) => chosen === step.chosen);
    if (own >= 0) order(own);
    for (let earlier = at - 1; earlier >= 0; earlier--) {
      const other = steps[earlier]!;
      // What came before a rest is over.
      if (other.epoch !== step.epoch) break;
      if (mask & (1n << BigInt(earlier))) continue;
      if (other.touched.isDisjointFrom(step.touched)) continue;
      order(earlier);
      races.push({
        at: earlier,
        instead: findInstead(steps, earlier, at, mask),
      });
    }
    before.push(mask);
  }
  return races;
}

/** Finds who could run at a step so that another one comes before it. */
function findInstead(
  steps: readonly ExploredStep[],
  earlier: number,
  later: number,
  mask: bigint,
): string[] {
  const { enabled } = steps[earlier]!;
  if (enabled.includes(steps[later]!.chosen)) return [steps[later]!.chosen];
  for (let at = earlier + 1; at < later; at++) {
    const { chosen } = steps[at]!;
    if (mask & (1n << BigInt(at)) && enabled.includes(chosen)) return [chosen];
  }
  return [...enabled];
}

function findLast(
  steps: readonly ExploredStep[],
  end: number,
  fits: (step: ExploredStep) => boolean,
): number {
  for (let at = end - 1; at >= 0; at--) if (fits(steps[at]!)) return at;
  return -1;
}
