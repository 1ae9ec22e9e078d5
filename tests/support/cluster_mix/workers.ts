import { CallError } from "@backstage/actors";
import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../cast.ts";

/** The actors whose turns take a while. */
export const WORKERS = ["w0", "w1"];

const LONGEST_MS = 2_000;
const LIMIT_MS = 30_000;
/** The most turns that are asked for at once. */
const BURST = 4;

/** What a worker is asked to do. */
interface Task {
  readonly lane: string;
  readonly number: number;
  readonly ms: number;
}

/** Turns that take a while: where nodes leave in order, none is cut off. */
export class Workers {
  readonly problems = new Set<string>();
  readonly #sim: ClusterSimulation;
  readonly #isGentle: boolean;
  readonly #running = new Map<string, number>();
  /** The last turn of each lane that has begun. */
  readonly #last = new Map<string, number>();
  #lanes = 0;

  constructor(sim: ClusterSimulation, isGentle: boolean) {
    this.#sim = sim;
    this.#isGentle = isGentle;
    for (const id of WORKERS) {
      cast.set(id, {
        ask: async (ctx, task) => {
          const { lane, number, ms } = task as Task;
          this.#note(id, 1);
          this.#expectNext(`${lane} of ${id}`, number);
          await ctx.sleep(ms);
          this.#note(id, -1);
          return ms;
        },
      });
    }
  }

  /** Has some work done, asked for on a node: several turns, in order. */
  async work(node: SimulatedNode): Promise<void> {
    const id = WORKERS[this.#below(WORKERS.length)]!;
    const count = 1 + this.#below(BURST);
    const lane = `lane ${this.#lanes++}`;
    await Promise.all(Array.from({ length: count }, (_, number) => {
      const ms = 1 + this.#below(LONGEST_MS);
      return this.#ask(node, id, { lane, number, ms });
    }));
  }

  async #ask(node: SimulatedNode, id: string, task: Task): Promise<void> {
    const worker = node.engine.getActor(PuppetProxy, id);
    const { ms } = task;
    try {
      const answer = await worker.with({ timeoutMs: LIMIT_MS }).ask(task);
      if (answer !== ms) this.problems.add(`${id} answers what was not asked`);
    } catch (error) {
      if (!(error instanceof CallError)) this.problems.add(`${id}: ${error}`);
      else if (this.#isGentle && error.code !== "engine-stopped") {
        this.problems.add(`${id} was cut off: ${error.message}`);
      }
    }
  }

  /** Expects what one lane has asked for in its order, each once. */
  #expectNext(lane: string, number: number): void {
    const last = this.#last.get(lane) ?? -1;
    this.#last.set(lane, Math.max(last, number));
    if (number > last) return;
    this.problems.add(`${lane} has turn ${number} behind turn ${last}`);
  }

  #note(id: string, change: 1 | -1): void {
    const count = (this.#running.get(id) ?? 0) + change;
    this.#running.set(id, count);
    if (!this.#isGentle || count <= 1) return;
    this.problems.add(`${id} has ${count} turns at once`);
  }

  #below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }
}
