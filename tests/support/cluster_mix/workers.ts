import { CallError } from "@backstage/actors";
import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../cast.ts";

/** The actors whose turns take a while. */
export const WORKERS = ["w0", "w1"];

const LONGEST_MS = 3_000;
const LIMIT_MS = 20_000;

/** Turns that take a while: where nodes leave in order, none is cut off. */
export class Workers {
  readonly problems = new Set<string>();
  readonly #sim: ClusterSimulation;
  readonly #isGentle: boolean;
  readonly #running = new Map<string, number>();

  constructor(sim: ClusterSimulation, isGentle: boolean) {
    this.#sim = sim;
    this.#isGentle = isGentle;
    for (const id of WORKERS) {
      cast.set(id, {
        ask: async (ctx, ms) => {
          this.#note(id, 1);
          await ctx.sleep(ms as number);
          this.#note(id, -1);
          return ms;
        },
      });
    }
  }

  /** Has some work done, asked for on a node. */
  async work(node: SimulatedNode): Promise<void> {
    const id = WORKERS[this.#below(WORKERS.length)]!;
    const ms = 1 + this.#below(LONGEST_MS);
    const { engine } = node;
    const worker = engine.getActor(PuppetProxy, id);
    try {
      const answer = await worker.with({ timeoutMs: LIMIT_MS }).ask(ms);
      if (answer !== ms) this.problems.add(`${id} answers what was not asked`);
    } catch (error) {
      if (!(error instanceof CallError)) this.problems.add(`${id}: ${error}`);
      else if (this.#isGentle && error.code !== "engine-stopped") {
        this.problems.add(`${id} was cut off: ${error.message}`);
      }
    }
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
