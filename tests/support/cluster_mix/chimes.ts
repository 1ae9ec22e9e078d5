import { CallError } from "@backstage/actors";
import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import type { Chime } from "../../cast/chimer.ts";
import { ChimerProxy } from "../../cast/generated/chimer_proxy.gen.ts";

/** The actors that have reminders. */
export const CHIMERS = ["b0", "b1"];

/** How far ahead reminders are set. */
const SOON_MS = 25_000;
const LIMIT_MS = 10_000;

/** What is known of a reminder. */
interface Reminded {
  readonly id: string;
  /** Whether it was told to be set, told not to be, or neither. */
  outcome: "set" | "not-run" | "unknown";
}

/** The reminders of a run: each that was set chimes once. */
export class Chimes {
  readonly problems = new Set<string>();
  readonly #sim: ClusterSimulation;
  /** By the text that each has chimed. */
  readonly #reminded = new Map<string, Reminded>();

  constructor(sim: ClusterSimulation) {
    this.#sim = sim;
  }

  /** Sets one of some actor, on a node. */
  async set(node: SimulatedNode): Promise<void> {
    const id = CHIMERS[this.#below(CHIMERS.length)]!;
    const what = `chime ${this.#reminded.size}`;
    const reminded: Reminded = { id, outcome: "unknown" };
    this.#reminded.set(what, reminded);
    const chimer = node.engine.getActor(ChimerProxy, id)
      .with({ timeoutMs: LIMIT_MS });
    try {
      await chimer.set(what, { inMs: this.#below(SOON_MS) }, what);
      reminded.outcome = "set";
    } catch (error) {
      if (!(error instanceof CallError)) this.problems.add(`set: ${error}`);
      else if (error.outcome === "not-run") reminded.outcome = "not-run";
    }
  }

  /** Compares what an actor has heard with what was set. */
  check(id: string, heard: readonly Chime[]): void {
    const counts = new Map<string, number>();
    for (const { what } of heard) {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    for (const [what, reminded] of this.#reminded) {
      if (reminded.id !== id) continue;
      const count = counts.get(what) ?? 0;
      const { outcome } = reminded;
      const isRight = outcome === "unknown"
        ? count <= 1
        : count === (outcome === "set" ? 1 : 0);
      if (!isRight) {
        this.problems.add(`${what} (${outcome}) came ${count} times`);
      }
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#sim.random() * limit);
  }
}
