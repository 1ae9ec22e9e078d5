import { CallError } from "@backstage/actors";
import type {
  ClusterSimulation,
  SimulatedNode,
} from "@backstage/actors/testing";
import { ABORT_GRACE_MS } from "../../../src/base/cluster_limits.ts";
import type { Call, Kind } from "../../chaos/client/history.ts";

/** A call as a lane asks for it. */
export interface Asked {
  /** Where it is asked for. */
  readonly node: SimulatedNode;
  readonly lane: string;
  readonly actor: string;
  readonly kind: Kind;
  readonly number: number;
  readonly parts?: readonly (number | string)[];
  readonly isKeyed?: boolean;
  /** How long it may take, by the clock of its node. */
  readonly timeoutMs: number;
}

/** By how much the clocks of nodes are too slow at most. */
const SLOWEST = 1.02;
/** How late a timer may be in a process that goes on. */
const SLACK_MS = 50;
/** When a call is looked at again that is late, for its node stood still. */
const AGAIN_MS = 1_000;
/** How often it must be late, where nodes stand still. */
const LOOKS = 3;

/** What clients have asked for, and what became of it. */
export class History {
  readonly calls: Call[] = [];
  readonly problems = new Set<string>();
  readonly #sim: ClusterSimulation;
  readonly #mayPause: boolean;

  /** Creates it; where nodes may stand still, calls may be later. */
  constructor(sim: ClusterSimulation, mayPause: boolean) {
    this.#sim = sim;
    this.#mayPause = mayPause;
  }

  /** Makes a call, and notes how it ends, and whether in time. */
  async ask(asked: Asked, call: () => PromiseLike<unknown>): Promise<Call> {
    const { isKeyed = false, parts = [], node, timeoutMs, ...rest } = asked;
    const id = this.calls.length;
    const begun = { ...rest, id, at: this.#sim.now(), parts, isKeyed };
    const open: Call = {
      ...begun,
      endedAt: Infinity,
      outcome: "unknown",
      value: undefined,
      code: null,
      message: "it has not ended",
    };
    this.calls.push(open);
    this.#expectEnd(id, node, timeoutMs);
    const how = await this.#settle(call);
    return this.calls[id] = { ...open, ...how, endedAt: this.#sim.now() };
  }

  async #settle(
    call: () => PromiseLike<unknown>,
  ): Promise<Pick<Call, "code" | "message" | "outcome" | "value">> {
    try {
      const value = await call();
      return { value, outcome: "answered", code: null, message: "" };
    } catch (error) {
      if (!(error instanceof CallError)) {
        this.problems.add(`a call failed by ${error}`);
        return { value: undefined, outcome: "failed", code: null, message: "" };
      }
      const { code, message, outcome } = error;
      return { value: undefined, outcome, code, message };
    }
  }

  /** Expects a call to end by its deadline, unless its process stands still. */
  #expectEnd(id: number, node: SimulatedNode, timeoutMs: number): void {
    const { engine } = node;
    let left = this.#mayPause ? LOOKS : 1;
    const look = (): void => {
      const { actor, endedAt, kind } = this.calls[id]!;
      if (endedAt < Infinity || node.engine !== engine) return;
      left = node.state === "still" ? LOOKS : left - 1;
      if (left > 0) return wait(AGAIN_MS);
      this.problems.add(`${kind} of ${actor} on ${node.name} has no end`);
    };
    const wait = (ms: number): void => {
      this.#sim.runtime.setTimer(ms, look);
    };
    // Its caller waits a little to hear whether it has begun.
    wait((timeoutMs + ABORT_GRACE_MS) * SLOWEST + SLACK_MS);
  }
}
