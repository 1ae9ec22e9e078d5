import type { Engine } from "@backstage/actors";
import type { Chance } from "../../support/chance.ts";
import { passed } from "../../../bench/cluster/passed.ts";
import type { Tooth } from "../tooth.ts";
import type { Begun, Ended } from "./history.ts";
import type { Journal } from "./journal.ts";

/** How long a call may take. */
export const CALL_MS = 5_000;

/** How long a lane thinks before it asks again for what was not answered. */
const AGAIN_MS = 50;

/** What a lane is given. */
export interface LaneOptions {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly chance: Chance;
  readonly tooth: Tooth | null;
  /** Names the lane in the whole run. */
  readonly name: string;
  /** The actor that it calls. */
  readonly actor: string;
  /** The mean time from one operation to the next, in milliseconds. */
  readonly paceMs: number;
  /** Aborted when no operation is begun any more. */
  readonly ending: AbortSignal;
  /** Aborted when none is asked for again, either. */
  readonly giveUp: AbortSignal;
}

/** Calls one actor, one operation after the other. */
export abstract class Lane {
  protected readonly options: LaneOptions;
  #number = 0;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  /** Does operations until the run is ending. */
  async run(): Promise<void> {
    const { chance, ending, paceMs } = this.options;
    while (!ending.aborted) {
      await this.step();
      await passed(1 + chance.below(2 * paceMs));
    }
  }

  /** Does one operation. */
  protected abstract step(): Promise<void>;

  /** The number of the next operation. */
  protected next(): number {
    return ++this.#number;
  }

  /** Makes one call of an operation. */
  protected ask(
    operation: Pick<Begun, "isKeyed" | "kind" | "number" | "parts">,
    call: () => PromiseLike<unknown>,
  ): Promise<Ended> {
    const { actor, journal, name: lane } = this.options;
    return journal.record({ ...operation, lane, actor }, call);
  }

  /** Asks for a keyed operation until it is answered; returns the answer. */
  protected async insist(
    operation: Pick<Begun, "kind" | "number" | "parts">,
    call: () => PromiseLike<unknown>,
  ): Promise<Ended | null> {
    while (!this.options.giveUp.aborted) {
      const ended = await this.ask({ ...operation, isKeyed: true }, call);
      if (ended.outcome === "answered") return ended;
      await passed(AGAIN_MS);
    }
    return null;
  }
}
