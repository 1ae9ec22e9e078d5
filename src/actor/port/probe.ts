import type { Method } from "../../envelope/definition.ts";
import type { Caller } from "../../envelope/target.ts";
import type { Activation } from "./activation.ts";
import type { TurnEnd } from "./failure_counts.ts";

/** One envelope, seen as it came into an inbox. */
export interface Arrival {
  /**
   * What sent it: a call, a stream its payload, a timer its tick, a reminder
   * its own. A streaming reply sends a step for those that follow one another
   * at once, and for the end of its generator.
   */
  readonly kind: "call" | "payload" | "reminder" | "step" | "tick";
  readonly method: Method;
  readonly caller: Caller | null;
  /** When it came, in the runtime's milliseconds. */
  readonly at: number;
  /** The call that began the streaming reply whose step it is, if seen. */
  readonly begunBy: Arrival | null;
}

/** A turn that probes see: one whose envelope they saw arrive. */
export interface ProbedTurn {
  readonly activation: Activation;
  readonly method: Method;
  readonly caller: Caller | null;
  /** The actor's own: to look at, never to keep or change. */
  readonly payload: unknown;
  readonly arrival: Arrival;
  readonly startedAt: number;
  /** 0 while it runs. */
  endedAt: number;
  outcome: "running" | TurnEnd | "unknown";
}

/** What an activation calls before its first turn and after its last. */
export type Hook = "init" | "deinit";

/**
 * Who looks at arrivals and turns. While there is none, a message has not one
 * instruction more to run.
 */
export interface Probe {
  /**
   * Sees an envelope come. `false` means that it has seen enough of this actor
   * until `Activation.trackArrivals()` is called.
   */
  arrive(activation: Activation, arrival: Arrival): boolean;
  /** Sees a turn begin. */
  start(turn: ProbedTurn): void;
  /**
   * Calls `run` once, in whatever surroundings the turn is to have, and returns
   * what it returns.
   */
  around?(turn: ProbedTurn, run: () => boolean): boolean;
  /** Does the same for a hook of an actor: it may return a promise. */
  aroundHook?(actor: Caller, hook: Hook, run: () => unknown): unknown;
  /** Sees a turn end. */
  end(turn: ProbedTurn): void;
}
