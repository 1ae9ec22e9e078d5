import { Entrant } from "./entrant.ts";
import type { Runner } from "./lane.ts";
import { median } from "./measure.ts";
import type { Promises } from "./subject.ts";
import type { Sample, Workload } from "./workload.ts";

/** What one runner's rounds of one workload came to. */
export interface Measured {
  readonly minNs: number;
  readonly medianNs: number;
  readonly maxNs: number;
  readonly operations: number;
  readonly bytes?: number;
}

/** What became of one runner in one workload: figures, or why not. */
export type Outcome = Measured | { readonly obstacle: string };

/** One workload with the outcomes of all runners, by their names. */
export interface Heat {
  readonly workload: Workload;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** A runner as the tables name it. */
export interface Participant {
  readonly name: string;
  readonly promises: Promises | undefined;
  readonly failure: string | undefined;
}

/** A whole run. */
export interface Race {
  readonly participants: readonly Participant[];
  readonly heats: readonly Heat[];
}

/** Tunes a race. */
export interface RaceOptions {
  readonly rounds: number;
  /** How long a round of a slow runner may take: it then does fewer. */
  readonly budgetMs: number;
  /** Told of each heat as it ends. */
  readonly onHeat?: (heat: Heat) => void;
}

/** Runs all runners by turns, round for round, in each of the workloads. */
export async function race(
  runners: readonly Runner[],
  workloads: readonly Workload[],
  options: RaceOptions,
): Promise<Race> {
  await using field = new AsyncDisposableStack();
  const entrants = runners.map((runner) => field.use(new Entrant(runner)));
  for (const entrant of entrants) await entrant.enter();
  const heats: Heat[] = [];
  for (const workload of workloads) {
    const heat = await runHeat(entrants, workload, options);
    options.onHeat?.(heat);
    heats.push(heat);
  }
  const participants = entrants.map(({ name, promises, failure }) => ({
    name,
    promises,
    failure,
  }));
  return { participants, heats };
}

async function runHeat(
  entrants: readonly Entrant[],
  workload: Workload,
  { rounds, budgetMs }: RaceOptions,
): Promise<Heat> {
  const turns = entrants.map((entrant) =>
    new Turns(entrant, workload, budgetMs)
  );
  for (const turn of turns) await turn.warmUp();
  for (let round = 0; round < rounds; round++) {
    // Rotated: no runner always runs behind the same other.
    for (let at = 0; at < turns.length; at++) {
      await turns[(at + round) % turns.length]!.run();
    }
  }
  const outcomes = turns.map((turn) => [turn.name, turn.finish()] as const);
  return { workload, outcomes: new Map(outcomes) };
}

/** One entrant's rounds of one workload. */
class Turns {
  readonly #entrant: Entrant;
  readonly #workload: Workload;
  readonly #budgetMs: number;
  readonly #samples: Sample[] = [];
  #operations = 0;
  #obstacle: string | undefined;

  constructor(entrant: Entrant, workload: Workload, budgetMs: number) {
    this.#entrant = entrant;
    this.#workload = workload;
    this.#budgetMs = budgetMs;
  }

  get name(): string {
    return this.#entrant.name;
  }

  async warmUp(): Promise<void> {
    await this.#try(async () => {
      this.#operations = await this.#entrant.warmUp(
        this.#workload,
        this.#budgetMs,
      );
    });
  }

  async run(): Promise<void> {
    await this.#try(async () => {
      this.#samples.push(
        await this.#entrant.run(this.#workload, this.#operations),
      );
    });
  }

  finish(): Outcome {
    if (this.#obstacle !== undefined) return { obstacle: this.#obstacle };
    return summarize(this.#samples);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.#obstacle !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.#obstacle = (error as Error).message;
    }
  }
}

function summarize(samples: readonly Sample[]): Measured {
  const ns = samples.map(({ ms, operations }) => ms * 1e6 / operations);
  const bytes = samples.flatMap(({ bytes }) => bytes ?? []);
  return {
    minNs: Math.min(...ns),
    medianNs: median(ns),
    maxNs: Math.max(...ns),
    operations: samples[0]!.operations,
    ...bytes.length > 0 && { bytes: median(bytes) },
  };
}
