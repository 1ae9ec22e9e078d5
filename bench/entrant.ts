import { Lane, type Runner } from "./lane.ts";
import type { Welcome } from "./lane_protocol.ts";
import type { Promises } from "./subject.ts";
import type { Sample, Workload } from "./workload.ts";

const PROBE = 0.01;
const WARM_UPS = 2;

/**
 * A runner in a race, with a new lane whenever the last one failed. What goes
 * wrong in it stays with it: it is the reason in its row.
 */
export class Entrant implements AsyncDisposable {
  readonly name: string;
  readonly #runner: Runner;
  #lane: Lane | undefined;
  #welcome: Welcome | undefined;
  /** Why it is out of the race, if it is. */
  failure: string | undefined;

  constructor(runner: Runner) {
    this.name = runner.name;
    this.#runner = runner;
  }

  get promises(): Promises | undefined {
    return this.#welcome?.promises;
  }

  /** Starts its process; one that does not start is out. */
  async enter(): Promise<void> {
    const lane = new Lane(this.#runner);
    this.#lane = lane;
    try {
      this.#welcome = await lane.start();
    } catch (error) {
      this.failure = (error as Error).message;
      await this[Symbol.asyncDispose]();
    }
  }

  /**
   * Warms up, and finds out how many operations fit into a round.
   *
   * @throws {Error} If it cannot do the workload.
   */
  async warmUp(workload: Workload, budgetMs: number): Promise<number> {
    const obstacle = this.failure ?? this.#welcome?.obstacles[workload.id];
    if (obstacle !== undefined) throw new Error(obstacle);
    const { operations } = workload;
    const isWhole = this.#runner.isWhole === true;
    const fitting = isWhole
      ? operations
      : await this.#probe(workload, budgetMs);
    for (let at = 0; at < WARM_UPS; at++) await this.run(workload, fitting);
    return fitting;
  }

  /**
   * Runs one round.
   *
   * @throws {Error} If the round fails; the next one has a new process.
   */
  async run(workload: Workload, operations: number): Promise<Sample> {
    if (this.#lane?.hasEnded === true) await this[Symbol.asyncDispose]();
    if (this.#lane === undefined) await this.enter();
    if (this.#lane === undefined) throw new Error(this.failure);
    try {
      return await this.#lane.run({ workload: workload.id, operations });
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  // A cold round is slow, so each is believed only to grow the next tenfold.
  async #probe(workload: Workload, budgetMs: number): Promise<number> {
    let operations = fit(workload, workload.operations * PROBE);
    while (true) {
      const { ms } = await this.run(workload, operations);
      const fitting = fit(workload, operations * budgetMs / ms);
      const isEnough = fitting < operations * 3;
      if (isEnough || operations === workload.operations) return fitting;
      operations = fit(workload, Math.min(fitting, operations * 10));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const lane = this.#lane;
    this.#lane = undefined;
    await lane?.[Symbol.asyncDispose]();
  }
}

/** Rounds a number of operations down to what a workload can do. */
function fit({ operations, step }: Workload, wanted: number): number {
  if (wanted >= operations) return operations;
  const unit = Math.max(
    step,
    10 ** Math.floor(Math.log10(Math.max(wanted, 1))),
  );
  return Math.max(step, Math.floor(wanted / unit) * unit);
}
