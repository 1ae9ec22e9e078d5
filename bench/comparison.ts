import { Entrant } from "./entrant.ts";
import { median } from "./measure.ts";
import { ours } from "./runners.ts";
import type { Workload } from "./workload.ts";

/** A median ratio above this is a slowdown. */
const LIMIT = 1.15;
/** A median ratio above this is looked at more closely. */
const SUSPICION = 1.07;
const BUDGET_MS = 80;
const PAIRS = 4;

/** Rounds of a base and of what came of it, side by side. */
export interface Pair {
  readonly baseNs: number;
  readonly headNs: number;
}

/** Where the benches of both lie. */
export interface Sides {
  readonly base: URL;
  readonly head: URL;
}

/** What is known of one workload, which more epochs make surer. */
export class Comparison {
  readonly workload: Workload;
  readonly #pairs: Pair[] = [];
  /** Why the base has no figures: a workload that is new, say. */
  obstacle: string | undefined;

  constructor(workload: Workload) {
    this.workload = workload;
  }

  get rounds(): number {
    return this.#pairs.length;
  }

  /** How many times the base's time is what ours takes: the pairs' median. */
  get ratio(): number {
    return median(this.#pairs.map(({ headNs, baseNs }) => headNs / baseNs));
  }

  get isSuspicious(): boolean {
    return this.obstacle === undefined && this.ratio > SUSPICION;
  }

  get isSlower(): boolean {
    return this.obstacle === undefined && this.ratio > LIMIT;
  }

  get baseNs(): number {
    return median(this.#pairs.map(({ baseNs }) => baseNs));
  }

  get headNs(): number {
    return median(this.#pairs.map(({ headNs }) => headNs));
  }

  add(pair: Pair): void {
    this.#pairs.push(pair);
  }
}

/**
 * Runs some rounds of both sides by turns, in two processes of their own: what
 * the compiler makes of the same code differs from process to process.
 *
 * @throws {Error} If the head fails in a workload.
 */
export async function runEpoch(
  comparisons: readonly Comparison[],
  { base, head }: Sides,
): Promise<void> {
  await using older = new Entrant({ ...ours, isWhole: false, bench: base });
  await using newer = new Entrant({ ...ours, isWhole: false, bench: head });
  await older.enter();
  await newer.enter();
  for (const comparison of comparisons) {
    if (comparison.obstacle === undefined) {
      await compare(comparison, older, newer);
    }
  }
}

async function compare(
  comparison: Comparison,
  older: Entrant,
  newer: Entrant,
): Promise<void> {
  const { workload } = comparison;
  const operations = await newer.warmUp(workload, BUDGET_MS);
  const measure = async (entrant: Entrant) =>
    (await entrant.run(workload, operations)).ms * 1e6 / operations;
  try {
    await older.warmUp(workload, BUDGET_MS);
    await measure(older);
    await measure(newer);
  } catch (error) {
    comparison.obstacle = (error as Error).message;
    return;
  }
  for (let pair = 0; pair < PAIRS; pair++) {
    // Now one first, now the other: neither always runs on a warm machine.
    if (pair % 2 === 0) {
      const baseNs = await measure(older);
      comparison.add({ baseNs, headNs: await measure(newer) });
    } else {
      const headNs = await measure(newer);
      comparison.add({ baseNs: await measure(older), headNs });
    }
  }
}
